//! Where in time there can be appointments, so that empty buckets can be filled, and no impossible ones.

use std::iter;

use chrono::{Datelike, NaiveDate};

use super::{Dimension, question::Question};

/// A part of the period, with weekday and hour where these are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub part: usize,
    pub weekday: Option<u8>,
    pub hour: Option<u8>,
}

const WEEK: usize = 7;

impl Question {
    /// Every slot that can have appointments. When clocks go forward, an hour of that day is missing.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        (0..self.division.len()).flat_map(move |part| {
            self.weekdays_of(part).into_iter().flat_map(move |weekday| {
                self.hours_of(part, weekday).map(move |hour| Slot { part, weekday, hour })
            })
        })
    }

    /// The weekdays that occur in a part; only whether any does, where they are not told apart.
    fn weekdays_of(&self, part: usize) -> Vec<Option<u8>> {
        let occurring = self.division.days(part).take(WEEK).map(weekday);
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
        // Clocks do not go forward on two days in a row, nor in two weeks.
        let days = self.division.days(part).filter(move |day| on.is_none_or(|on| on == weekday(*day)));
        let days = days.filter(|day| self.wants_weekday(weekday(*day))).take(2);
        let is_there = move |hour: &u8| days.clone().any(|day| self.period.time_zone.has_hour(day, *hour));
        Box::new((0..24).filter(|hour| self.wants_hour(*hour)).filter(is_there).map(Some))
    }

    fn wants_weekday(&self, weekday: u8) -> bool {
        self.filter.weekdays.as_ref().is_none_or(|wanted| wanted.contains(&weekday))
    }

    fn wants_hour(&self, hour: u8) -> bool {
        self.filter.hours.as_ref().is_none_or(|wanted| wanted.contains(&hour))
    }
}

/// From Monday, which is 1, to Sunday.
fn weekday(day: NaiveDate) -> u8 {
    u8::try_from(day.weekday().number_from_monday()).expect("a week has seven days")
}
