//! NHS numbers for everybody, none of them twice.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::shuffle::Shuffle;
use crate::patient::{NhsNumber, check_digit};

/// The NHS keeps numbers that begin so for tests.
const TEST_NUMBERS: [u8; 3] = [9, 9, 9];

/// A Scottish number begins with a day of birth, and no day is the noughth: nobody has such a number either.
const LEADING_ZEROS: [u8; 3] = [0, 0, 0];

/// As many bodies as share their first three digits.
const A_BLOCK: usize = 1_000_000;

/// One patient of sixteen has a number that begins with zeros.
const WITH_ZEROS: u32 = 16;

/// Deals out numbers that nobody has, in no order.
///
/// They begin with 999, which the NHS keeps for tests. When those have run out (there are 909,090), they begin with 998,
/// then with 997, and so on: the NHS issues none that begins with 9. Some begin with 000, where there is nobody either.
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

/// The numbers that begin with these three digits.
fn numbers(prefix: usize, order: Shuffle) -> impl Iterator<Item = NhsNumber> + Send {
    (0..A_BLOCK).filter_map(move |index| nhs_number(&digits(prefix * A_BLOCK + order.at(index))))
}

/// The number with this body, if there is one.
fn nhs_number(body: &[u8; 9]) -> Option<NhsNumber> {
    let check = check_digit(body)?;
    let raw: String = body.iter().chain([&check]).map(u8::to_string).collect();
    // Ten equal digits have a right check digit, and are refused all the same.
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
    fn numbers_are_those_of_nobody_and_none_comes_twice() {
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
