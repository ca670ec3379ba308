//! Periods of local days, and into what they are divided.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::{Comparison, Interval, StatisticsError, question::Period};

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

    pub fn days(&self, part: usize) -> impl Iterator<Item = NaiveDate> + Clone {
        let (from, until) = self.part(part);
        from.iter_days().take_while(move |day| *day < until)
    }

    /// The first days of the parts with which these are compared, one for one.
    pub fn compared(&self, period: &Period, comparison: Comparison) -> Self {
        let earlier = |day| earlier(day, period, comparison);
        Self { bounds: self.bounds.iter().copied().map(earlier).collect(), names: Vec::new() }
    }
}

/// The day that stands where this one stands, in the period that is compared.
fn earlier(day: NaiveDate, period: &Period, comparison: Comparison) -> NaiveDate {
    let months = match comparison {
        Comparison::PreviousYear => Some(12),
        Comparison::PreviousPeriod => whole_months(period),
    };
    // Periods lie between 1900 and 2200, so that no day gets lost at the ends of the calendar.
    match months {
        Some(months) => months_before(day, months),
        None => day - (period.until - period.from),
    }
}

/// The same day of an earlier month, or the first of the next one where that month is too short: what lies between two days then
/// has nothing in the place of days that are not there, and loses none that are.
fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    let earlier = day - Months::new(months);
    if earlier.day() == day.day() { earlier } else { earlier + Days::new(1) }
}

/// How many months the period consists of, if it begins and ends with one.
fn whole_months(period: &Period) -> Option<u32> {
    let Period { from, until, .. } = period;
    if from.day() != 1 || until.day() != 1 {
        return None;
    }
    let months = |day: &NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    u32::try_from(months(until) - months(from)).ok()
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
