//! The NHS number, which identifies a person in the NHS of England, Wales and the Isle of Man.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

use crate::value::is_default_ignorable;

/// A well-formed NHS number of a patient: ten digits, with a check digit in the last place.
///
/// The only constructors are [`FromStr`] and the database, and both validate. Number ranges are not enforced.
/// Source: NHS Data Dictionary, "NHS NUMBER".
#[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct NhsNumber(String);

/// Why a text is not an NHS number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "PATIENT_NHS_NUMBER_")]
pub enum NhsNumberError {
    /// Not ten ASCII digits, apart from spaces, hyphens and invisible marks.
    Format,
    /// The last digit is not the check digit of modulus 11.
    Checksum,
    /// Ten equal digits satisfy the checksum but are never issued.
    RepeatedDigit,
}

const LENGTH: usize = 10;

impl NhsNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Accepts the stored form, which has no separators.
    fn recorded(text: &str) -> Option<Self> {
        check(text).ok().map(|()| Self(text.to_owned()))
    }
}

/// The check digit of nine digits. Returns `None` when it would be 10, because such numbers are never issued.
pub fn check_digit(digits: &[u8; LENGTH - 1]) -> Option<u8> {
    let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

impl FromStr for NhsNumber {
    type Err = NhsNumberError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let number: String = raw.chars().filter(|c| !is_separator(*c)).collect();
        check(&number)?;
        Ok(Self(number))
    }
}

/// White space, hyphens, dashes, and the invisible marks that documents insert between digits.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
        || c.is_whitespace()
        || is_default_ignorable(c)
}

fn check(number: &str) -> Result<(), NhsNumberError> {
    let digits: [u8; LENGTH] = number.as_bytes().try_into().map_err(|_| NhsNumberError::Format)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(NhsNumberError::Format);
    }
    if digits.iter().all(|digit| *digit == digits[0]) {
        return Err(NhsNumberError::RepeatedDigit);
    }
    let [body @ .., check] = digits.map(|digit| digit - b'0');
    if check_digit(&body) == Some(check) { Ok(()) } else { Err(NhsNumberError::Checksum) }
}

crate::database::personal_text_column!(NhsNumber, NhsNumber::recorded);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_accepted_with_common_separators() {
        for raw in ["9434765919", "943 476 5919", "943-476-5919", " 9434765919 "] {
            assert_eq!(raw.parse::<NhsNumber>().unwrap().as_str(), "9434765919", "{raw}");
        }
    }

    #[test]
    fn leading_zeros_are_preserved() {
        assert_eq!("0021403597".parse::<NhsNumber>().unwrap().as_str(), "0021403597");
    }

    #[test]
    fn only_ten_ascii_digits_are_a_number() {
        for raw in [
            "",
            "943476591",
            "94347659190",
            "943476591X",
            "943.476.5919",
            "٩٤٣٤٧٦٥٩١٩",
            "９434765919",
            "9434765919\0",
        ] {
            assert_eq!(raw.parse::<NhsNumber>(), Err(NhsNumberError::Format), "{raw}");
        }
    }

    #[test]
    fn ten_equal_digits_are_refused_even_with_a_valid_checksum() {
        for digit in 0..10 {
            let raw = digit.to_string().repeat(10);
            assert_eq!(raw.parse::<NhsNumber>(), Err(NhsNumberError::RepeatedDigit), "{raw}");
        }
    }

    #[test]
    fn a_computed_check_of_ten_is_never_valid() {
        let body = [1, 0, 0, 0, 0, 0, 0, 0, 1];
        assert_eq!(check_digit(&body), None);
        for last in 0..10 {
            let raw: String = body.iter().chain([&last]).map(u8::to_string).collect();
            assert_eq!(raw.parse::<NhsNumber>(), Err(NhsNumberError::Checksum));
        }
    }

    proptest! {
        #[test]
        fn changing_one_digit_is_always_detected(body in any::<[u8; 9]>(), at in 0usize..10, by in 1u8..10) {
            let body = body.map(|byte| byte % 10);
            prop_assume!(body.iter().any(|digit| *digit != body[0]));
            prop_assume!(check_digit(&body).is_some());
            let mut digits: Vec<u8> = body.into_iter().chain(check_digit(&body)).collect();
            let text = |digits: &[u8]| digits.iter().map(u8::to_string).collect::<String>();
            prop_assert_eq!(text(&digits).parse().ok(), NhsNumber::recorded(&text(&digits)));
            prop_assert!(text(&digits).parse::<NhsNumber>().is_ok());
            digits[at] = (digits[at] + by) % 10;
            prop_assert!(text(&digits).parse::<NhsNumber>().is_err());
            prop_assert_eq!(NhsNumber::recorded(&text(&digits)), None);
        }

        #[test]
        fn the_parser_never_panics(raw in "\\PC{0,40}") {
            let _refused_or_not = raw.parse::<NhsNumber>();
        }
    }
}
