//! The patients who can still be booked on a day.
//!
//! Each patient is drawn at most once a day, so no patient has overlapping appointments, even on dense days.

use chrono::{DateTime, NaiveDate, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    departments::DepartmentProfile,
    people::{People, Person},
    shuffle::Shuffle,
};

/// The lower bounds of the age bands, which are also the bounds of the departments' ages: 65 and over,
/// adults, children.
const FROM_AGES: [u32; 3] = [65, 18, 0];

/// The patients of a day by age band.
pub(crate) struct DealtPool<'a>([Band<'a>; 3]);

struct Band<'a> {
    often: BandPool<'a>,
    sometimes: BandPool<'a>,
}

struct BandPool<'a> {
    people: &'a [Person],
    order: Shuffle,
    dealt: usize,
}

impl<'a> DealtPool<'a> {
    pub fn of(rng: &mut ChaCha8Rng, people: &'a People, day: NaiveDate) -> Self {
        let bands = [0, 1, 2].map(|band| {
            let mut pool = |people: &'a [Person]| {
                // People are sorted with the oldest first.
                let are_at_least = |age: u32| {
                    people.partition_point(|person| {
                        day.years_since(person.born_on).is_some_and(|years| years >= age)
                    })
                };
                let older = if band == 0 { 0 } else { are_at_least(FROM_AGES[band - 1]) };
                BandPool::new(rng, &people[older..are_at_least(FROM_AGES[band])])
            };
            Band { often: pool(&people.often), sometimes: pool(&people.sometimes) }
        });
        Self(bands)
    }

    /// Draws a patient whom the department sees and who joined before an instant. `None` if no such patient
    /// remains.
    pub fn deal(
        &mut self,
        rng: &mut ChaCha8Rng,
        department: &DepartmentProfile,
        before: DateTime<Utc>,
    ) -> Option<&'a Person> {
        let sees = |band: usize| department.ages.contains(&FROM_AGES[band]);
        let size = |band: usize| if sees(band) { self.0[band].size() } else { 0 };
        let sizes = [size(0), size(1), size(2)];
        let mut ticket = rng.random_range(0..sizes.iter().sum::<usize>().max(1));
        let is_often = rng.random_ratio(1, 3);
        let drawn = sizes.iter().position(|size| {
            let is_drawn = ticket < *size;
            ticket = ticket.saturating_sub(*size);
            is_drawn
        });
        self.0[drawn?].deal(is_often, before)
    }
}

impl<'a> Band<'a> {
    fn size(&self) -> usize {
        self.often.people.len() + self.sometimes.people.len()
    }

    fn deal(&mut self, is_often: bool, before: DateTime<Utc>) -> Option<&'a Person> {
        let (first, second) = if is_often {
            (&mut self.often, &mut self.sometimes)
        } else {
            (&mut self.sometimes, &mut self.often)
        };
        first.deal(before).or_else(|| second.deal(before))
    }
}

impl<'a> BandPool<'a> {
    fn new(rng: &mut ChaCha8Rng, people: &'a [Person]) -> Self {
        Self { people, order: Shuffle::new(rng, people.len()), dealt: 0 }
    }

    fn deal(&mut self, before: DateTime<Utc>) -> Option<&'a Person> {
        while self.dealt < self.people.len() {
            let person = &self.people[self.order.at(self.dealt)];
            self.dealt += 1;
            if person.joined_at < before {
                return Some(person);
            }
        }
        None
    }
}
