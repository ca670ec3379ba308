//! What people type into one search box: names, and identifiers beside or instead of them.
//!
//! An NHS number, a telephone number, a day of birth, a postcode and an e-mail address are recognised wherever they stand in the
//! text, in the ways in which people type and paste them. The rest of the text is a name.

mod dates;
mod digits;
mod words;

use chrono::NaiveDate;

use self::words::TypedWords;
use super::NhsNumber;
use crate::value::{Email, Phone, Postcode};

/// A text of a search box, in its parts. A patient must match all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub identifiers: Vec<Identifier>,
    /// The rest of the text, if anything of it could be part of a name.
    pub names: Option<String>,
}

/// Something besides a name by which a patient is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Identifier {
    NhsNumber(NhsNumber),
    Phone(Phone),
    /// Ten digits that can be either.
    NhsNumberOrPhone(NhsNumber, Phone),
    /// One of these days, because a year of two digits can be of two centuries.
    BornOn(Vec<NaiveDate>),
    Postcode(Postcode),
    Email(Email),
}

/// Words that people write before an identifier, with a colon or without.
const LABELS: [&str; 2] = ["dob", "nhs"];
/// Words that are labels only where a colon follows, because they are names, too.
const LABELS_WITH_COLON: [&str; 11] =
    ["born", "email", "e-mail", "mail", "mailto", "mobile", "no", "number", "phone", "postcode", "tel"];

impl Typed {
    /// More identifiers than one of each kind find nobody, so the rest is taken as a name.
    const MAXIMUM_IDENTIFIERS: usize = 5;

    pub fn parse(text: &str) -> Self {
        let words = TypedWords::of(text);
        let (mut identifiers, mut rest) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < words.len() {
            let found =
                if identifiers.len() < Self::MAXIMUM_IDENTIFIERS { identifier(&words, at) } else { None };
            let Some((identifier, length)) = found else {
                rest.push(at);
                at += 1;
                continue;
            };
            let mut begin = at;
            while rest.last().is_some_and(|last| last + 1 == begin && is_label(&words, *last)) {
                rest.pop();
                begin -= 1;
            }
            if !identifiers.contains(&identifier) {
                identifiers.push(identifier);
            }
            at += length;
        }
        if identifiers.is_empty() {
            return Self { identifiers, names: Some(text.to_owned()) };
        }
        let names = rest.iter().map(|at| words.given(*at)).collect::<Vec<_>>().join(" ");
        Self { identifiers, names: Some(names).filter(|names| names.contains(char::is_alphanumeric)) }
    }
}

/// The identifier that begins with this word, and the number of its words.
fn identifier(words: &TypedWords, at: usize) -> Option<(Identifier, usize)> {
    let email = || Some((Identifier::Email(words.bare(at).parse().ok()?), 1));
    let born_on = || {
        let (days, length) = dates::first(words, at)?;
        Some((Identifier::BornOn(days), length))
    };
    let postcode = || {
        let (postcode, length) = postcode(words, at)?;
        Some((Identifier::Postcode(postcode), length))
    };
    email().or_else(|| digits::first(words, at)).or_else(born_on).or_else(postcode)
}

/// A whole postcode in up to three words. Names have no digits, so a word of letters alone is no postcode.
fn postcode(words: &TypedWords, at: usize) -> Option<(Postcode, usize)> {
    let parse = |at: usize, length: usize| -> Option<Postcode> {
        let text = words.joined(at, length)?;
        text.contains(|c: char| c.is_ascii_digit()).then_some(())?;
        text.parse().ok()
    };
    let has_digit = words.folded(at).contains(|c: char| c.is_ascii_digit());
    // An initial before a postcode does not belong to it: `J S1 1AA`.
    let begins_next = !has_digit && (1..=2).any(|length| parse(at + 1, length).is_some());
    let lengths = if begins_next { &[1][..] } else { &[3, 2, 1] };
    lengths.iter().find_map(|length| Some((parse(at, *length)?, *length)))
}

fn is_label(words: &TypedWords, at: usize) -> bool {
    let word = words.bare(at).replace('.', "").to_lowercase();
    LABELS.contains(&word.as_str())
        || (words.has_colon_after(at) && LABELS_WITH_COLON.contains(&word.as_str()))
}

#[cfg(test)]
mod tests;
