//! The patients, of every age, in the order in which they joined.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{
    addresses::{NO_FIXED_ABODE, postcode},
    calendar::{Calendar, opening},
    id,
    names::NameGenerator,
    numbers::Numbers,
    pick,
    propensity::Propensity,
    sites::towns,
};
use crate::{patient::NhsNumber, value::london_day};

/// A patient's record, before being written down.
pub(crate) struct GeneratedPatient {
    pub id: Uuid,
    pub nhs_number: NhsNumber,
    pub name: String,
    pub born_on: NaiveDate,
    pub postcode: String,
    pub address_lines: Vec<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// What is remembered of a patient for the sake of appointments: all else is forgotten once it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub id: Uuid,
    pub born_on: NaiveDate,
    pub joined_at: DateTime<Utc>,
    pub propensity: Propensity,
}

/// Everybody who is ever booked, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// One of five comes often: one of three appointments is theirs.
    pub often: Vec<Person>,
    pub sometimes: Vec<Person>,
}

/// For so long of a day, people can join.
const OFFICE_SECONDS: i64 = 8 * 60 * 60;

#[rustfmt::skip]
const STREETS: [&str; 12] = [
    "Station Road", "Church Lane", "Mill Street", "Chapel Hill", "Victoria Terrace", "The Crescent", "Tanners Row",
    "Beacon View", "Albert Street", "Heol y Bont", "Queens Drive", "Back Lane",
];

/// Numbers that the regulator keeps for films, so that nobody is rung up: they go on with three digits. Its numbers for
/// mobile phones are not in the numbering plan.
const PHONES: [&str; 4] = ["+441134960", "+441174960", "+441614960", "+442079460"];

/// Makes up patients one after the other.
pub(crate) struct Settlement {
    calendar: Calendar,
    count: u32,
    settled: u32,
    names: NameGenerator,
    numbers: Numbers,
    towns: Vec<(&'static str, &'static str)>,
    rng: ChaCha8Rng,
}

impl Settlement {
    pub fn new(mut rng: ChaCha8Rng, calendar: Calendar, count: u32) -> Self {
        let numbers = Numbers::new(&mut rng);
        Self { calendar, count, settled: 0, names: NameGenerator::new(), numbers, towns: towns(), rng }
    }

    /// Babies join soon after they are born, others one after the other, and all until yesterday.
    fn joined_at(&mut self, born_on: NaiveDate) -> DateTime<Utc> {
        let opened = opening(self.calendar.opening_day());
        let span = self.calendar.yesterday() - opened;
        let share = TimeDelta::seconds(span.num_seconds() / i64::from(self.count) * i64::from(self.settled));
        let after_birth = born_on + Days::new(self.rng.random_range(1..15));
        let day = london_day(opened + share).max(after_birth);
        let at = opening(day) + TimeDelta::seconds(self.rng.random_range(0..OFFICE_SECONDS));
        at.min(self.calendar.yesterday())
    }

    fn address(&mut self) -> (String, Vec<String>) {
        if self.rng.random_ratio(1, 50) {
            return (NO_FIXED_ABODE.to_owned(), Vec::new());
        }
        let (town, area) = *pick(&mut self.rng, &self.towns);
        let postcode = postcode(&mut self.rng, area);
        if self.rng.random_ratio(2, 5) || !postcode.starts_with(area) {
            return (postcode, Vec::new());
        }
        let (house, street) = (self.rng.random_range(1..200), pick(&mut self.rng, &STREETS));
        (postcode, vec![format!("{house} {street}"), town.to_owned()])
    }
}

impl Iterator for Settlement {
    type Item = GeneratedPatient;

    fn next(&mut self) -> Option<GeneratedPatient> {
        if self.settled == self.count {
            return None;
        }
        let index = self.settled;
        let born_on = born_on(&mut self.rng, index as usize, self.calendar.today);
        let created_at = self.joined_at(born_on);
        let (postcode, address_lines) = self.address();
        let email = self.rng.random_ratio(11, 20).then(|| format!("patient.{}@example.org", index + 1));
        let phone = self
            .rng
            .random_ratio(7, 10)
            .then(|| format!("{}{:03}", pick(&mut self.rng, &PHONES), self.rng.random_range(0..1_000)));
        self.settled += 1;
        Some(GeneratedPatient {
            id: id(&mut self.rng, created_at),
            nhs_number: self.numbers.issue(&mut self.rng)?,
            name: self.names.of_patient(&mut self.rng),
            born_on,
            postcode,
            address_lines,
            email,
            phone,
            created_at,
        })
    }
}

impl Person {
    /// A patient, by the order in which patients are invented.
    pub fn of(index: usize, patient: &GeneratedPatient) -> Self {
        Self {
            id: patient.id,
            born_on: patient.born_on,
            joined_at: patient.created_at,
            propensity: Propensity::of(index),
        }
    }
}

impl People {
    /// Remembers the next patient. Some are never booked.
    pub fn remember(&mut self, index: usize, patient: &GeneratedPatient) {
        let person = Person::of(index, patient);
        // Ages come round every twenty patients, so there are some of each among all three.
        match index {
            _ if index % 23 == 22 => {}
            _ if index % 5 == 3 => self.often.push(person),
            _ => self.sometimes.push(person),
        }
    }

    /// Once everybody is there.
    pub fn sort(&mut self) {
        for people in [&mut self.often, &mut self.sometimes] {
            people.sort_unstable_by_key(|person| (person.born_on, person.id));
        }
    }
}

/// A date of birth: of twenty people, one is a baby, five are older children, and five are past 64.
fn born_on(rng: &mut ChaCha8Rng, index: usize, today: NaiveDate) -> NaiveDate {
    const DAYS_A_YEAR: u64 = 365;
    let years = match index % 20 {
        0 => 0..1,
        1..=5 => 1..18,
        6..=14 => 18..65,
        _ => 65..100,
    };
    today - Days::new(rng.random_range(years.start * DAYS_A_YEAR + 1..=years.end * DAYS_A_YEAR))
}
