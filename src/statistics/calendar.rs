//! Periods of local days, and their division into parts.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{Interval, Period, StatisticsError};

/// The maximum number of rows in a report.
pub const MAXIMUM_BUCKETS: usize = 10_000;

/// A period divided into consecutive parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// The first day of each part, and the day after the last part. The first part starts with the period.
    bounds: Vec<NaiveDate>,
    /// The calendar start of each part's interval. The first one may be before the period. Empty if the
    /// period is a single part.
    names: Vec<NaiveDate>,
}

impl Division {
    /// Splits the period at each calendar start of an interval. Refuses more parts than a report may have
    /// rows.
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

    /// Splits at each of these days; the first and the last are the ends of the period.
    pub fn at(bounds: BTreeSet<NaiveDate>) -> Self {
        Self { bounds: bounds.into_iter().collect(), names: Vec::new() }
    }

    pub fn bounds(&self) -> &[NaiveDate] {
        &self.bounds
    }

    /// The first day, and the day after the last one.
    pub fn whole(&self) -> (NaiveDate, NaiveDate) {
        (self.bounds[0], self.bounds[self.len()])
    }

    /// Whether a part starts strictly between two days.
    pub fn splits_within(&self, from: NaiveDate, until: NaiveDate) -> bool {
        let next = self.bounds.partition_point(|bound| *bound <= from);
        self.bounds.get(next).is_some_and(|bound| *bound < until)
    }

    /// The number of parts.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// The calendar start of a part's interval, if the period is divided.
    pub fn name(&self, part: usize) -> Option<NaiveDate> {
        self.names.get(part).copied()
    }

    /// The first day of a part, and the day after its last one.
    pub fn part(&self, part: usize) -> (NaiveDate, NaiveDate) {
        (self.bounds[part], self.bounds[part + 1])
    }
}

impl Interval {
    /// The first day of the interval that contains a day.
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

    /// The parts of a period: the calendar start, the first day, and the day after the last one.
    fn parts(from: &str, until: &str, interval: Interval) -> Vec<String> {
        let division = Division::of(&period(from, until), Some(interval)).unwrap();
        let part = |part| {
            let (from, until) = division.part(part);
            format!("{}: {from} {until}", division.name(part).unwrap())
        };
        (0..division.len()).map(part).collect()
    }

    #[test]
    fn each_day_belongs_to_its_calendar_interval() {
        for (of, week, quarter) in [
            // ISO 8601: the first week of a year contains its first Thursday; 2026 has 53 weeks.
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
    fn a_period_is_split_at_each_calendar_start_and_keeps_its_ends() {
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
