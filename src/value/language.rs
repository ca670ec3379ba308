//! Language tags.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use icu_locale_core::Locale as Tag;

use crate::{
    error::GeneralError,
    i18n::{self, Locale},
};

/// A BCP 47 language tag in canonical case, such as `cy` or `en-GB`.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Language(String);

impl Language {
    /// The maximum length. Longer text is refused unparsed, because no tag in use is nearly as long.
    const MAXIMUM: usize = 35;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The locale of messages for this language, found as for `Accept-Language`. Returns `None` if there is
    /// none.
    pub fn locale(&self) -> Option<Locale> {
        i18n::lookup(&self.0)
    }
}

impl FromStr for Language {
    type Err = GeneralError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let tag = Some(raw).filter(|raw| raw.len() <= Self::MAXIMUM).and_then(|raw| raw.parse::<Tag>().ok());
        Ok(Self(tag.ok_or(GeneralError::LocaleInvalid)?.to_string()))
    }
}

crate::database::text_column!(Language);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tag_is_converted_to_canonical_case() {
        for (raw, canonical) in [
            ("cy", "cy"),
            ("EN-gb", "en-GB"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("FR-X-Private", "fr-x-private"),
            ("ar-u-NU-latn", "ar-u-nu-latn"),
        ] {
            assert_eq!(raw.parse::<Language>().map(|language| language.0), Ok(canonical.to_owned()));
        }
        for bad in ["", "english please", "-", "e", "aa-GA0A-aAAA", &"a-".repeat(40)] {
            assert_eq!(bad.parse::<Language>(), Err(GeneralError::LocaleInvalid), "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_tag_in_canonical_case_is_unchanged(raw in "\\PC*|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}(-[A-Za-z](-[A-Za-z0-9]{2,8}){1,2}){0,2}") {
            match raw.parse::<Language>() {
                Ok(language) => prop_assert_eq!(language.as_str().parse(), Ok(language)),
                Err(refusal) => prop_assert_eq!(refusal, GeneralError::LocaleInvalid),
            }
        }
    }
}
