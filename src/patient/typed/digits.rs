//! NHS numbers and telephone numbers, with any separators.

use super::{Identifier, words::TypedWords};
use crate::{patient::NhsNumber, value::Phone};

/// The maximum number of words in a number: the number of its digits.
const MAXIMUM_WORDS: usize = 15;

/// The longest number that begins at this word, and the number of its words.
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
    // A telephone number has at most 15 digits, and a date with separators has 8.
    let phone = if (9..=17).contains(&digits.len()) { text.parse::<Phone>().ok() } else { None };
    match (nhs_number, phone) {
        (Some(nhs_number), Some(phone)) => Some(Identifier::NhsNumberOrPhone(nhs_number, phone)),
        (Some(nhs_number), None) => Some(Identifier::NhsNumber(nhs_number)),
        (None, Some(phone)) => Some(Identifier::Phone(phone)),
        (None, None) => None,
    }
}
