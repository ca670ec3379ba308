//! Which counts of the database answer a question, and which questions have to be answered from the appointments themselves.

use chrono::{Months, NaiveDate};

use super::{
    Dimension, Interval,
    calendar::Division,
    query::{Filter, ReportQuery},
};

/// Counts of consecutive days or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedRange {
    pub grain: &'static str,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl ReportQuery {
    /// Whether days and departments, clinicians and organisations are all that appointments are told apart by. The database
    /// counts nothing else beforehand, and it does for one time zone only.
    pub fn is_counted(&self) -> bool {
        let Filter { hours, age_bands, lead_time_bands, .. } = &self.filter;
        !self.dimensions.contains(&Dimension::Hour)
            && hours.is_none()
            && age_bands.is_none()
            && lead_time_bands.is_none()
    }

    /// The fewest counts that make up a division of the period.
    ///
    /// A month counts as one where all of it lies in one part, no weekday is told apart, and everything active in it is either
    /// missed or upcoming: on the given day, which is that of `as_of`, that changes.
    pub fn stretches(&self, division: &Division, day: NaiveDate) -> Vec<CountedRange> {
        let mut stretches: Vec<CountedRange> = Vec::new();
        let (mut from, end) = division.whole();
        while from < end {
            let month = Interval::Month.start_of(from);
            let next = month + Months::new(1);
            let is_whole = month == from && next <= end && !division.cuts_within(month, next);
            let is_counted = is_whole && !self.tells_weekdays() && !(month..next).contains(&day);
            let until = next.min(end);
            let grain = self.grain(is_counted);
            match stretches.last_mut().filter(|last| last.grain == grain) {
                Some(last) => last.until = until,
                None => stretches.push(CountedRange { grain, from, until }),
            }
            from = until;
        }
        stretches
    }

    fn tells_weekdays(&self) -> bool {
        self.dimensions.contains(&Dimension::Weekday) || self.filter.weekdays.is_some()
    }

    /// Whether appointments are told apart by whose they are.
    pub fn tells_anybody(&self) -> bool {
        let of = [Dimension::Clinician, Dimension::Department, Dimension::Organisation];
        of.iter().any(|dimension| self.dimensions.contains(dimension))
    }

    fn tells_people(&self) -> bool {
        let Filter { clinician_id, organisation_id, .. } = &self.filter;
        let tells = |dimension| self.dimensions.contains(&dimension);
        tells(Dimension::Clinician)
            || tells(Dimension::Organisation)
            || clinician_id.is_some()
            || organisation_id.is_some()
    }

    /// As the table of the cells calls it.
    fn grain(&self, is_month: bool) -> &'static str {
        match (self.tells_people(), is_month) {
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
    use crate::statistics::{Money, ReportRequest};

    fn stretches(request: ReportRequest) -> Vec<(&'static str, String, String)> {
        let as_of = "2026-03-18T12:00:00Z".parse().unwrap();
        let query = request.validate(as_of, Money::of_a_missed_appointment()).unwrap();
        let found = query.stretches(&query.division, as_of.date_naive());
        found.into_iter().map(|s| (s.grain, s.from.to_string(), s.until.to_string())).collect()
    }

    fn request(from: &str, until: &str) -> ReportRequest {
        ReportRequest { from: from.to_owned(), until: until.to_owned(), ..ReportRequest::default() }
    }

    fn is(grain: &'static str, from: &str, until: &str) -> (&'static str, String, String) {
        (grain, from.to_owned(), until.to_owned())
    }

    #[test]
    fn whole_months_are_read_as_such_but_for_the_one_in_which_appointments_are_still_to_come() {
        assert_eq!(
            stretches(request("2025-12-31", "2026-07-02")),
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
    fn weeks_and_weekdays_are_read_by_day() {
        for request in [
            ReportRequest { interval: Some(Interval::Week), ..request("2025-01-01", "2026-01-01") },
            ReportRequest { dimensions: vec![Dimension::Weekday], ..request("2025-01-01", "2026-01-01") },
        ] {
            assert_eq!(stretches(request), [is("department day", "2025-01-01", "2026-01-01")]);
        }
        let months = ReportRequest {
            interval: Some(Interval::Quarter),
            dimensions: vec![Dimension::Clinician],
            ..request("2025-01-01", "2026-01-01")
        };
        assert_eq!(stretches(months), [is("month", "2025-01-01", "2026-01-01")]);
    }
}
