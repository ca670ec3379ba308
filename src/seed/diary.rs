//! The diaries of all clinicians, filled day by day.
//!
//! A day's appointments stand one after the other with some time between them, and nobody comes twice a day, so nothing
//! ever has to be tried again. Only one day is in memory at a time.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    calendar::{Calendar, opening},
    id, outcome,
    people::{People, Person},
    pools::Pools,
    staff::{Clinician, Staff},
};
use crate::{
    appointment::{Appointment, AppointmentId, Slot},
    clinician::ClinicianId,
    department::DepartmentId,
    organisation::OrganisationId,
    patient::PatientId,
    sample::{
        diary::{MINUTES_A_QUARTER, QUARTERS_A_DAY},
        fate::Fate,
        pick,
    },
    value::london_day,
};

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
        let mut pools = Pools::of(&mut self.rng, self.people, day);
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
        clinician: &Clinician,
        place: usize,
        slot: Slot,
    ) -> Appointment {
        let booked_at = self.booked_at(day, clinician, slot).max(person.joined_at);
        let waited = (day - london_day(booked_at)).num_days();
        let waited = u32::try_from(waited).unwrap_or_default();
        let fate = Fate::after(&mut self.rng, clinician.department, day.weekday(), waited, person.propensity);
        let (status, since) =
            outcome::by_now(&mut self.rng, fate, slot, booked_at, self.calendar.now, self.attendance_opens);
        let (organisation_id, _, postcode) = &self.staff.sites[place];
        Appointment {
            id: AppointmentId(id(&mut self.rng, booked_at)),
            patient_id: PatientId(person.id),
            clinician_id: ClinicianId(clinician.id),
            department_id: DepartmentId(clinician.department_id),
            organisation_id: Some(OrganisationId(*organisation_id)),
            slot,
            postcode: postcode.clone(),
            postcode_derived: Some(true),
            status,
            version: if since.is_some() { 2 } else { 1 },
            created_at: booked_at,
            updated_at: since.unwrap_or(booked_at),
        }
    }

    /// When an appointment was booked: in office hours, some days before, or minutes.
    fn booked_at(&mut self, day: NaiveDate, clinician: &Clinician, slot: Slot) -> DateTime<Utc> {
        let waits = &clinician.department.wait_days;
        let least = self.calendar.least_wait(day).max(*waits.start());
        let days = self.rng.random_range(least..=*waits.end());
        let from = opening(day) - TimeDelta::days(days.into()) - TimeDelta::hours(1);
        let until =
            if days == 0 { slot.starts_at - TimeDelta::minutes(2) } else { from + TimeDelta::hours(10) };
        from + TimeDelta::seconds(self.rng.random_range(0..(until - from).num_seconds()))
    }
}

/// What is left of a clinician's day.
struct Hours {
    free_from: DateTime<Utc>,
    quarters: u32,
    appointments: u32,
    lengths: &'static [u32],
    shortest: u32,
}

impl Hours {
    fn of(opens_at: DateTime<Utc>, count: u64, lengths: &'static [u32]) -> Self {
        let shortest = lengths.iter().min().copied().unwrap_or(MINUTES_A_QUARTER) / MINUTES_A_QUARTER;
        let appointments = u32::try_from(count).unwrap_or_default();
        Self { free_from: opens_at, quarters: QUARTERS_A_DAY, appointments, lengths, shortest }
    }

    /// The next appointment's time: of usual length where all that are still to come find room after it.
    fn next(&mut self, rng: &mut ChaCha8Rng) -> Slot {
        self.appointments = self.appointments.saturating_sub(1);
        let room = self.quarters.saturating_sub(self.appointments * self.shortest);
        let length = *pick(rng, self.lengths) / MINUTES_A_QUARTER;
        let length = if length > room { self.shortest } else { length };
        let spare = room.saturating_sub(length);
        let pause = rng.random_range(0..=spare / (self.appointments + 1));
        let minutes = |quarters: u32| TimeDelta::minutes((quarters * MINUTES_A_QUARTER).into());
        let starts_at = self.free_from + minutes(pause);
        let slot = Slot { starts_at, ends_at: starts_at + minutes(length) };
        self.free_from = slot.ends_at;
        self.quarters = self.quarters.saturating_sub(pause + length);
        slot
    }
}
