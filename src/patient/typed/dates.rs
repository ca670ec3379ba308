//! Days as British people write them: the day before the month, unless the year comes first.

use chrono::NaiveDate;

use super::words::TypedWords;

/// The months in English and Welsh. Three letters or more are enough.
const MONTHS: [[&str; 2]; 12] = [
    ["january", "ionawr"],
    ["february", "chwefror"],
    ["march", "mawrth"],
    ["april", "ebrill"],
    ["may", "mai"],
    ["june", "mehefin"],
    ["july", "gorffennaf"],
    ["august", "awst"],
    ["september", "medi"],
    ["october", "hydref"],
    ["november", "tachwedd"],
    ["december", "rhagfyr"],
];

/// `1st of February 1970`
const MAXIMUM_WORDS: usize = 4;

/// The years in which patients can have been born.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2199;

/// The days that the longest date can mean which begins with this word.
pub(super) fn first(words: &TypedWords, at: usize) -> Option<(Vec<NaiveDate>, usize)> {
    (1..=MAXIMUM_WORDS).rev().find_map(|length| {
        let days = days(&words.joined(at, length)?);
        (!days.is_empty()).then_some((days, length))
    })
}

/// A part of a date.
#[derive(Clone, Copy)]
enum Part<'a> {
    Number(&'a str),
    Month(u32),
}

fn days(text: &str) -> Vec<NaiveDate> {
    use Part::{Month, Number};

    let Some(parts) = parts(text) else { return Vec::new() };
    match parts[..] {
        [Number(digits)] => of_digits(digits),
        [Number(year), Number(month), Number(day)] if year.len() == 4 => {
            dates(year, number(month), number(day))
        }
        [Number(year), Month(month), Number(day)] if year.len() == 4 => dates(year, month, number(day)),
        [Number(day), Month(month), Number(year)] | [Month(month), Number(day), Number(year)] => {
            dates(year, month, number(day))
        }
        [Number(day), Number(month), Number(year)] => {
            let british = dates(year, number(month), number(day));
            // What is no day in the British order can only be meant in the American one.
            if british.is_empty() { dates(year, number(day), number(month)) } else { british }
        }
        _ => Vec::new(),
    }
}

/// Numbers and months, without what stands between them. None, where anything else stands there.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text.trim_matches(['(', ')', '.']);
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let alike = |c: char| if is_digit { c.is_ascii_digit() } else { c.is_alphabetic() };
        let (part, after) = rest.split_at(rest.find(|c| !alike(c)).unwrap_or(rest.len()));
        if is_digit {
            parts.push(Part::Number(part));
        } else if let Some(month) = month(part) {
            parts.push(Part::Month(month));
        } else if !is_filler(part) || parts.is_empty() {
            return None;
        }
        rest = after.trim_start_matches([' ', '/', '-', '.', '\'']);
    }
    Some(parts)
}

/// What stands between a day and its month: `1st of February`.
fn is_filler(word: &str) -> bool {
    ["st", "nd", "rd", "th", "of"].iter().any(|filler| word.eq_ignore_ascii_case(filler))
}

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let is_meant = |names: &[&str; 2]| word.len() >= 3 && names.iter().any(|name| name.starts_with(&word));
    // `sept` is an abbreviation of its own.
    (1..).zip(&MONTHS).find(|(_, names)| is_meant(names)).map(|(month, _)| month)
}

/// Six or eight digits without anything between them.
fn of_digits(digits: &str) -> Vec<NaiveDate> {
    let part = |from: usize, until: usize| digits.get(from..until).unwrap_or_default();
    let mut days = match digits.len() {
        6 | 8 => dates(&digits[4..], number(part(2, 4)), number(part(0, 2))),
        _ => Vec::new(),
    };
    if digits.len() == 8 {
        days.extend(dates(part(0, 4), number(part(4, 6)), number(part(6, 8))));
    }
    days
}

/// The days that exist among those of a year of four digits, or of two.
fn dates(year: &str, month: u32, day: u32) -> Vec<NaiveDate> {
    let Ok(number) = year.parse::<i32>() else { return Vec::new() };
    let years = match year.len() {
        4 => vec![number],
        2 => vec![1900 + number, 2000 + number],
        _ => Vec::new(),
    };
    let possible = years.into_iter().filter(|year| YEARS.contains(year));
    possible.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).collect()
}

/// No day and no month has a number of more than two digits.
fn number(digits: &str) -> u32 {
    if digits.len() > 2 { 0 } else { digits.parse().unwrap_or_default() }
}
