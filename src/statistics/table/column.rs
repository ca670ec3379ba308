//! The columns of a table.

use std::ops::Sub;

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use super::TableCell;
use crate::statistics::{Dimension, Figures, ReportQuery};

/// A key of a row or a bound of its compared period. Its text is the message id of the column's heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", prefix = "statistics-")]
pub enum Subject {
    PeriodStart,
    DepartmentCode,
    DepartmentName,
    ClinicianId,
    ClinicianName,
    OrganisationOdsCode,
    OrganisationName,
    /// The number, for sorting by programs.
    Weekday,
    /// The name, for readers.
    WeekdayName,
    Hour,
    PreviousFrom,
    PreviousUntil,
}

/// A figure of a row. Its text is the message id of the column's heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", prefix = "statistics-")]
pub enum Figure {
    Booked,
    Attended,
    Missed,
    Cancelled,
    Upcoming,
    MissedMinutes,
    DidNotAttendRate,
    DidNotAttendLow,
    DidNotAttendHigh,
    ShareOfBooked,
    EstimatedCost,
    Suppressed,
}

/// The period of a figure. Except for the present one, its text is the id of the message that is appended to
/// the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", prefix = "statistics-")]
pub enum Aspect {
    Present,
    /// The compared period.
    Previous,
    /// The difference between the compared period and the present one.
    Change,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Of(Subject),
    Figure(Figure, Aspect),
}

/// The columns of each dimension, in the order by which rows are sorted.
const GROUPED: [(Dimension, &[Subject]); 5] = [
    (Dimension::Department, &[Subject::DepartmentCode, Subject::DepartmentName]),
    (Dimension::Clinician, &[Subject::ClinicianId, Subject::ClinicianName]),
    (Dimension::Organisation, &[Subject::OrganisationOdsCode, Subject::OrganisationName]),
    (Dimension::Weekday, &[Subject::Weekday, Subject::WeekdayName]),
    (Dimension::Hour, &[Subject::Hour]),
];

impl Column {
    /// The columns for a query. They depend on the query alone, not on its result.
    pub(super) fn all_for(query: &ReportQuery) -> Vec<Self> {
        let period = query.interval.map(|_| Subject::PeriodStart);
        let grouped = GROUPED.iter().filter(|(dimension, _)| query.dimensions.contains(dimension));
        let grouped = grouped.flat_map(|(_, subjects)| subjects.iter().copied());
        let mut columns: Vec<Self> = period.into_iter().chain(grouped).map(Self::Of).collect();
        columns.extend(Figure::iter().map(|figure| Self::Figure(figure, Aspect::Present)));
        if query.comparison.is_some() {
            columns.extend([Subject::PreviousFrom, Subject::PreviousUntil].map(Self::Of));
            columns.extend(Figure::iter().map(|figure| Self::Figure(figure, Aspect::Previous)));
            columns.extend(Figure::CHANGING.map(|figure| Self::Figure(figure, Aspect::Change)));
        }
        columns
    }
}

impl Figure {
    /// The figures with a change. The upcoming ones are excluded, because the two periods are at different
    /// distances from `as_of`.
    const CHANGING: [Self; 8] = [
        Self::Booked,
        Self::Attended,
        Self::Missed,
        Self::Cancelled,
        Self::MissedMinutes,
        Self::DidNotAttendRate,
        Self::ShareOfBooked,
        Self::EstimatedCost,
    ];

    pub(super) fn cell(self, figures: &Figures) -> TableCell<'static> {
        match self {
            Self::Booked => figures.booked.into(),
            Self::Attended => figures.attended.into(),
            Self::Missed => figures.missed.into(),
            Self::Cancelled => figures.cancelled.into(),
            Self::Upcoming => figures.upcoming.into(),
            Self::MissedMinutes => figures.missed_minutes.into(),
            Self::DidNotAttendRate => figures.did_not_attend_rate().into(),
            Self::DidNotAttendLow => figures.did_not_attend_interval().map(|range| range.low).into(),
            Self::DidNotAttendHigh => figures.did_not_attend_interval().map(|range| range.high).into(),
            Self::ShareOfBooked => figures.share_of_booked().into(),
            Self::EstimatedCost => figures.estimated_cost.into(),
            Self::Suppressed => TableCell::Flag(figures.suppressed),
        }
    }

    /// The difference from before to now; nothing if one of the two is suppressed or undefined.
    pub(super) fn change(self, before: &Figures, now: &Figures) -> TableCell<'static> {
        match self {
            Self::Booked => difference(before.booked, now.booked),
            Self::Attended => difference(before.attended, now.attended),
            Self::Missed => difference(before.missed, now.missed),
            Self::Cancelled => difference(before.cancelled, now.cancelled),
            Self::MissedMinutes => difference(before.missed_minutes, now.missed_minutes),
            Self::DidNotAttendRate => difference(before.did_not_attend_rate(), now.did_not_attend_rate()),
            Self::ShareOfBooked => difference(before.share_of_booked(), now.share_of_booked()),
            Self::EstimatedCost => difference(before.estimated_cost, now.estimated_cost),
            Self::Upcoming | Self::DidNotAttendLow | Self::DidNotAttendHigh | Self::Suppressed => {
                TableCell::Nothing
            }
        }
    }
}

fn difference<T: Sub<Output = T> + Into<TableCell<'static>>>(
    before: Option<T>,
    now: Option<T>,
) -> TableCell<'static> {
    before.zip(now).map(|(before, now)| now - before).into()
}
