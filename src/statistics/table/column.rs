//! Which columns there are.

use std::ops::Sub;

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use super::TableCell;
use crate::statistics::{Dimension, Figures, ReportQuery};

/// What the appointments of a row have in common, and with what time they are compared. Its text is the id of the message by
/// which the column is headed.
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
    /// The number, by which programs sort.
    Weekday,
    /// The name, by which people read.
    WeekdayName,
    Hour,
    PreviousFrom,
    PreviousUntil,
}

/// What is told of the appointments of a row. Its text is the id of the message by which the column is headed.
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

/// Of what time a figure is. The text of those that are not of the present is the id of the message that is added to the
/// heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", prefix = "statistics-")]
pub enum Aspect {
    Present,
    /// Of the time with which a row is compared.
    Previous,
    /// From then to now.
    Change,
}

/// What stands in each row at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Of(Subject),
    Figure(Figure, Aspect),
}

/// The columns of what is grouped by, in the order by which rows are sorted.
const GROUPED: [(Dimension, &[Subject]); 5] = [
    (Dimension::Department, &[Subject::DepartmentCode, Subject::DepartmentName]),
    (Dimension::Clinician, &[Subject::ClinicianId, Subject::ClinicianName]),
    (Dimension::Organisation, &[Subject::OrganisationOdsCode, Subject::OrganisationName]),
    (Dimension::Weekday, &[Subject::Weekday, Subject::WeekdayName]),
    (Dimension::Hour, &[Subject::Hour]),
];

impl Column {
    /// The columns that answer a question: they depend on what is asked, and not on what is found.
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
    /// Those whose change is told. What is upcoming now was upcoming at another distance before.
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

    /// How much more there is than before; nothing, where one of the two is not told.
    pub(super) fn change(self, before: &Figures, now: &Figures) -> TableCell<'static> {
        match self {
            Self::Booked => more(before.booked, now.booked),
            Self::Attended => more(before.attended, now.attended),
            Self::Missed => more(before.missed, now.missed),
            Self::Cancelled => more(before.cancelled, now.cancelled),
            Self::MissedMinutes => more(before.missed_minutes, now.missed_minutes),
            Self::DidNotAttendRate => more(before.did_not_attend_rate(), now.did_not_attend_rate()),
            Self::ShareOfBooked => more(before.share_of_booked(), now.share_of_booked()),
            Self::EstimatedCost => more(before.estimated_cost, now.estimated_cost),
            Self::Upcoming | Self::DidNotAttendLow | Self::DidNotAttendHigh | Self::Suppressed => {
                TableCell::Nothing
            }
        }
    }
}

fn more<T: Sub<Output = T> + Into<TableCell<'static>>>(
    before: Option<T>,
    now: Option<T>,
) -> TableCell<'static> {
    before.zip(now).map(|(before, now)| now - before).into()
}
