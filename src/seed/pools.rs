//! Who can be booked on a day.
//!
//! Everybody is dealt out once a day at most, so that nobody is ever in two places at a time, however dense the days are.

use chrono::{DateTime, NaiveDate, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    departments::DepartmentProfile,
    people::{People, Person},
    shuffle::Shuffle,
};

/// The ages at which departments begin or end to see people, and with each those who are so old and no older than the
/// next: the old, the grown-up, the children.
const FROM_AGES: [u32; 3] = [65, 18, 0];

/// The people of a day, by age.
pub(crate) struct DealtPool<'a>([Band<'a>; 3]);

struct Band<'a> {
    often: Pool<'a>,
    sometimes: Pool<'a>,
}

struct Pool<'a> {
    people: &'a [Person],
    order: Shuffle,
    dealt: usize,
}

impl<'a> DealtPool<'a> {
    pub fn of(rng: &mut ChaCha8Rng, people: &'a People, day: NaiveDate) -> Self {
        let bands = [0, 1, 2].map(|band| {
            let mut pool = |people: &'a [Person]| {
                // The oldest come first.
                let are_at_least = |age: u32| {
                    people.partition_point(|person| {
                        day.years_since(person.born_on).is_some_and(|years| years >= age)
                    })
                };
                let older = if band == 0 { 0 } else { are_at_least(FROM_AGES[band - 1]) };
                Pool::new(rng, &people[older..are_at_least(FROM_AGES[band])])
            };
            Band { often: pool(&people.often), sometimes: pool(&people.sometimes) }
        });
        Self(bands)
    }

    /// Somebody whom the department sees, and who joined before an instant. `None` when all of them have been dealt out.
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

impl<'a> Pool<'a> {
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
