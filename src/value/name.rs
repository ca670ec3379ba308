//! Names of people, departments and organisations.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{ValueError, text};

/// A name of up to 300 code points in any script, stored exactly as entered.
///
/// Accurate names are a legal duty, so nothing is trimmed, folded or normalised. Comparisons use the
/// [canonical](Name::canonical) form, or the [comparison key](Name::comparison_key) where similar names must
/// count as one.
#[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Name(String);

impl Name {
    pub const MAXIMUM: usize = 300;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Accepts a text that was valid when it was stored.
    fn recorded(text: &str) -> Option<Self> {
        text::is_readable(text, Self::MAXIMUM).then(|| Self(text.to_owned()))
    }

    /// The name in Unicode normal form C, for comparisons.
    pub fn canonical(&self) -> String {
        if is_nfc(&self.0) { self.0.clone() } else { self.0.nfc().collect() }
    }

    /// A key that is equal for names that differ only in case, white space or invisible characters.
    pub fn comparison_key(&self) -> String {
        text::comparison_key(&self.0)
    }
}

impl FromStr for Name {
    type Err = ValueError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        text::check(raw, Self::MAXIMUM)?;
        Ok(Self(raw.to_owned()))
    }
}

crate::database::personal_text_column!(Name, Name::recorded);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_stored_unchanged_and_compared_in_normal_form() {
        let composed: Name = "Zoë".parse().unwrap();
        let decomposed: Name = "Zoe\u{308}".parse().unwrap();
        assert_eq!(decomposed.as_str(), "Zoe\u{308}");
        assert_ne!(composed, decomposed);
        assert_eq!(composed.canonical(), decomposed.canonical());
    }

    #[test]
    fn debug_does_not_show_a_name() {
        let name: Name = "Zoë".parse().unwrap();
        assert_eq!(format!("{name:?}"), "Name(…)");
    }

    proptest! {
        #[test]
        fn a_name_is_stored_unchanged_or_refused(raw in any::<String>()) {
            if let Ok(name) = raw.parse::<Name>() {
                prop_assert_eq!(name.as_str(), &raw);
                prop_assert!(is_nfc(&name.canonical()));
            }
        }
    }
}
