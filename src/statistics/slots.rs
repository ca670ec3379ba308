//! The slots in which appointments are possible, so that reports contain empty buckets but no impossible
//! ones.

use std::iter;

use chrono::{Datelike, NaiveDate};

use super::{Dimension, query::ReportQuery};

/// A part of the period, with a weekday and an hour if the report is grouped by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeriodSlot {
    pub part: usize,
    pub weekday: Option<u8>,
    pub hour: Option<u8>,
}

const WEEK: usize = 7;

impl ReportQuery {
    /// Every slot in which appointments are possible. When clocks go forward, that day lacks an hour.
    pub fn slots(&self) -> impl Iterator<Item = PeriodSlot> + '_ {
        (0..self.division.len()).flat_map(move |part| {
            self.weekdays_of(part).into_iter().flat_map(move |weekday| {
                self.hours_of(part, weekday).map(move |hour| PeriodSlot { part, weekday, hour })
            })
        })
    }

    /// The weekdays of the filter that occur in a part. Without grouping by weekday, a single `None` if there
    /// is any.
    fn weekdays_of(&self, part: usize) -> Vec<Option<u8>> {
        let occurring = days(self.division.part(part)).take(WEEK).map(weekday);
        let mut weekdays: Vec<u8> = occurring.filter(|weekday| self.includes_weekday(*weekday)).collect();
        if self.dimensions.contains(&Dimension::Weekday) {
            weekdays.sort_unstable();
            weekdays.into_iter().map(Some).collect()
        } else if weekdays.is_empty() {
            Vec::new()
        } else {
            vec![None]
        }
    }

    fn hours_of(&self, part: usize, on: Option<u8>) -> Box<dyn Iterator<Item = Option<u8>> + '_> {
        if !self.dimensions.contains(&Dimension::Hour) {
            return Box::new(iter::once(None));
        }
        let exists = move |hour: &u8| self.has_slot(self.division.part(part), on, Some(*hour));
        Box::new((0..24).filter(|hour| self.includes_hour(*hour)).filter(exists).map(Some))
    }

    /// Whether a range of days (the end is exclusive) contains a weekday of the filter, and on that day the
    /// hour. Without an hour, any hour of the filter is enough.
    pub fn has_slot(&self, range: (NaiveDate, NaiveDate), on: Option<u8>, hour: Option<u8>) -> bool {
        // Clocks never go forward on two consecutive days, nor in two consecutive weeks, so two matching days
        // suffice.
        let days = days(range).take(2 * WEEK).filter(|day| on.is_none_or(|on| on == weekday(*day)));
        let mut days = days.filter(|day| self.includes_weekday(weekday(*day))).take(2);
        let has_hour = |day, hour: &u8| self.period.time_zone.has_hour(day, *hour);
        days.any(|day| match (&hour, &self.filter.hours) {
            (Some(hour), _) => has_hour(day, hour),
            (None, Some(hours)) => hours.iter().any(|hour| has_hour(day, hour)),
            (None, None) => true,
        })
    }

    fn includes_weekday(&self, weekday: u8) -> bool {
        self.filter.weekdays.as_ref().is_none_or(|included| included.contains(&weekday))
    }

    fn includes_hour(&self, hour: u8) -> bool {
        self.filter.hours.as_ref().is_none_or(|included| included.contains(&hour))
    }
}

fn days((from, until): (NaiveDate, NaiveDate)) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day < until)
}

/// From 1 (Monday) to 7 (Sunday).
fn weekday(day: NaiveDate) -> u8 {
    u8::try_from(day.weekday().number_from_monday()).expect("a week has seven days")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        statistics::{FilterRequest, Interval, ReportRequest},
        value::Money,
    };

    const DAYS: [&str; 3] = ["2026-03-28", "2026-03-29", "2026-03-30"];

    fn request(from: &str, until: &str) -> ReportRequest {
        ReportRequest { from: from.to_owned(), until: until.to_owned(), ..ReportRequest::default() }
    }

    fn slots(request: ReportRequest) -> Vec<PeriodSlot> {
        let as_of = "2026-03-18T12:00:00Z".parse().unwrap();
        let query = request.validate(as_of, Money::of_a_missed_appointment()).unwrap();
        query.slots().collect()
    }

    fn hours(request: ReportRequest) -> Vec<u8> {
        let request = ReportRequest { dimensions: vec![Dimension::Hour], ..request };
        slots(request).into_iter().filter_map(|slot| slot.hour).collect()
    }

    #[test]
    fn a_day_has_the_hours_that_exist_on_it() {
        let but_one: Vec<u8> = (0..24).filter(|hour| *hour != 1).collect();
        assert_eq!(hours(request(DAYS[1], DAYS[2])), but_one);
        assert_eq!(hours(request("2026-10-25", "2026-10-26")).len(), 24);
        // Saturday has the hour, but the range contains no other Sunday.
        assert_eq!(hours(request(DAYS[0], DAYS[2])).len(), 24);
        let sundays = FilterRequest { weekdays: Some([7].into()), ..FilterRequest::default() };
        assert_eq!(hours(ReportRequest { filter: sundays, ..request(DAYS[0], DAYS[2]) }), but_one);
        let one = FilterRequest { hours: Some(vec![1]), ..FilterRequest::default() };
        assert_eq!(hours(ReportRequest { filter: one, ..request(DAYS[1], DAYS[2]) }), [0; 0]);
        // On Lord Howe Island, clocks go forward by half an hour at two, so half of that hour exists.
        let lord_howe = ReportRequest {
            time_zone: Some("Australia/Lord_Howe".to_owned()),
            ..request("2026-10-04", "2026-10-05")
        };
        assert_eq!(hours(lord_howe).len(), 24);
    }

    #[test]
    fn each_part_has_the_weekdays_that_occur_in_it() {
        let weekdays = |request: ReportRequest| -> Vec<(usize, u8)> {
            let request = ReportRequest { dimensions: vec![Dimension::Weekday], ..request };
            slots(request).into_iter().filter_map(|slot| Some((slot.part, slot.weekday?))).collect()
        };
        let week = Some(Interval::Week);
        let cut = request(DAYS[0], "2026-03-31");
        assert_eq!(weekdays(ReportRequest { interval: week, ..cut.clone() }), [(0, 6), (0, 7), (1, 1)]);
        assert_eq!(weekdays(cut), [(0, 1), (0, 6), (0, 7)]);
        let tuesdays_and_sundays =
            FilterRequest { weekdays: Some([2, 7].into()), ..FilterRequest::default() };
        let filtered = ReportRequest {
            interval: week,
            filter: tuesdays_and_sundays.clone(),
            ..request(DAYS[0], "2026-04-08")
        };
        assert_eq!(weekdays(filtered), [(0, 7), (1, 2), (1, 7), (2, 2)]);
        // A part without a weekday of the filter has no slot, even without grouping by weekday.
        let days = ReportRequest {
            interval: Some(Interval::Day),
            filter: tuesdays_and_sundays,
            ..request(DAYS[0], DAYS[2])
        };
        assert_eq!(slots(days), [PeriodSlot { part: 1, weekday: None, hour: None }]);
    }
}
