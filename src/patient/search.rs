//! Search text: fragments of patients' names.
//!
//! A search ignores case, normal form, width, and the accents of Latin, Greek and Cyrillic letters, and it
//! accepts common spelling variants. The database stores the variants of each name, and folds the search text
//! with the same function.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::PatientError;

/// A search text of one or several words.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Search(String);

/// How well a name matches a search, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The name begins with the whole text.
    NameBegins,
    /// Each word of the text begins a word in the name.
    WordsBegin,
    /// Each word of the text occurs somewhere in the name.
    Contained,
}

impl Search {
    pub const MAXIMUM_WORDS: usize = 10;

    /// Accepts a text with at most [`Self::MAXIMUM_WORDS`] words.
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

/// The characters that separate words in addition to white space, after normalisation: commas, hyphens and
/// middle dots. A test compares them with the database's.
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

/// Masks the text, because it may be a person's name.
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
