//! NHS numbers and telephone numbers, in any spacing.

use super::{Identifier, words::TypedWords};
use crate::{patient::NhsNumber, value::Phone};

/// More words than a number has digits are not one number.
const MAXIMUM_WORDS: usize = 15;

/// The longest number that begins with this word.
pub(super) fn first(words: &TypedWords, at: usize) -> Option<(Identifier, usize)> {
    let is_part = |at: &usize| {
        let word = words.folded(*at);
        !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || "+().-".contains(c))
    };
    let length = (at..words.len()).take(MAXIMUM_WORDS).take_while(is_part).count();
    (1..=length).rev().find_map(|length| Some((number(&words.joined(at, length)?)?, length)))
}

fn number(text: &str) -> Option<Identifier> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let nhs_number = if text.contains('+') { None } else { digits.parse::<NhsNumber>().ok() };
    // A telephone number has at most 15 digits, and a day with separators has 8.
    let phone = if (9..=17).contains(&digits.len()) { text.parse::<Phone>().ok() } else { None };
    match (nhs_number, phone) {
        (Some(nhs_number), Some(phone)) => Some(Identifier::NhsNumberOrPhone(nhs_number, phone)),
        (Some(nhs_number), None) => Some(Identifier::NhsNumber(nhs_number)),
        (None, Some(phone)) => Some(Identifier::Phone(phone)),
        (None, None) => None,
    }
}
