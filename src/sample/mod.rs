//! The project's own sample data: the patients of a small town and most of a year of their appointments.
//!
//! All of it is made up, and obeys PANDA's rules. It depends on the day and the seed alone, so that two samples of one
//! day differ in nothing but the statuses of the appointments that have ended between their instants.

pub(crate) mod diary;
pub(crate) mod fate;
pub(crate) mod names;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod propensity;
pub(crate) mod staff;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub use places::{Place, places};

use crate::{
    import::{AppointmentRow, PatientRow},
    value::london_day,
};

/// Patients, and their appointments in the order of time, in the shape of the files that PANDA imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub patients: Vec<PatientRow>,
    pub appointments: Vec<AppointmentRow>,
}

/// Makes the sample around an instant: nine months of history, and eight weeks of what is to come.
pub fn generate(now: DateTime<Utc>, seed: u64) -> Sample {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let today = london_day(now);
    let people = people::settle(&mut rng, today);
    let bookings = diary::fill(&mut rng, today, &people);
    Sample {
        patients: people.iter().map(people::Person::row).collect(),
        appointments: bookings.iter().map(|booking| booking.row(now)).collect(),
    }
}

/// One of the items, each as likely as the others. There must be one.
pub(crate) fn pick<'a, T>(rng: &mut ChaCha8Rng, items: &'a [T]) -> &'a T {
    &items[rng.random_range(0..items.len())]
}
