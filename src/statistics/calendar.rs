//! Periods of local days, and into what they are divided.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{Interval, StatisticsError, query::Period};

/// The most rows that an answer has.
pub const MAXIMUM_BUCKETS: usize = 10_000;

/// A period in consecutive parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Where each part begins, the first of them with the period, and where the last one ends.
    bounds: Vec<NaiveDate>,
    /// The natural first day of each part, which in the first one may lie before the period; nothing where the period is
    /// one part.
    names: Vec<NaiveDate>,
}

impl Division {
    /// Cuts the period at each natural beginning of an interval. More parts than an answer may have rows are refused.
    pub fn of(period: &Period, interval: Option<Interval>) -> Result<Self, StatisticsError> {
        let Some(interval) = interval else {
            return Ok(Self { bounds: vec![period.from, period.until], names: Vec::new() });
        };
        let (mut bounds, mut names) = (vec![period.from], Vec::new());
        let mut start = interval.start_of(period.from);
        while start < period.until {
            if names.len() == MAXIMUM_BUCKETS {
                return Err(StatisticsError::TooManyBuckets { maximum: MAXIMUM_BUCKETS });
            }
            names.push(start);
            start = interval.after(start);
            bounds.push(start.min(period.until));
        }
        Ok(Self { bounds, names })
    }

    /// Cuts at each of these days, of which the first and the last are the ends.
    pub fn at(bounds: BTreeSet<NaiveDate>) -> Self {
        Self { bounds: bounds.into_iter().collect(), names: Vec::new() }
    }

    pub fn bounds(&self) -> &[NaiveDate] {
        &self.bounds
    }

    /// The first day, and the one after the last.
    pub fn whole(&self) -> (NaiveDate, NaiveDate) {
        (self.bounds[0], self.bounds[self.len()])
    }

    /// Whether a part begins between two days, neither of which counts.
    pub fn cuts_within(&self, from: NaiveDate, until: NaiveDate) -> bool {
        let next = self.bounds.partition_point(|bound| *bound <= from);
        self.bounds.get(next).is_some_and(|bound| *bound < until)
    }

    /// How many parts there are.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// The first day of a part by the calendar, where the period is divided.
    pub fn name(&self, part: usize) -> Option<NaiveDate> {
        self.names.get(part).copied()
    }

    /// The days of a part, the last one excluded.
    pub fn part(&self, part: usize) -> (NaiveDate, NaiveDate) {
        (self.bounds[part], self.bounds[part + 1])
    }
}

impl Interval {
    /// The first day of the interval in which a day lies.
    pub fn start_of(self, day: NaiveDate) -> NaiveDate {
        let first_of =
            |month| NaiveDate::from_ymd_opt(day.year(), month, 1).expect("each month has a first day");
        match self {
            Self::Day => day,
            Self::Week => day.week(Weekday::Mon).first_day(),
            Self::Month => first_of(day.month()),
            Self::Quarter => first_of(day.month0() / 3 * 3 + 1),
            Self::Year => first_of(1),
        }
    }

    /// The first day of the next interval.
    pub fn after(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => start + Days::new(1),
            Self::Week => start + Days::new(7),
            Self::Month => start + Months::new(1),
            Self::Quarter => start + Months::new(3),
            Self::Year => start + Months::new(12),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::TimeZone;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, until: &str) -> Period {
        Period { from: day(from), until: day(until), time_zone: TimeZone::LONDON }
    }

    /// The parts of a period, each with its name, its first day and the day after its last.
    fn parts(from: &str, until: &str, interval: Interval) -> Vec<String> {
        let division = Division::of(&period(from, until), Some(interval)).unwrap();
        let part = |part| {
            let (from, until) = division.part(part);
            format!("{}: {from} {until}", division.name(part).unwrap())
        };
        (0..division.len()).map(part).collect()
    }

    #[test]
    fn each_day_belongs_to_the_interval_that_the_calendar_says() {
        for (of, week, quarter) in [
            // The first week of a year is the one with its first Thursday; that of 2026 has 53.
            ("2025-12-28", "2025-12-22", "2025-10-01"),
            ("2025-12-29", "2025-12-29", "2025-10-01"),
            ("2026-01-01", "2025-12-29", "2026-01-01"),
            ("2026-01-04", "2025-12-29", "2026-01-01"),
            ("2026-03-31", "2026-03-30", "2026-01-01"),
            ("2026-04-01", "2026-03-30", "2026-04-01"),
            ("2026-06-30", "2026-06-29", "2026-04-01"),
            ("2026-09-30", "2026-09-28", "2026-07-01"),
            ("2027-01-03", "2026-12-28", "2027-01-01"),
            ("2027-01-04", "2027-01-04", "2027-01-01"),
            ("2024-02-29", "2024-02-26", "2024-01-01"),
        ] {
            let of = day(of);
            assert_eq!(Interval::Week.start_of(of), day(week), "{of}");
            assert_eq!(Interval::Quarter.start_of(of), day(quarter), "{of}");
            assert_eq!(Interval::Day.start_of(of), of);
            assert_eq!(Interval::Month.start_of(of).to_string(), format!("{}-01", of.format("%Y-%m")));
            assert_eq!(Interval::Year.start_of(of).to_string(), format!("{}-01-01", of.year()));
        }
    }

    #[test]
    fn a_period_is_cut_at_each_natural_beginning_and_keeps_its_ends() {
        assert_eq!(
            parts("2026-02-15", "2026-07-02", Interval::Quarter),
            [
                "2026-01-01: 2026-02-15 2026-04-01",
                "2026-04-01: 2026-04-01 2026-07-01",
                "2026-07-01: 2026-07-01 2026-07-02",
            ]
        );
        assert_eq!(
            parts("2026-12-31", "2027-01-05", Interval::Week),
            ["2026-12-28: 2026-12-31 2027-01-04", "2027-01-04: 2027-01-04 2027-01-05"]
        );
        assert_eq!(parts("2026-12-31", "2027-01-01", Interval::Year), ["2026-01-01: 2026-12-31 2027-01-01"]);
        assert_eq!(
            parts("2024-02-28", "2024-03-01", Interval::Day),
            ["2024-02-28: 2024-02-28 2024-02-29", "2024-02-29: 2024-02-29 2024-03-01"]
        );
        let whole = Division::of(&period("2026-02-15", "2026-07-02"), None).unwrap();
        assert_eq!((whole.len(), whole.name(0), whole.part(0)), (1, None, whole.whole()));
    }
}
