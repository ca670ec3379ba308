//! Notes: short free texts about a record.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use super::{ValueError, text};

/// A note of up to 500 code points, such as a cancellation reason.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Note(String);

impl Note {
    pub const MAXIMUM: usize = 500;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Accepts a text that was valid when it was stored.
    fn recorded(text: &str) -> Option<Self> {
        text::is_readable(text, Self::MAXIMUM).then(|| Self(text.to_owned()))
    }
}

impl FromStr for Note {
    type Err = ValueError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        text::check(raw, Self::MAXIMUM)?;
        Ok(Self(raw.to_owned()))
    }
}

crate::database::personal_text_column!(Note, Note::recorded);
