//! Arabic and Urdu messages display every literal and argument in reading order.

use std::{collections::BTreeMap, ops::Range};

use panda::{
    error_catalogue,
    i18n::{self, Locale},
};
use serde_json::{Map, Value};
use unicode_bidi::BidiInfo;

use crate::support::Translations;

const RIGHT_TO_LEFT: [&str; 2] = ["ar", "ur"];

/// One number for each of Arabic's plural categories.
const NUMBERS: [u32; 6] = [0, 1, 2, 3, 11, 100];

/// The display column of each character on one line, counted from the left, by the character's byte offset.
fn columns(text: &str) -> BTreeMap<usize, usize> {
    let bidi = BidiInfo::new(text, None);
    let [paragraph] = bidi.paragraphs.as_slice() else { panic!("one paragraph: {text}") };
    assert!(paragraph.level.is_rtl(), "a reader's program takes it for left-to-right text: {text}");
    let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let mut shown = Vec::new();
    for run in runs {
        let characters = text[run.clone()].char_indices().map(|(at, _)| run.start + at);
        if levels[run.start].is_rtl() {
            shown.extend(characters.rev());
        } else {
            shown.extend(characters);
        }
    }
    shown.into_iter().enumerate().map(|(column, at)| (at, column)).collect()
}

/// Runs of ASCII, such as dates, codes and English words, without surrounding punctuation.
fn literals(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_ascii_graphic() || *c == ' ') {
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    let around = [' ', '.', ',', ':', ';', '(', ')'];
    let trimmed = |range: Range<usize>| {
        let piece = &text[range.clone()];
        let start = range.start + piece.len() - piece.trim_start_matches(around).len();
        (start < range.end).then(|| start..start + text[start..range.end].trim_end_matches(around).len())
    };
    found.into_iter().filter_map(trimmed).collect()
}

/// Display errors: a literal with its characters out of order, or two literals in the wrong order.
fn misread(text: &str) -> Vec<String> {
    let columns = columns(text);
    let literals = literals(text);
    let mut faults = Vec::new();
    for literal in &literals {
        let first = columns[&literal.start];
        if !literal.clone().enumerate().all(|(offset, at)| columns[&at] == first + offset) {
            faults.push(format!("{:?} is out of order in {text:?}", &text[literal.clone()]));
        }
    }
    for pair in literals.windows(2) {
        if columns[&pair[0].start] < columns[&pair[1].start] {
            let [first, second] = [&text[pair[0].clone()], &text[pair[1].clone()]];
            faults.push(format!("{first:?} comes after {second:?} in {text:?}"));
        }
    }
    faults
}

/// A sample argument in the format of errors.
fn sample(name: &str, number: u32) -> Value {
    match name {
        "earliest" | "latest" => "1900-01-01".into(),
        "opensAt" => "2026-07-01T09:30:00Z".into(),
        "timeZone" => "Europe/London".into(),
        "requestId" => "0199f3a2-7c1e-7d3b-9b6a-2f8d1c4e5a60".into(),
        "detail" => "expected \"}\", found (1, +01:00)".into(),
        "known" | "allowed" => "from, until, groupBy".into(),
        _ => number.into(),
    }
}

fn right_to_left() -> impl Iterator<Item = Locale> {
    Locale::all().filter(|locale| RIGHT_TO_LEFT.contains(&locale.to_string().as_str()))
}

#[test]
fn the_check_detects_literals_reordered_by_the_bidi_algorithm() {
    for (text, is_misread) in [
        ("مثل 1987-03-25.", true),
        ("مثل \u{200e}1987-03-25.", false),
        ("مثل +01:00 أو Z.", true),
        ("مثل \u{200e}+01:00 أو Z.", false),
        ("ایک active، attended یا missed۔", true),
        ("ایک active،\u{200f} attended یا missed۔", false),
        ("95%", true),
    ] {
        let text = format!("من {text}");
        assert_eq!(!misread(&text).is_empty(), is_misread, "{text:?}");
    }
}

#[test]
fn every_error_message_shows_literals_and_arguments_in_reading_order() {
    let mut faults = Vec::new();
    for locale in right_to_left() {
        for definition in error_catalogue::codes() {
            for number in NUMBERS {
                let args: Map<String, Value> =
                    definition.arguments.iter().map(|name| (name.clone(), sample(name, number))).collect();
                faults.extend(misread(&i18n::message(locale, definition.code, &args)));
            }
        }
        faults.extend(error_catalogue::entries(locale).iter().flat_map(|entry| misread(&entry.template)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_heading_shows_literals_in_reading_order() {
    let mut faults = Vec::new();
    for Translations { locale, messages } in Translations::of_statistics() {
        if right_to_left().any(|known| known == locale) {
            let heading = |id: &String| i18n::message(locale, id, &Map::new());
            faults.extend(messages.keys().flat_map(|id| misread(&heading(id))));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
