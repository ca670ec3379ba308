//! The diaries of all clinicians, filled day by day.
//!
//! A day's appointments stand one after the other with some time between them, and nobody comes twice a day, so nothing
//! ever has to be tried again. Only one day is in memory at a time.

use chrono::{NaiveDate, TimeDelta};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    booking::{Visit, booked_at},
    calendar::{Calendar, opening},
    hours::Hours,
    people::{People, Person},
    pools::DealtPool,
    staff::{GeneratedClinician, Staff},
};
use crate::appointment::{Appointment, Slot};

/// By how many more or fewer than usual a day's appointments differ, at most.
const UNEVENNESS: u64 = 4;

pub(super) struct Diary<'a> {
    calendar: Calendar,
    attendance_opens: TimeDelta,
    staff: &'a Staff,
    people: &'a People,
    rng: ChaCha8Rng,
    wanted: u64,
    booked: u64,
    /// What all days of all clinicians weigh, and those that have been filled.
    weight: u64,
    weight_so_far: u64,
}

impl<'a> Diary<'a> {
    pub fn new(
        rng: ChaCha8Rng,
        calendar: Calendar,
        attendance_opens: TimeDelta,
        staff: &'a Staff,
        people: &'a People,
        wanted: u32,
    ) -> Self {
        let weights = calendar
            .working_days()
            .flat_map(|day| staff.clinicians.iter().map(move |clinician| clinician.weight(calendar, day)));
        Self {
            calendar,
            attendance_opens,
            staff,
            people,
            rng,
            wanted: wanted.into(),
            booked: 0,
            weight: weights.sum::<u64>().max(1),
            weight_so_far: 0,
        }
    }

    /// The appointments of a day. Days come in their order.
    ///
    /// What cannot be booked for want of patients or time is booked with the next clinician who has both.
    pub fn fill(&mut self, day: NaiveDate) -> Vec<Appointment> {
        let mut appointments = Vec::new();
        let mut pools = DealtPool::of(&mut self.rng, self.people, day);
        let opens_at = opening(day);
        for clinician in &self.staff.clinicians {
            let Some(place) = clinician.place_on(day) else { continue };
            let count = self.due(clinician.weight(self.calendar, day)).min(clinician.capacity);
            let mut hours = Hours::of(opens_at, count, clinician.department.minutes);
            for _ in 0..count {
                // Whoever joins in the evening is not seen before the next day.
                let joined_before = opens_at - TimeDelta::hours(12);
                let person = pools.deal(&mut self.rng, clinician.department, joined_before);
                let Some(person) = person else { break };
                let slot = hours.next(&mut self.rng);
                appointments.push(self.book(day, person, clinician, place, slot));
                self.booked += 1;
            }
        }
        appointments
    }

    /// How many appointments a clinician's day of this weight gets, so that in the end there are as many as wanted.
    fn due(&mut self, weight: u64) -> u64 {
        if weight == 0 {
            return 0;
        }
        self.weight_so_far += weight;
        let uneven = u128::from(self.rng.random_range(0..UNEVENNESS * self.weight));
        let share = u128::from(self.weight_so_far) * u128::from(self.wanted) + uneven;
        let target = u64::try_from(share / u128::from(self.weight)).unwrap_or(u64::MAX);
        target.min(self.wanted).saturating_sub(self.booked)
    }

    fn book(
        &mut self,
        day: NaiveDate,
        person: &Person,
        clinician: &GeneratedClinician,
        place: usize,
        slot: Slot,
    ) -> Appointment {
        let waits = &clinician.department.wait_days;
        let least = self.calendar.least_wait(day).max(*waits.start());
        let booked_at = booked_at(&mut self.rng, day, least..=*waits.end(), slot).max(person.joined_at);
        let visit = Visit { day, person, clinician, place, slot, booked_at };
        let outcome = visit.draw_outcome(&mut self.rng);
        visit.record(&mut self.rng, self.staff, outcome, self.calendar.now, self.attendance_opens)
    }
}
