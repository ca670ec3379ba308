//! What patients are looked for by: fragments of their names.
//!
//! A name is found in any case, normal form and width, with or without the accents of Latin, Greek and Cyrillic letters, and in
//! the spellings that people type. The database keeps the spellings of each name, and folds what is looked for by the same
//! function.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::PatientError;

/// A text to look for, of one or several words.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Search(String);

/// How well a name answers to a search. The best comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// It begins with the whole text.
    NameBegins,
    /// Each word of the text begins some word of the name.
    WordsBegin,
    /// Each word of the text is somewhere in the name.
    Contained,
}

impl Search {
    pub const MAXIMUM_WORDS: usize = 10;

    /// Takes a text of which there could be a name.
    pub fn new(text: String) -> Result<Self, PatientError> {
        let maximum = Self::MAXIMUM_WORDS;
        if count_words(&text) > maximum {
            return Err(PatientError::SearchTooManyWords { maximum });
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The characters that divide words besides white space, after normalisation: commas, hyphens and middle dots. A test compares
/// them with those of the database.
const SEPARATORS: &str = concat!(
    ",\u{60c}\u{55d}\u{7f8}\u{1363}\u{1802}\u{1808}\u{3001}\u{a4fe}\u{a60d}\u{a6f5}",
    "-\u{b7}\u{58a}\u{5be}\u{1806}\u{2010}\u{2012}\u{2013}\u{2014}\u{2015}\u{2027}\u{2212}",
    "\u{2e17}\u{2e1a}\u{2e31}\u{2e3a}\u{2e3b}\u{2e40}\u{30a0}\u{30fb}",
);

fn count_words(text: &str) -> usize {
    let normalised: String = text.nfkc().collect();
    let words = normalised.split(|c: char| c.is_whitespace() || SEPARATORS.contains(c));
    words.filter(|word| !word.is_empty()).count()
}

/// Does not show the text: it may be somebody's name.
impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search(…)")
    }
}

impl Rank {
    pub const ALL: [Self; 3] = [Self::NameBegins, Self::WordsBegin, Self::Contained];

    pub fn number(self) -> u8 {
        match self {
            Self::NameBegins => 0,
            Self::WordsBegin => 1,
            Self::Contained => 2,
        }
    }
}
