//! Decides which stored counts answer a query, and which queries must count the appointments themselves.

use chrono::{Months, NaiveDate};

use super::{
    Dimension, Interval,
    calendar::Division,
    query::{Filter, ReportQuery},
};

/// The stored counts of consecutive days or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedRange {
    pub grain: &'static str,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl ReportQuery {
    /// Whether the stored counts can answer the query. They distinguish only days, departments, clinicians
    /// and organisations, and exist for one time zone only.
    pub fn is_counted(&self) -> bool {
        let Filter { hours, age_bands, lead_time_bands, .. } = &self.filter;
        !self.dimensions.contains(&Dimension::Hour)
            && hours.is_none()
            && age_bands.is_none()
            && lead_time_bands.is_none()
    }

    /// The smallest set of stored counts that covers a division of the period.
    ///
    /// A month count is used if the whole month is in one part and the query does not distinguish weekdays.
    /// All active appointments of that month must also be either missed or upcoming. On `day`, the local day
    /// of `as_of`, some are missed and others upcoming, so its month is counted by day.
    pub fn ranges(&self, division: &Division, day: NaiveDate) -> Vec<CountedRange> {
        let mut ranges: Vec<CountedRange> = Vec::new();
        let (mut from, end) = division.whole();
        while from < end {
            let month = Interval::Month.start_of(from);
            let next = month + Months::new(1);
            let is_whole = month == from && next <= end && !division.splits_within(month, next);
            let is_counted = is_whole && !self.distinguishes_weekdays() && !(month..next).contains(&day);
            let until = next.min(end);
            let grain = self.grain(is_counted);
            match ranges.last_mut().filter(|last| last.grain == grain) {
                Some(last) => last.until = until,
                None => ranges.push(CountedRange { grain, from, until }),
            }
            from = until;
        }
        ranges
    }

    fn distinguishes_weekdays(&self) -> bool {
        self.dimensions.contains(&Dimension::Weekday) || self.filter.weekdays.is_some()
    }

    /// Whether the query distinguishes clinicians, departments or organisations.
    pub fn distinguishes_owners(&self) -> bool {
        let of = [Dimension::Clinician, Dimension::Department, Dimension::Organisation];
        of.iter().any(|dimension| self.dimensions.contains(dimension))
    }

    fn distinguishes_people(&self) -> bool {
        let Filter { clinician_id, organisation_id, .. } = &self.filter;
        let groups_by = |dimension| self.dimensions.contains(&dimension);
        groups_by(Dimension::Clinician)
            || groups_by(Dimension::Organisation)
            || clinician_id.is_some()
            || organisation_id.is_some()
    }

    /// The value of the column `grain` in the table `statistics_cells`.
    fn grain(&self, is_month: bool) -> &'static str {
        match (self.distinguishes_people(), is_month) {
            (true, true) => "month",
            (true, false) => "day",
            (false, true) => "department month",
            (false, false) => "department day",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{statistics::ReportRequest, value::Money};

    fn ranges(request: ReportRequest) -> Vec<(&'static str, String, String)> {
        let as_of = "2026-03-18T12:00:00Z".parse().unwrap();
        let query = request.validate(as_of, Money::of_a_missed_appointment()).unwrap();
        let found = query.ranges(&query.division, as_of.date_naive());
        found.into_iter().map(|s| (s.grain, s.from.to_string(), s.until.to_string())).collect()
    }

    fn request(from: &str, until: &str) -> ReportRequest {
        ReportRequest { from: from.to_owned(), until: until.to_owned(), ..ReportRequest::default() }
    }

    fn is(grain: &'static str, from: &str, until: &str) -> (&'static str, String, String) {
        (grain, from.to_owned(), until.to_owned())
    }

    #[test]
    fn whole_months_use_month_counts_except_the_current_month() {
        assert_eq!(
            ranges(request("2025-12-31", "2026-07-02")),
            [
                is("department day", "2025-12-31", "2026-01-01"),
                is("department month", "2026-01-01", "2026-03-01"),
                is("department day", "2026-03-01", "2026-04-01"),
                is("department month", "2026-04-01", "2026-07-01"),
                is("department day", "2026-07-01", "2026-07-02"),
            ]
        );
    }

    #[test]
    fn weeks_and_weekdays_use_day_counts() {
        for request in [
            ReportRequest { interval: Some(Interval::Week), ..request("2025-01-01", "2026-01-01") },
            ReportRequest { dimensions: vec![Dimension::Weekday], ..request("2025-01-01", "2026-01-01") },
        ] {
            assert_eq!(ranges(request), [is("department day", "2025-01-01", "2026-01-01")]);
        }
        let months = ReportRequest {
            interval: Some(Interval::Quarter),
            dimensions: vec![Dimension::Clinician],
            ..request("2025-01-01", "2026-01-01")
        };
        assert_eq!(ranges(months), [is("month", "2025-01-01", "2026-01-01")]);
    }
}
