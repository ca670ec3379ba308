//! Where in time there can be appointments, so that empty buckets can be filled, and no impossible ones.

use std::iter;

use chrono::{Datelike, NaiveDate};

use super::{Dimension, query::ReportQuery};

/// A part of the period, with weekday and hour where these are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeriodSlot {
    pub part: usize,
    pub weekday: Option<u8>,
    pub hour: Option<u8>,
}

const WEEK: usize = 7;

impl ReportQuery {
    /// Every slot that can have appointments. When clocks go forward, an hour of that day is missing.
    pub fn slots(&self) -> impl Iterator<Item = PeriodSlot> + '_ {
        (0..self.division.len()).flat_map(move |part| {
            self.weekdays_of(part).into_iter().flat_map(move |weekday| {
                self.hours_of(part, weekday).map(move |hour| PeriodSlot { part, weekday, hour })
            })
        })
    }

    /// The weekdays that occur in a part; only whether any does, where they are not told apart.
    fn weekdays_of(&self, part: usize) -> Vec<Option<u8>> {
        let occurring = days(self.division.part(part)).take(WEEK).map(weekday);
        let mut wanted: Vec<u8> = occurring.filter(|weekday| self.wants_weekday(*weekday)).collect();
        if self.dimensions.contains(&Dimension::Weekday) {
            wanted.sort_unstable();
            wanted.into_iter().map(Some).collect()
        } else if wanted.is_empty() {
            Vec::new()
        } else {
            vec![None]
        }
    }

    fn hours_of(&self, part: usize, on: Option<u8>) -> Box<dyn Iterator<Item = Option<u8>> + '_> {
        if !self.dimensions.contains(&Dimension::Hour) {
            return Box::new(iter::once(None));
        }
        let is_there = move |hour: &u8| self.has_slot(self.division.part(part), on, Some(*hour));
        Box::new((0..24).filter(|hour| self.wants_hour(*hour)).filter(is_there).map(Some))
    }

    /// Whether some days, the last one excluded, contain a weekday that is asked for, and on it the hour: one that is asked for,
    /// where none is given.
    pub fn has_slot(&self, stretch: (NaiveDate, NaiveDate), on: Option<u8>, hour: Option<u8>) -> bool {
        // Clocks do not go forward on two days in a row, nor in two weeks.
        let days = days(stretch).take(2 * WEEK).filter(|day| on.is_none_or(|on| on == weekday(*day)));
        let mut days = days.filter(|day| self.wants_weekday(weekday(*day))).take(2);
        let has_hour = |day, hour: &u8| self.period.time_zone.has_hour(day, *hour);
        days.any(|day| match (&hour, &self.filter.hours) {
            (Some(hour), _) => has_hour(day, hour),
            (None, Some(hours)) => hours.iter().any(|hour| has_hour(day, hour)),
            (None, None) => true,
        })
    }

    fn wants_weekday(&self, weekday: u8) -> bool {
        self.filter.weekdays.as_ref().is_none_or(|wanted| wanted.contains(&weekday))
    }

    fn wants_hour(&self, hour: u8) -> bool {
        self.filter.hours.as_ref().is_none_or(|wanted| wanted.contains(&hour))
    }
}

fn days((from, until): (NaiveDate, NaiveDate)) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day < until)
}

/// From Monday, which is 1, to Sunday.
fn weekday(day: NaiveDate) -> u8 {
    u8::try_from(day.weekday().number_from_monday()).expect("a week has seven days")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{AskedFilter, Interval, Money, ReportRequest};

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
    fn a_day_has_the_hours_that_its_clocks_show() {
        let but_one: Vec<u8> = (0..24).filter(|hour| *hour != 1).collect();
        assert_eq!(hours(request(DAYS[1], DAYS[2])), but_one);
        assert_eq!(hours(request("2026-10-25", "2026-10-26")).len(), 24);
        // Another day has the hour, but no other Sunday of this time does.
        assert_eq!(hours(request(DAYS[0], DAYS[2])).len(), 24);
        let sundays = AskedFilter { weekdays: Some([7].into()), ..AskedFilter::default() };
        assert_eq!(hours(ReportRequest { filter: sundays, ..request(DAYS[0], DAYS[2]) }), but_one);
        let one = AskedFilter { hours: Some(vec![1]), ..AskedFilter::default() };
        assert_eq!(hours(ReportRequest { filter: one, ..request(DAYS[1], DAYS[2]) }), [0; 0]);
        // Lord Howe's clocks go forward by half an hour, from two: there is half of that hour.
        let lord_howe = ReportRequest {
            time_zone: Some("Australia/Lord_Howe".to_owned()),
            ..request("2026-10-04", "2026-10-05")
        };
        assert_eq!(hours(lord_howe).len(), 24);
    }

    #[test]
    fn weekdays_are_those_that_occur_in_each_part() {
        let weekdays = |request: ReportRequest| -> Vec<(usize, u8)> {
            let request = ReportRequest { dimensions: vec![Dimension::Weekday], ..request };
            slots(request).into_iter().filter_map(|slot| Some((slot.part, slot.weekday?))).collect()
        };
        let week = Some(Interval::Week);
        let cut = request(DAYS[0], "2026-03-31");
        assert_eq!(weekdays(ReportRequest { interval: week, ..cut.clone() }), [(0, 6), (0, 7), (1, 1)]);
        assert_eq!(weekdays(cut), [(0, 1), (0, 6), (0, 7)]);
        let wanted = AskedFilter { weekdays: Some([2, 7].into()), ..AskedFilter::default() };
        let filtered =
            ReportRequest { interval: week, filter: wanted.clone(), ..request(DAYS[0], "2026-04-08") };
        assert_eq!(weekdays(filtered), [(0, 7), (1, 2), (1, 7), (2, 2)]);
        // A part without any of them is none, also where they are not told apart.
        let days =
            ReportRequest { interval: Some(Interval::Day), filter: wanted, ..request(DAYS[0], DAYS[2]) };
        assert_eq!(slots(days), [PeriodSlot { part: 1, weekday: None, hour: None }]);
    }
}
