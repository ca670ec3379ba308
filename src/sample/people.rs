//! The patients of the sample.

use std::{array, collections::HashSet};

use chrono::{Days, NaiveDate};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{names::NAMES, pick, places::POSTCODE_AREA};
use crate::{
    import::{Contacts, PatientRow},
    patient::{NhsNumber, check_digit},
};

/// A patient, before being written down.
pub(super) struct Person {
    pub nhs_number: NhsNumber,
    name: &'static str,
    pub born_on: NaiveDate,
    postcode: String,
}

/// The NHS keeps numbers that begin so for tests.
pub(crate) const TEST_NUMBERS: [u8; 3] = [9, 9, 9];

/// A Scottish number begins with a day of birth, and no day is the noughth: nobody has such a number either.
pub(crate) const LEADING_ZEROS: [u8; 3] = [0, 0, 0];

/// The postcode under which the NHS files patients with no fixed abode.
pub(crate) const NO_FIXED_ABODE: &str = "ZZ99 3VZ";

/// Districts out of town, one of each form that an outward code can have.
const OUT_OF_TOWN: [&str; 6] = ["L8", "M60", "W1A", "CR2", "DN55", "EC1A"];

/// The letters that the second part of a postcode admits.
const INWARD_LETTERS: [char; 20] =
    ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];

impl Person {
    pub fn row(&self) -> PatientRow {
        PatientRow {
            nhs_number: self.nhs_number.as_str().to_owned(),
            name: self.name.to_owned(),
            date_of_birth: self.born_on.to_string(),
            postcode: self.postcode.clone(),
            contacts: Contacts::default(),
        }
    }
}

/// Gives every name a number, an age and a home. The special cases come in fixed proportions, so none is ever lacking.
pub(super) fn settle(rng: &mut ChaCha8Rng, today: NaiveDate) -> Vec<Person> {
    let mut names = NAMES;
    names.shuffle(rng);
    let mut issued = HashSet::new();
    let people = names.into_iter().enumerate().map(|(index, name)| Person {
        nhs_number: issue(rng, &mut issued, if index % 8 == 5 { LEADING_ZEROS } else { TEST_NUMBERS }),
        name,
        born_on: born_on(rng, index, today),
        postcode: if index % 50 == 9 { NO_FIXED_ABODE.to_owned() } else { postcode(rng, POSTCODE_AREA) },
    });
    people.collect()
}

/// A number that nobody has yet: most bodies of nine digits have one, and few are taken.
fn issue(rng: &mut ChaCha8Rng, issued: &mut HashSet<NhsNumber>, prefix: [u8; 3]) -> NhsNumber {
    loop {
        let body = array::from_fn(|place| {
            let fixed = prefix.get(place).copied();
            fixed.unwrap_or_else(|| rng.random_range(0..=9))
        });
        let Some(number) = nhs_number(&body) else { continue };
        if issued.insert(number.clone()) {
            return number;
        }
    }
}

/// The number with this body, if there is one.
pub(crate) fn nhs_number(body: &[u8; 9]) -> Option<NhsNumber> {
    let check = check_digit(body)?;
    let raw: String = body.iter().chain([&check]).map(u8::to_string).collect();
    // Ten equal digits have a right check digit, and are refused all the same.
    raw.parse().ok()
}

/// A date of birth: of twenty people, one is a baby, five are older children, and five are past 64.
pub(crate) fn born_on(rng: &mut ChaCha8Rng, index: usize, today: NaiveDate) -> NaiveDate {
    const DAYS_A_YEAR: u64 = 365;
    let years = match index % 20 {
        0 => 0..1,
        1..=5 => 1..18,
        6..=14 => 18..65,
        _ => 65..100,
    };
    today - Days::new(rng.random_range(years.start * DAYS_A_YEAR + 1..=years.end * DAYS_A_YEAR))
}

/// A postcode, mostly of an area.
pub(crate) fn postcode(rng: &mut ChaCha8Rng, area: &str) -> String {
    let outward = if rng.random_ratio(4, 5) {
        format!("{area}{}", rng.random_range(1..=19))
    } else {
        (*pick(rng, &OUT_OF_TOWN)).to_owned()
    };
    let (sector, first, second) =
        (rng.random_range(0..=9), pick(rng, &INWARD_LETTERS), pick(rng, &INWARD_LETTERS));
    format!("{outward} {sector}{first}{second}")
}
