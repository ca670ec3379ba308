//! Telephone numbers.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region, get_national_significant_number_owned};

use super::{ValueError, text};

/// A telephone number that is valid in its country's numbering plan, in the international format of ITU-T
/// E.164.
#[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Phone(String);

impl Phone {
    /// The maximum input length. Longer text is refused unparsed, because no number with separators is nearly
    /// as long.
    const MAXIMUM: usize = 40;

    /// The maximum number of digits, including the country code (ITU-T E.164, section 6).
    const MAXIMUM_DIGITS: usize = 15;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Accepts a number that was valid when it was stored. Checking it against the numbering plan again would
    /// take longer than reading the whole record.
    fn recorded(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let is_international =
            digits.len() <= Self::MAXIMUM_DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_international.then(|| Self(text.to_owned()))
    }
}

impl FromStr for Phone {
    type Err = ValueError;

    /// Removes surrounding white space and invisible characters. Numbers without a country code are British.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let raw = text::trimmed(raw);
        if raw.len() > Self::MAXIMUM {
            return Err(ValueError::PhoneInvalid);
        }
        let number = PHONE_NUMBER_UTIL
            .parse(raw, Some(Region::GB))
            .ok()
            .filter(|number| PHONE_NUMBER_UTIL.is_valid_number(number))
            .ok_or(ValueError::PhoneInvalid)?;
        if number.extension.is_some() {
            return Err(ValueError::PhoneExtension);
        }
        // The library drops the text after a second number, reads letters as keypad digits, and rewrites some
        // foreign numbers. The check refuses all three.
        let input_digits = PHONE_NUMBER_UTIL.normalize_digits_only(raw);
        if !input_digits.ends_with(&get_national_significant_number_owned(&number)) {
            return Err(ValueError::PhoneInvalid);
        }
        Self::recorded(&PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164))
            .ok_or(ValueError::PhoneInvalid)
    }
}

crate::database::personal_text_column!(Phone, Phone::recorded);

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn telephone_numbers_become_international() {
        for (raw, international) in [
            ("020 7946 0018", "+442079460018"),
            ("+33 1 42 68 53 00", "+33142685300"),
            ("07400 123456", "+447400123456"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+24106031234", "+24106031234"),
        ] {
            assert_eq!(raw.parse::<Phone>().unwrap().as_str(), international);
        }
        for bad in [
            "",
            "123",
            "not a number",
            "+999 123456789",
            "+44 1",
            "020 7946 00180000",
            "+4980012345678975",
            "0800 NURSING",
            "020 7946 0018/9",
        ] {
            assert_eq!(bad.parse::<Phone>(), Err(ValueError::PhoneInvalid), "{bad}");
        }
    }

    /// Compares with Python's `phonenumbers`. `script/compare-phone-numbers` writes the file and runs this
    /// test.
    #[test]
    #[ignore = "needs a file of numbers that another library has parsed"]
    fn another_library_parses_the_same_numbers() {
        let path = env::var("PANDA_PHONE_NUMBERS").expect("script/compare-phone-numbers sets it");
        let file = fs::read_to_string(path).expect("a file of numbers");
        let mut disagreements = Vec::new();
        for line in file.lines() {
            let (raw, theirs) = line.split_once('\t').expect("a number and what the other library reads");
            let ours = raw.parse::<Phone>().map_or(String::new(), |phone| phone.0);
            if ours != theirs && !is_explained(raw, theirs, &ours) {
                disagreements.push(format!("{raw}: we read {ours:?}, they read {theirs:?}"));
            }
        }
        assert!(disagreements.is_empty(), "{disagreements:#?}");
        assert!(file.lines().count() >= 20_000);
    }

    /// The known disagreements, and which library is right.
    fn is_explained(raw: &str, theirs: &str, ours: &str) -> bool {
        let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
        // The other library accepts up to 17 digits; we accept at most 15. We are right: E.164 allows no
        // more.
        let is_too_long = theirs.len() > 1 + Phone::MAXIMUM_DIGITS;
        // The other library rewrites the number: its end differs from the input. We refuse it, because the
        // caller may have meant another number.
        let is_rewritten = !digits.ends_with(theirs.get(5..).unwrap_or_default());
        // The other library inserts the area digit 3 before a short number of Norfolk Island. We refuse it,
        // because the input lacks the digit.
        let is_completed =
            theirs.starts_with("+6723") && !digits.ends_with(theirs.get(4..).unwrap_or_default());
        // Ecuador has mobile numbers in 93. The other library is right: its numbering plans are newer.
        let is_newer = theirs.starts_with("+59393");
        ours.is_empty() && (is_too_long || is_rewritten || is_completed || is_newer)
    }

    proptest! {
        #[test]
        fn a_number_in_international_format_is_unchanged(raw in "\\PC{0,40}|[+0-9() ;=a-z.-]{0,40}|(\\+44|0)[0-9 ]{9,13}") {
            match raw.parse::<Phone>() {
                Ok(phone) => prop_assert_eq!(phone.as_str().parse(), Ok(phone)),
                Err(refusal) => {
                    prop_assert!(matches!(refusal, ValueError::PhoneInvalid | ValueError::PhoneExtension));
                }
            }
        }
    }
}
