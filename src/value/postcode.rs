//! Postcodes of the United Kingdom and its territories.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use super::ValueError;

/// A postcode in its official form: upper case, with one space before the inward code.
///
/// The format is that of BS 7666. Whether a district exists is not checked, because districts change every
/// month.
#[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Postcode(String);

/// A digit and two letters.
const INWARD_LENGTH: usize = 3;

/// The maximum length without the space: an outward code of four characters and an inward code.
const MAXIMUM_LENGTH: usize = 4 + INWARD_LENGTH;

/// Postcodes outside the general format: Girobank's and those of the overseas territories.
const SPECIAL: [&str; 11] = [
    "GIR 0AA", "ASCN 1ZZ", "BBND 1ZZ", "BIQQ 1ZZ", "FIQQ 1ZZ", "GX11 1AA", "PCRN 1ZZ", "SIQQ 1ZZ",
    "STHL 1ZZ", "TDCU 1ZZ", "TKCA 1ZZ",
];

/// The NHS pseudo outward code for patients with no fixed address, an unknown one or one abroad.
const NHS_PSEUDO_OUTWARD: &str = "ZZ99";

impl Postcode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Accepts only the official form, without conversion.
    fn recorded(text: &str) -> Option<Self> {
        is_official(text).then(|| Self(text.to_owned()))
    }
}

impl FromStr for Postcode {
    type Err = ValueError;

    /// Converts case, spaces and punctuation. `O`, `0`, `I` and `1` are exchanged if exactly one official
    /// form results.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let code: String =
            raw.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
        let is_possible = code.is_ascii() && (INWARD_LENGTH + 1..=MAXIMUM_LENGTH).contains(&code.len());
        if !is_possible {
            return Err(ValueError::PostcodeInvalid);
        }
        official(&code).or_else(|| only_official_variant(&code)).map(Self).ok_or(ValueError::PostcodeInvalid)
    }
}

/// The official form of a code without spaces, if it is a postcode.
fn official(code: &str) -> Option<String> {
    let (outward, inward) = code.split_at(code.len() - INWARD_LENGTH);
    Some(format!("{outward} {inward}")).filter(|postcode| is_official(postcode))
}

/// The official form after similar letters and digits are exchanged, if there is exactly one.
fn only_official_variant(code: &str) -> Option<String> {
    let positions: Vec<usize> =
        code.match_indices(['O', '0', 'I', '1']).map(|(position, _)| position).collect();
    let variant = |exchanged: usize| -> String {
        let is_exchanged = |position| {
            positions.iter().position(|known| *known == position).is_some_and(|n| exchanged >> n & 1 == 1)
        };
        code.char_indices()
            .map(|(position, c)| if is_exchanged(position) { counterpart(c) } else { c })
            .collect()
    };
    let mut variants = (1..1 << positions.len()).filter_map(|exchanged| official(&variant(exchanged)));
    variants.next().filter(|_| variants.next().is_none())
}

fn counterpart(c: char) -> char {
    match c {
        'O' => '0',
        '0' => 'O',
        'I' => '1',
        '1' => 'I',
        other => other,
    }
}

fn is_official(postcode: &str) -> bool {
    let Some((outward, inward)) = postcode.split_once(' ') else { return false };
    SPECIAL.contains(&postcode)
        || (outward == NHS_PSEUDO_OUTWARD && is_inward(inward, |_| true))
        || (is_outward(outward) && is_inward(inward, |letter| !b"CIKMOV".contains(&letter)))
}

fn is_inward(code: &str, allowed: fn(u8) -> bool) -> bool {
    matches!(code.as_bytes(), [b'0'..=b'9', a @ b'A'..=b'Z', b @ b'A'..=b'Z'] if allowed(*a) && allowed(*b))
}

/// Whether postcodes with this outward code exist.
pub(crate) fn has_outward(code: &str) -> bool {
    let is_special = SPECIAL.iter().any(|special| special.split(' ').next() == Some(code));
    is_outward(code) || code == NHS_PSEUDO_OUTWARD || is_special
}

/// One of A9, A99, A9A, AA9, AA99 and AA9A, with the letters permitted in each position.
fn is_outward(code: &str) -> bool {
    let first = |c: &u8| c.is_ascii_uppercase() && !b"QVX".contains(c);
    let second = |c: &u8| c.is_ascii_uppercase() && !b"IJZ".contains(c);
    match code.as_bytes() {
        [a, b'0'..=b'9'] | [a, b'0'..=b'9', b'0'..=b'9'] => first(a),
        [a, b'0'..=b'9', c] => first(a) && b"ABCDEFGHJKPSTUW".contains(c),
        [a, b, b'0'..=b'9'] | [a, b, b'0'..=b'9', b'0'..=b'9'] => first(a) && second(b),
        [a, b, b'0'..=b'9', d] => first(a) && second(b) && b"ABEHMNPRVWXY".contains(d),
        _ => false,
    }
}

crate::database::personal_text_column!(Postcode, Postcode::recorded);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_spaces_and_punctuation_are_coerced() {
        for raw in ["SW1A 1AA", "sw1a1aa", " s.w-1 a 1\u{a0}a a ", "Sw1A_1aA"] {
            assert_eq!(raw.parse::<Postcode>().unwrap().as_str(), "SW1A 1AA", "{raw}");
        }
    }

    #[test]
    fn every_official_form_is_accepted() {
        for form in [
            "M1 1AE", "M60 1NW", "W1A 0AX", "CR2 6XH", "DN55 1PT", "EC1A 1BB", "GIR 0AA", "ASCN 1ZZ",
            "GX11 1AA", "BF1 1AA", "ZZ99 3VZ", "ZZ99 3CZ", "JE2 3AB", "IM1 1AG", "L0D 4JE",
        ] {
            assert_eq!(form.parse::<Postcode>().unwrap().as_str(), form);
        }
    }

    #[test]
    fn other_text_is_refused() {
        for bad in [
            "",
            "1AA",
            "SW1A",
            "SW1A 1A",
            "SW1A 11A",
            "QW1 1AA",
            "SW1A 1AC",
            "AZ1 1AA",
            "EC1C 1BB",
            "ASCN 1AA",
            "ZZ98 3VZ",
            "ＳＷ1A 1AA",
            "75001",
            "SW1A 1AA SW1A 1AA",
            "é1 1AA",
        ] {
            assert_eq!(bad.parse::<Postcode>(), Err(ValueError::PostcodeInvalid), "{bad}");
        }
    }

    #[test]
    fn similar_characters_are_exchanged_if_one_official_form_results() {
        for (raw, official) in [
            ("SW1A OAA", "SW1A 0AA"),
            ("Y062 7TT", "YO62 7TT"),
            ("swia iaa", "SW1A 1AA"),
            ("W1I 0AX", "W11 0AX"),
            ("B1O 1AA", "B10 1AA"),
            ("G1R OAA", "GIR 0AA"),
            ("OX1 1AA", "OX1 1AA"),
        ] {
            assert_eq!(raw.parse::<Postcode>().unwrap().as_str(), official, "{raw}");
        }
        for bad in ["SW1A 1A0", "SW1A 11A", "00000000000000000000000000000000000000000000", "OOO OOO"] {
            assert_eq!(bad.parse::<Postcode>(), Err(ValueError::PostcodeInvalid), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_official_form_of_a_postcode_is_accepted(raw in "[A-Za-z0-9 ]{3,9}|\\PC*") {
            match raw.parse::<Postcode>() {
                Ok(postcode) => {
                    prop_assert_eq!(Postcode::recorded(postcode.as_str()), Some(postcode.clone()));
                    prop_assert_eq!(postcode.as_str().parse(), Ok(postcode));
                }
                Err(refusal) => prop_assert_eq!(refusal, ValueError::PostcodeInvalid),
            }
        }

        #[test]
        fn case_and_spaces_change_nothing(outward in "[A-PR-UWYZ][A-HK-Y]?[0-9]{1,2}", inward in "[0-9][ABD-HJLNP-UW-Z]{2}", space in "[ .-]{0,3}") {
            let official: Result<Postcode, _> = format!("{outward} {inward}").parse();
            let casual = format!("{space}{}{space}{}{space}", outward.to_lowercase(), inward.to_lowercase());
            prop_assert!(official.is_ok());
            prop_assert_eq!(casual.parse(), official);
        }
    }
}
