//! The appointments of one day.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{SEED, SampleClock, staff::CLINICIANS, town::Town};
use crate::{
    appointment::{Appointment, Slot},
    seed::{
        booking::{Visit, booked_at},
        calendar::{is_holiday, opening},
        hours::Hours,
        outcome::SampleOutcome,
        pools::DealtPool,
        staff::GeneratedClinician,
    },
    value::{london_day, london_midnight},
};

/// The demo's patient has an appointment on every ninth day that is a working day, and waits for it so many days. So
/// some are always ahead.
const DEMO_PATIENT_PERIOD: i32 = 9;
const DEMO_PATIENT_WAIT: RangeInclusive<u32> = 56..=70;

/// Out of hours, a patient is seen in every even hour of UTC, so that a change of the clocks leaves no gap.
const OUT_OF_HOURS_PERIOD: TimeDelta = TimeDelta::hours(2);
const OUT_OF_HOURS_START: TimeDelta = TimeDelta::minutes(15);
const OUT_OF_HOURS_LENGTH: TimeDelta = TimeDelta::minutes(30);
/// These are booked more than a week before, so that a demo that is not restarted for a week has some ahead.
const OUT_OF_HOURS_WAIT: RangeInclusive<u32> = 8..=21;

impl Town {
    /// The appointments of a day, as they are recorded at an instant. None is booked on the day of that instant or later,
    /// so that the sample is the same at each hour of a day.
    pub(super) fn appointments_on(&self, day: NaiveDate, present: SampleClock) -> Vec<Appointment> {
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        // Days count from year 1: far beyond the streams that `seed` uses.
        rng.set_stream(u64::from(day.num_days_from_ce().unsigned_abs()));
        let mut pools = DealtPool::of(&mut rng, &self.people, day);
        let (regular, out_of_hours) = self.staff.clinicians.split_at(CLINICIANS.len());
        let mut appointments = Vec::new();
        if !is_holiday(day) {
            self.fill_working_hours(&mut rng, &mut pools, day, regular, present, &mut appointments);
        }
        self.fill_out_of_hours(&mut rng, &mut pools, day, out_of_hours, present, &mut appointments);
        appointments.retain(|appointment| london_day(appointment.created_at) < present.today());
        appointments
    }

    fn fill_working_hours<'a>(
        &'a self,
        rng: &mut ChaCha8Rng,
        pools: &mut DealtPool<'a>,
        day: NaiveDate,
        clinicians: &'a [GeneratedClinician],
        present: SampleClock,
        appointments: &mut Vec<Appointment>,
    ) {
        let host = host_of_demo_patient(clinicians, day);
        for clinician in clinicians {
            let Some(place) = clinician.place_on(day) else { continue };
            let count = rng.random_range(clinician.capacity * 7 / 10..=clinician.capacity);
            let mut hours = Hours::of(opening(day), count, clinician.department.minutes);
            let mut has_demo_patient = host == Some(clinician.id);
            for _ in 0..count {
                let slot = hours.next(rng);
                let is_demo_patient = std::mem::take(&mut has_demo_patient);
                let (person, wait_days) = if is_demo_patient {
                    (Some(&self.demo_patient), DEMO_PATIENT_WAIT)
                } else {
                    let person = pools.deal(rng, clinician.department, joined_before(day));
                    (person, clinician.department.wait_days.clone())
                };
                let Some(person) = person else { break };
                let booked_at = booked_at(rng, day, wait_days, slot).max(person.joined_at);
                let visit = Visit { day, person, clinician, place, slot, booked_at };
                let outcome = visit.draw_outcome(rng);
                appointments.push(self.record(rng, &visit, outcome, present));
            }
        }
    }

    /// Appointments around the clock. None is cancelled, so there is always one near now whose attendance can be recorded.
    fn fill_out_of_hours<'a>(
        &'a self,
        rng: &mut ChaCha8Rng,
        pools: &mut DealtPool<'a>,
        day: NaiveDate,
        clinicians: &'a [GeneratedClinician],
        present: SampleClock,
        appointments: &mut Vec<Appointment>,
    ) {
        let (begin, end) = (london_midnight(day), london_midnight(day.succ_opt().unwrap_or(day)));
        let mut starts_at = begin + TimeDelta::hours((begin.hour() % 2).into()) + OUT_OF_HOURS_START;
        while starts_at + OUT_OF_HOURS_LENGTH <= end {
            let slot = Slot { starts_at, ends_at: starts_at + OUT_OF_HOURS_LENGTH };
            let clinician = &clinicians[rng.random_range(0..clinicians.len())];
            let person = pools.deal(rng, clinician.department, joined_before(day));
            if let Some((person, place)) = person.zip(clinician.place_on(day)) {
                let booked_at = booked_at(rng, day, OUT_OF_HOURS_WAIT, slot).max(person.joined_at);
                let visit = Visit { day, person, clinician, place, slot, booked_at };
                let outcome = match visit.draw_outcome(rng) {
                    SampleOutcome::Cancelled => SampleOutcome::Attended,
                    other => other,
                };
                appointments.push(self.record(rng, &visit, outcome, present));
            }
            starts_at += OUT_OF_HOURS_PERIOD;
        }
    }

    fn record(
        &self,
        rng: &mut ChaCha8Rng,
        visit: &Visit<'_>,
        outcome: SampleOutcome,
        SampleClock { now, attendance_opens }: SampleClock,
    ) -> Appointment {
        visit.record(rng, &self.staff, outcome, now, attendance_opens)
    }
}

/// Patients who join in the evening are not seen before the next day.
fn joined_before(day: NaiveDate) -> DateTime<Utc> {
    opening(day) - TimeDelta::hours(12)
}

/// The clinician who sees the demo's patient on a day: in turn, those of departments for which patients wait long.
fn host_of_demo_patient(clinicians: &[GeneratedClinician], day: NaiveDate) -> Option<Uuid> {
    let number = day.num_days_from_ce();
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    if is_weekend || number % DEMO_PATIENT_PERIOD != 0 {
        return None;
    }
    let has_long_wait =
        |clinician: &&GeneratedClinician| clinician.department.wait_days.end() >= DEMO_PATIENT_WAIT.end();
    let suited =
        clinicians.iter().filter(has_long_wait).filter(|clinician| clinician.place_on(day).is_some());
    let suited: Vec<_> = suited.collect();
    let turn = usize::try_from(number / DEMO_PATIENT_PERIOD).unwrap_or_default();
    suited.get(turn % suited.len().max(1)).map(|clinician| clinician.id)
}
