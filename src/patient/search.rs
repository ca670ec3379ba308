//! What patients are looked for by: fragments of their names.
//!
//! Who is found does not depend on case, on the normal form, nor on the accents of Latin, Greek and Cyrillic letters:
//! the database keeps each name in a form without them, and makes the same of what is looked for.

use std::fmt;

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
        if text.split_whitespace().count() > maximum {
            return Err(PatientError::SearchTooManyWords { maximum });
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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
