//! Unique NHS numbers that are not assigned to people.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::shuffle::Shuffle;
use crate::patient::{NhsNumber, check_digit};

/// The NHS reserves numbers with this prefix for tests.
const TEST_NUMBERS: [u8; 3] = [9, 9, 9];

/// A Scottish number begins with the day of birth, and day 00 does not exist. So no person has a number with
/// this prefix.
const LEADING_ZEROS: [u8; 3] = [0, 0, 0];

/// The number of nine-digit bodies that share their first three digits.
const A_BLOCK: usize = 1_000_000;

/// One patient in sixteen has a number with leading zeros.
const WITH_ZEROS: u32 = 16;

/// Issues unassigned numbers in pseudorandom order.
///
/// They begin with 999, which the NHS reserves for tests. After these 909,090 numbers come those with 998,
/// 997 and so on, because the NHS issues none that begins with 9. Some begin with 000, which is unassigned
/// too.
pub(super) struct Numbers {
    ordinary: Box<dyn Iterator<Item = NhsNumber> + Send>,
    with_zeros: Box<dyn Iterator<Item = NhsNumber> + Send>,
}

impl Numbers {
    pub fn new(rng: &mut ChaCha8Rng) -> Self {
        let prefix = |digits: [u8; 3]| digits.iter().fold(0, |sum, digit| sum * 10 + usize::from(*digit));
        let (first, order) = (prefix(TEST_NUMBERS), Shuffle::new(rng, A_BLOCK));
        let of_zeros = numbers(prefix(LEADING_ZEROS), order);
        let ordinary = (0..=first % 100).flat_map(move |back| numbers(first - back, order));
        Self { ordinary: Box::new(ordinary), with_zeros: Box::new(of_zeros) }
    }

    pub fn issue(&mut self, rng: &mut ChaCha8Rng) -> Option<NhsNumber> {
        let zeros = if rng.random_ratio(1, WITH_ZEROS) { self.with_zeros.next() } else { None };
        zeros.or_else(|| self.ordinary.next())
    }
}

/// The numbers with this prefix of three digits.
fn numbers(prefix: usize, order: Shuffle) -> impl Iterator<Item = NhsNumber> + Send {
    (0..A_BLOCK).filter_map(move |index| nhs_number(&digits(prefix * A_BLOCK + order.at(index))))
}

/// The number with this body, if its check digit exists.
fn nhs_number(body: &[u8; 9]) -> Option<NhsNumber> {
    let check = check_digit(body)?;
    let raw: String = body.iter().chain([&check]).map(u8::to_string).collect();
    // Ten equal digits have a valid check digit, but are refused nevertheless.
    raw.parse().ok()
}

fn digits(mut body: usize) -> [u8; 9] {
    let mut digits = [0; 9];
    for place in digits.iter_mut().rev() {
        *place = u8::try_from(body % 10).expect("a digit is small");
        body /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;

    use super::*;

    #[test]
    fn numbers_are_unassigned_and_unique() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut numbers = Numbers::new(&mut rng);
        let issued: HashSet<_> = (0..1_050_000).map(|_| numbers.issue(&mut rng).unwrap()).collect();
        assert_eq!(issued.len(), 1_050_000);
        let begin_with = |prefix| issued.iter().filter(|number| number.as_str().starts_with(prefix)).count();
        assert_eq!(begin_with("999"), 909_090, "all but ten nines");
        assert!(begin_with("998") > 0 && begin_with("000") > 0);
        assert_eq!(begin_with("999") + begin_with("998") + begin_with("000"), 1_050_000);
    }
}
