//! The diaries of the sample's clinicians, in which nobody is ever booked twice for the same time.

use std::{collections::HashSet, ops::RangeInclusive};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{Europe, Tz};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

use super::{
    fate::Fate,
    people::Person,
    pick,
    places::Place,
    propensity::Propensity,
    staff::{CLINICIANS, Clinician, Department},
};
use crate::import::{AppointmentRow, format_duration};

/// Far fewer than there is room for, so that an hour tried at random is mostly free.
const APPOINTMENTS: usize = 2_000;
const DAYS_BEFORE: u64 = 273;
const DAYS_AFTER: u64 = 56;

pub(crate) const OPENS_AT: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine is an hour");
/// From nine to five.
pub(crate) const QUARTERS_A_DAY: u32 = 8 * 4;
pub(crate) const MINUTES_A_QUARTER: u32 = 15;

/// An appointment, before being written down.
pub(super) struct Booking<'a> {
    id: Uuid,
    patient: &'a Person,
    clinician: &'static Clinician,
    place: &'static Place,
    starts_at: DateTime<Tz>,
    minutes: u32,
    fate: Fate,
}

impl Booking<'_> {
    pub fn row(&self, now: DateTime<Utc>) -> AppointmentRow {
        let ends_at = self.starts_at.to_utc() + TimeDelta::minutes(self.minutes.into());
        AppointmentRow {
            id: self.id.to_string(),
            patient: self.patient.nhs_number.as_str().to_owned(),
            status: self.fate.status(ends_at, now).to_owned(),
            time: self.starts_at.to_rfc3339(),
            duration: format_duration(self.minutes.into()),
            clinician: self.clinician.name.to_owned(),
            clinician_id: None,
            clinician_department: None,
            department: self.clinician.department.name.to_owned(),
            postcode: self.place.postcode.to_owned(),
        }
    }
}

/// Books appointments around a day, and returns them in the order of time.
pub(super) fn fill<'a>(rng: &mut ChaCha8Rng, today: NaiveDate, people: &'a [Person]) -> Vec<Booking<'a>> {
    let mut diary = Diary {
        people,
        period: today - Days::new(DAYS_BEFORE)..=today + Days::new(DAYS_AFTER),
        patients: HashSet::new(),
        clinicians: HashSet::new(),
    };
    let mut bookings = Vec::with_capacity(APPOINTMENTS);
    while bookings.len() < APPOINTMENTS {
        bookings.extend(diary.try_book(rng));
    }
    bookings.sort_by_key(|booking| (booking.starts_at, booking.id));
    bookings
}

struct Diary<'a> {
    people: &'a [Person],
    period: RangeInclusive<NaiveDate>,
    /// The days that patients have given away, each to one appointment.
    patients: HashSet<(usize, NaiveDate)>,
    /// The quarters of an hour for which clinicians are booked, by their names.
    clinicians: HashSet<(&'static str, NaiveDate, u32)>,
}

impl<'a> Diary<'a> {
    /// Books a patient for an hour that a clinician works, all at random; `None` when they do not go together.
    fn try_book(&mut self, rng: &mut ChaCha8Rng) -> Option<Booking<'a>> {
        let clinician = pick(rng, &CLINICIANS);
        let (weekday, place) = *pick(rng, clinician.timetable);
        let day = self.pick_day(rng, weekday);
        let minutes = *pick(rng, clinician.department.minutes);
        let length = minutes / MINUTES_A_QUARTER;
        let first = rng.random_range(0..=QUARTERS_A_DAY - length);
        let (index, patient) = self.pick_patient(rng, clinician.department, day);

        let keys = (first..first + length).map(|quarter| (clinician.name, day, quarter));
        let fits = self.period.contains(&day)
            && !is_holiday(day)
            && !self.patients.contains(&(index, day))
            && !keys.clone().any(|key| self.clinicians.contains(&key));
        if !fits {
            return None;
        }
        self.patients.insert((index, day));
        self.clinicians.extend(keys);
        Some(Booking {
            id: Builder::from_random_bytes(rng.random()).into_uuid(),
            patient,
            clinician,
            place,
            starts_at: london(day, first),
            minutes,
            fate: Fate::draw(rng, clinician.department, weekday, Propensity::of(index)),
        })
    }

    /// That day of any week that touches the period.
    fn pick_day(&self, rng: &mut ChaCha8Rng, weekday: Weekday) -> NaiveDate {
        let first_monday = self.period.start().week(Weekday::Mon).first_day();
        let weeks = rng.random_range(0..=(DAYS_BEFORE + DAYS_AFTER) / 7 + 1);
        first_monday + Days::new(weeks * 7 + u64::from(weekday.num_days_from_monday()))
    }

    /// One of those whom the department sees, for there are people of every age.
    ///
    /// The lower of two draws: some come often, others hardly ever.
    fn pick_patient(
        &self,
        rng: &mut ChaCha8Rng,
        department: &Department,
        day: NaiveDate,
    ) -> (usize, &'a Person) {
        let people = self.people.iter().enumerate();
        let suited: Vec<_> = people.filter(|(_, person)| department.sees(person.born_on, day)).collect();
        let (one, other) = (rng.random_range(0..suited.len()), rng.random_range(0..suited.len()));
        suited[one.min(other)]
    }
}

/// Whether nobody works on that day.
pub(crate) fn is_holiday(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (12, 25 | 26))
}

/// A quarter of a working day, as London's clocks tell it.
pub(crate) fn london(day: NaiveDate, quarter: u32) -> DateTime<Tz> {
    let time = day.and_time(OPENS_AT) + TimeDelta::minutes((quarter * MINUTES_A_QUARTER).into());
    Europe::London.from_local_datetime(&time).single().expect("clocks change at night, when nobody works")
}
