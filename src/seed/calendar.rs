//! The days of which there are records, around the present one.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe;

use super::departments::DepartmentProfile;
use crate::value::london_day;

const OPENS_AT: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine is an hour");
/// From nine to five.
pub(crate) const QUARTERS_A_DAY: u32 = 8 * 4;
pub(crate) const MINUTES_A_QUARTER: u32 = 15;

const DAYS_BEFORE: u64 = 3 * 365;
const DAYS_AFTER: u64 = 12 * 7;
const DAYS_OF_JOINING: u64 = 5 * 365;

/// The present instant, and the days before and after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

impl Calendar {
    pub fn around(now: DateTime<Utc>) -> Self {
        Self { now, today: london_day(now) }
    }

    /// The days on which somebody works: three years of history, today, and twelve weeks of what is to come.
    pub fn working_days(self) -> impl Iterator<Item = NaiveDate> {
        let last = self.today + Days::new(DAYS_AFTER);
        let days = (self.today - Days::new(DAYS_BEFORE)).iter_days().take_while(move |day| *day <= last);
        days.filter(|day| day.weekday() != Weekday::Sun && !is_holiday(*day))
    }

    /// The day since when patients join. Whatever they need is there.
    pub fn opening_day(self) -> NaiveDate {
        self.today - Days::new(DAYS_OF_JOINING)
    }

    /// The last instant of office hours before today.
    pub fn yesterday(self) -> DateTime<Utc> {
        opening(self.today) - TimeDelta::hours(15)
    }

    /// The fewest days that a patient of that day has waited. Nothing is booked from today on, so that records made
    /// on one day are the same at each of its hours.
    pub fn least_wait(self, day: NaiveDate) -> u32 {
        u32::try_from((day - self.today).num_days() + 1).unwrap_or_default()
    }

    /// How full the diaries of a department are, compared with those of the past: the later the day, the fewer of its
    /// patients have booked already.
    pub fn fullness_per_mille(self, department: &DepartmentProfile, day: NaiveDate) -> u64 {
        let (least, waits) = (self.least_wait(day), &department.wait_days);
        let all = waits.end() + 1 - waits.start();
        let booked = (waits.end() + 1).saturating_sub(least).min(all);
        u64::from(booked * 1_000 / all)
    }
}

/// Whether nobody works on that day.
pub(crate) fn is_holiday(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (1, 1) | (12, 25 | 26))
}

/// When work begins on a day, by London's clocks.
pub(crate) fn opening(day: NaiveDate) -> DateTime<Utc> {
    let opens_at = Europe::London.from_local_datetime(&day.and_time(OPENS_AT));
    opens_at.single().expect("clocks change at night").to_utc()
}

/// Counts weeks, to tell every other one.
pub(super) fn week(day: NaiveDate) -> i32 {
    day.num_days_from_ce() / 7
}
