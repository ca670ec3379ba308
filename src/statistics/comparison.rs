//! The earlier days with which each row of a report is compared.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Comparison, Interval, Period, calendar::Division};

/// The first day, and the day after the last one.
type DateRange = (NaiveDate, NaiveDate);

const YEAR_OF_MONTHS: u32 = 12;
/// A year of whole weeks: the shift preserves the days of the week.
const YEAR_OF_WEEKS: u64 = 52;
const WEEK: u64 = 7;

/// The earlier days with which a period and its parts are compared.
pub struct ComparedDays {
    whole: Option<DateRange>,
    /// One range for each part of the period. `None` if the earlier calendar has no such days.
    parts: Vec<Option<DateRange>>,
    /// All of these days, split where any range starts or ends.
    division: Option<Division>,
}

impl ComparedDays {
    pub fn of(
        period: &Period,
        division: &Division,
        interval: Option<Interval>,
        comparison: Comparison,
    ) -> Self {
        let whole = Shift::of_period(period, comparison).earlier(division.whole());
        let of_parts = Shift::of_parts(period, interval, comparison);
        let parts: Vec<_> = (0..division.len()).map(|part| of_parts.earlier(division.part(part))).collect();
        let ranges = parts.iter().chain([&whole]).flatten();
        let bounds: BTreeSet<NaiveDate> = ranges.flat_map(|(from, until)| [*from, *until]).collect();
        let division = (!bounds.is_empty()).then(|| Division::at(bounds));
        Self { whole, parts, division }
    }

    /// The days to count, and their division. `None` if there is nothing to count.
    pub fn division(&self) -> Option<&Division> {
        self.division.as_ref()
    }

    pub fn whole(&self) -> Option<DateRange> {
        self.whole
    }

    pub fn part(&self, part: usize) -> Option<DateRange> {
        self.parts[part]
    }

    /// For each piece of the division: the part of the period that it is compared with, and whether it
    /// belongs to the comparison of the whole period.
    pub fn pieces(&self) -> Vec<(Option<usize>, bool)> {
        let Some(division) = &self.division else { return Vec::new() };
        let contains = |day: NaiveDate, range: &Option<DateRange>| {
            range.is_some_and(|(from, until)| (from..until).contains(&day))
        };
        // Both parts and pieces are in chronological order.
        let mut parts = self.parts.iter().enumerate().peekable();
        let piece = |piece| {
            let (day, _) = division.part(piece);
            let is_over = |part: &Option<DateRange>| part.is_none_or(|(_, until)| until <= day);
            while parts.next_if(|(_, part)| is_over(part)).is_some() {}
            let part = parts.peek().filter(|(_, part)| contains(day, part));
            (part.map(|(number, _)| *number), contains(day, &self.whole))
        };
        (0..division.len()).map(piece).collect()
    }
}

/// The distance to the earlier days.
#[derive(Debug, Clone, Copy)]
enum Shift {
    Days(Days),
    Months(Months),
}

impl Shift {
    /// A period of whole months is shifted by as many months, another period by as many days.
    fn of_period(period: &Period, comparison: Comparison) -> Self {
        let months = match comparison {
            Comparison::PreviousYear => Some(YEAR_OF_MONTHS),
            Comparison::PreviousPeriod => whole_months(period),
        };
        let days = Days::new((period.until - period.from).num_days().unsigned_abs());
        months.map_or(Self::Days(days), |months| Self::Months(Months::new(months)))
    }

    /// Weeks are shifted by whole weeks, so that each is compared with a week of the same weekdays and the
    /// same length.
    fn of_parts(period: &Period, interval: Option<Interval>, comparison: Comparison) -> Self {
        if interval != Some(Interval::Week) {
            return Self::of_period(period, comparison);
        }
        let weeks = match comparison {
            Comparison::PreviousYear => YEAR_OF_WEEKS,
            Comparison::PreviousPeriod => {
                (period.until - period.from).num_days().unsigned_abs().div_ceil(WEEK)
            }
        };
        Self::Days(Days::new(weeks * WEEK))
    }

    /// The days shifted back. Periods are between 1900 and 2200, so no day is outside the range of the
    /// calendar type.
    fn earlier(self, (from, until): DateRange) -> Option<DateRange> {
        match self {
            Self::Days(days) => Some((from - days, until - days)),
            Self::Months(months) if from.day() == 1 && until.day() == 1 => {
                Some((from - months, until - months))
            }
            Self::Months(months) => {
                // If the earlier month is too short, chrono returns its last day.
                let first = from - months;
                let first = if first.day() == from.day() { first } else { first + Days::new(1) };
                let after_last = (until - Days::new(1)) - months + Days::new(1);
                (first < after_last).then_some((first, after_last))
            }
        }
    }
}

/// The number of months in the period, if it starts and ends at the start of a month.
fn whole_months(period: &Period) -> Option<u32> {
    let Period { from, until, .. } = period;
    if from.day() != 1 || until.day() != 1 {
        return None;
    }
    let months = |day: &NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    u32::try_from(months(until) - months(from)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::TimeZone;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn compared(from: &str, until: &str, interval: Option<Interval>, comparison: Comparison) -> ComparedDays {
        let period = Period { from: day(from), until: day(until), time_zone: TimeZone::LONDON };
        let division = Division::of(&period, interval).unwrap();
        ComparedDays::of(&period, &division, interval, comparison)
    }

    fn text(range: Option<DateRange>) -> String {
        range.map_or("none".to_owned(), |(from, until)| format!("{from} {until}"))
    }

    #[test]
    fn a_period_is_compared_with_the_previous_period_or_year() {
        for (from, until, before, year_before) in [
            ("2026-03-01", "2026-04-01", "2026-02-01 2026-03-01", "2025-03-01 2025-04-01"),
            ("2026-01-01", "2027-01-01", "2025-01-01 2026-01-01", "2025-01-01 2026-01-01"),
            ("2026-01-01", "2026-03-01", "2025-11-01 2026-01-01", "2025-01-01 2025-03-01"),
            ("2026-03-01", "2026-03-31", "2026-01-30 2026-03-01", "2025-03-01 2025-03-31"),
            ("2026-03-02", "2026-03-09", "2026-02-23 2026-03-02", "2025-03-02 2025-03-09"),
            ("2024-02-29", "2024-03-01", "2024-02-28 2024-02-29", "none"),
            ("2024-02-01", "2024-02-29", "2024-01-04 2024-02-01", "2023-02-01 2023-03-01"),
            ("2025-02-01", "2025-03-01", "2025-01-01 2025-02-01", "2024-02-01 2024-03-01"),
            // Only 27 and 28 February, because 29 February is not among the period's dates.
            ("2025-02-27", "2025-03-01", "2025-02-25 2025-02-27", "2024-02-27 2024-02-29"),
        ] {
            for (comparison, expected) in
                [(Comparison::PreviousPeriod, before), (Comparison::PreviousYear, year_before)]
            {
                let found = compared(from, until, None, comparison);
                assert_eq!(text(found.whole()), expected, "{from} {until}");
                assert_eq!(found.part(0), found.whole());
            }
        }
    }

    #[test]
    fn each_day_of_a_month_is_compared_with_the_same_date_of_the_month_before() {
        for (from, until) in
            [("2026-03-01", "2026-04-01"), ("2026-02-01", "2026-03-01"), ("2024-02-01", "2024-03-01")]
        {
            let found = compared(from, until, Some(Interval::Day), Comparison::PreviousPeriod);
            let days = day(from).iter_days().take_while(|date| *date < day(until));
            for (part, date) in days.enumerate() {
                let same = (day(from) - Months::new(1)).with_day(date.day());
                assert_eq!(found.part(part), same.map(|same| (same, same + Days::new(1))), "{date}");
            }
            assert_eq!(found.whole(), Some((day(from) - Months::new(1), day(from))));
        }
    }

    #[test]
    fn each_week_is_compared_with_the_same_days_of_an_earlier_week() {
        for (from, until, comparison, days) in [
            ("2026-03-01", "2026-04-01", Comparison::PreviousPeriod, 35),
            ("2026-02-01", "2026-03-01", Comparison::PreviousPeriod, 28),
            ("2026-03-04", "2026-03-14", Comparison::PreviousPeriod, 14),
            ("2024-02-15", "2024-03-20", Comparison::PreviousYear, 364),
            ("2026-01-01", "2027-01-01", Comparison::PreviousYear, 364),
        ] {
            let found = compared(from, until, Some(Interval::Week), comparison);
            let period = Period { from: day(from), until: day(until), time_zone: TimeZone::LONDON };
            let weeks = Division::of(&period, Some(Interval::Week)).unwrap();
            for part in 0..weeks.len() {
                let (from, until) = weeks.part(part);
                assert_eq!(found.part(part), Some((from - Days::new(days), until - Days::new(days))));
            }
        }
    }

    /// A day that is compared with no part still belongs to the comparison of the whole period.
    #[test]
    fn each_piece_belongs_to_the_part_that_is_compared_with_it() {
        let january = compared("2026-02-01", "2026-03-01", Some(Interval::Day), Comparison::PreviousPeriod);
        let pieces = january.pieces();
        assert_eq!(pieces.len(), 29);
        assert_eq!(pieces[27..], [(Some(27), true), (None, true)]);
        assert_eq!(january.division().unwrap().part(28), (day("2026-01-29"), day("2026-02-01")));

        let february = compared("2024-02-28", "2024-03-02", Some(Interval::Day), Comparison::PreviousYear);
        assert_eq!(february.pieces(), [(Some(0), true), (Some(2), true)]);

        // Ten days from a Wednesday: the weeks are shifted by 14 days, and the period by 10.
        let weeks = compared("2026-03-04", "2026-03-14", Some(Interval::Week), Comparison::PreviousPeriod);
        assert_eq!(weeks.pieces(), [(Some(0), false), (Some(0), true), (Some(1), true), (None, true)]);

        let none = compared("2024-02-29", "2024-03-01", Some(Interval::Day), Comparison::PreviousYear);
        assert!(none.division().is_none() && none.pieces().is_empty());
    }
}
