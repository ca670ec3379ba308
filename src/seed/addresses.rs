//! Postcodes of invented patients.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::pick;

/// The NHS's postcode for patients with no fixed abode.
pub(crate) const NO_FIXED_ABODE: &str = "ZZ99 3VZ";

/// Districts outside the town, one for each form of an outward code.
const OUT_OF_TOWN: [&str; 6] = ["L8", "M60", "W1A", "CR2", "DN55", "EC1A"];

/// The letters that are valid in an inward code.
const INWARD_LETTERS: [char; 20] =
    ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];

/// A postcode. Four in five are in the given area.
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
