//! The days that have records, before and after the present day.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe;

use super::departments::DepartmentProfile;
use crate::value::london_day;

const OPENS_AT: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine is an hour");
/// From 09:00 to 17:00.
pub(crate) const QUARTERS_A_DAY: u32 = 8 * 4;
pub(crate) const MINUTES_A_QUARTER: u32 = 15;

const DAYS_BEFORE: u64 = 3 * 365;
const DAYS_AFTER: u64 = 12 * 7;
const DAYS_OF_JOINING: u64 = 5 * 365;

/// The present instant, from which all days are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

impl Calendar {
    pub fn around(now: DateTime<Utc>) -> Self {
        Self { now, today: london_day(now) }
    }

    /// The working days: three years of history, today, and the next twelve weeks.
    pub fn working_days(self) -> impl Iterator<Item = NaiveDate> {
        let last = self.today + Days::new(DAYS_AFTER);
        let days = (self.today - Days::new(DAYS_BEFORE)).iter_days().take_while(move |day| *day <= last);
        days.filter(|day| day.weekday() != Weekday::Sun && !is_holiday(*day))
    }

    /// The first day on which patients join. Staff and places exist before it.
    pub fn opening_day(self) -> NaiveDate {
        self.today - Days::new(DAYS_OF_JOINING)
    }

    /// The last instant of office hours on the day before today.
    pub fn yesterday(self) -> DateTime<Utc> {
        opening(self.today) - TimeDelta::hours(15)
    }

    /// The minimum wait in days for an appointment on that day. All bookings are before today, so the records
    /// are the same at each hour of today.
    pub fn least_wait(self, day: NaiveDate) -> u32 {
        u32::try_from((day - self.today).num_days() + 1).unwrap_or_default()
    }

    /// The proportion of a department's usual appointments that exist on a day. It falls with distance,
    /// because fewer of its patients have booked so early.
    pub fn fullness_per_mille(self, department: &DepartmentProfile, day: NaiveDate) -> u64 {
        let (least, waits) = (self.least_wait(day), &department.wait_days);
        let all = waits.end() + 1 - waits.start();
        let booked = (waits.end() + 1).saturating_sub(least).min(all);
        u64::from(booked * 1_000 / all)
    }
}

/// Whether the day is a holiday, without any appointments.
pub(crate) fn is_holiday(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (12, 25 | 26))
}

/// The start of office hours, by London's clocks.
pub(crate) fn opening(day: NaiveDate) -> DateTime<Utc> {
    let opens_at = Europe::London.from_local_datetime(&day.and_time(OPENS_AT));
    opens_at.single().expect("clocks change at night").to_utc()
}

/// A week number, to distinguish even and odd weeks.
pub(super) fn week(day: NaiveDate) -> i32 {
    day.num_days_from_ce() / 7
}
