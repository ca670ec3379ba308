//! The words of a text, as they were given and as they are compared.

use unicode_normalization::UnicodeNormalization;

use crate::value::is_default_ignorable;

/// Words between white space, commas, semicolons and colons.
pub(super) struct TypedWords<'a>(Vec<Word<'a>>);

struct Word<'a> {
    given: &'a str,
    /// In one width, with ASCII digits and hyphens, and without invisible characters.
    folded: String,
    has_colon_after: bool,
}

const COLONS: [char; 2] = [':', '\u{ff1a}'];
const SEPARATORS: [char; 6] = [',', ';', '\u{ff0c}', '\u{ff1b}', '\u{60c}', '\u{3001}'];

/// The zeros of scripts with digits of their own; the other nine follow each of them (UAX #44, `Nd`).
const ZEROS: [char; 17] = [
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{1810}',
];

impl<'a> TypedWords<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let is_border = |c: char| c.is_whitespace() || COLONS.contains(&c) || SEPARATORS.contains(&c);
        let mut words: Vec<Word<'a>> = Vec::new();
        for piece in text.split_inclusive(is_border) {
            let given = piece.trim_end_matches(is_border);
            let has_colon = piece.ends_with(COLONS);
            if !given.is_empty() {
                words.push(Word { given, folded: folded(given), has_colon_after: has_colon });
            } else if let Some(last) = words.last_mut() {
                last.has_colon_after |= has_colon;
            }
        }
        Self(words)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn given(&self, at: usize) -> &'a str {
        self.0.get(at).map_or("", |word| word.given)
    }

    pub(super) fn folded(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |word| &word.folded)
    }

    /// A word without the brackets and quotation marks around it.
    pub(super) fn bare(&self, at: usize) -> &str {
        self.folded(at).trim_matches(['(', ')', '<', '>', '[', ']', '"', '\''])
    }

    pub(super) fn has_colon_after(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(|word| word.has_colon_after)
    }

    /// So many words from here, with a space between two, if there are so many.
    pub(super) fn joined(&self, at: usize, length: usize) -> Option<String> {
        let words = self.0.get(at..at.checked_add(length)?)?;
        Some(words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" "))
    }
}

fn folded(word: &str) -> String {
    let seen = word.chars().filter(|c| !is_default_ignorable(*c));
    seen.nfkc().map(|c| if is_dash(c) { '-' } else { ascii_digit(c) }).collect()
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn ascii_digit(c: char) -> char {
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|n| *n < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}
