//! The figures that every row has, and how they changed.

use async_graphql::{MergedObject, Object, SimpleObject};

use crate::{
    graphql::scalars::{DateText, DecimalText},
    statistics::{self, Figures, Previous},
};

/// A range of shares that contains the true one with a confidence of 95 %.
#[derive(SimpleObject)]
pub(super) struct Interval95 {
    /// The lower end, from 0 to 1.
    low: f64,
    /// The upper end, from 0 to 1.
    high: f64,
}

impl From<statistics::ConfidenceInterval> for Interval95 {
    fn from(range: statistics::ConfidenceInterval) -> Self {
        Self { low: range.low, high: range.high }
    }
}

pub(super) struct FigureFields(pub(super) Figures);

/// What is told of some appointments.
#[Object]
impl FigureFields {
    /// All appointments that were booked: attended, missed, cancelled and upcoming ones. Null when suppressed.
    async fn booked(&self) -> Option<i64> {
        self.0.booked
    }

    /// Those to which the patient came. Null when suppressed.
    async fn attended(&self) -> Option<i64> {
        self.0.attended
    }

    /// Those that ended, by `asOf`, without the patient's attendance being recorded. Null when suppressed.
    async fn missed(&self) -> Option<i64> {
        self.0.missed
    }

    /// Those that were called off. Null when suppressed.
    async fn cancelled(&self) -> Option<i64> {
        self.0.cancelled
    }

    /// Those that are neither attended nor cancelled and have not ended by `asOf`. Null when suppressed.
    async fn upcoming(&self) -> Option<i64> {
        self.0.upcoming
    }

    /// Clinicians' time that was lost: the length of the missed appointments, in minutes. Null when suppressed.
    async fn missed_minutes(&self) -> Option<i64> {
        self.0.missed_minutes
    }

    /// The NHS's did-not-attend rate, from 0 to 1: missed / (attended + missed). Cancelled appointments are not in it. Null when there is nothing to divide by, and when suppressed.
    async fn did_not_attend_rate(&self) -> Option<f64> {
        self.0.did_not_attend_rate()
    }

    /// Where the true rate lies with a confidence of 95 %, by Wilson's score interval: wide where there are few appointments. Null when the rate is.
    async fn did_not_attend_interval(&self) -> Option<Interval95> {
        self.0.did_not_attend_interval().map(Interval95::from)
    }

    /// Missed appointments as a share of all that were booked, from 0 to 1: missed / booked. Null when there is nothing to divide by, and when suppressed.
    async fn share_of_booked(&self) -> Option<f64> {
        self.0.share_of_booked()
    }

    /// What the missed appointments cost, at the rate that was asked for, rounded to the penny. Null when suppressed.
    async fn estimated_cost(&self) -> Option<DecimalText> {
        self.0.estimated_cost.map(DecimalText::from)
    }

    /// Whether a count is null because it is about so few patients that it could tell who they are. Then all other counts are rounded to the nearest 5.
    async fn suppressed(&self) -> bool {
        self.0.suppressed
    }
}

pub(super) struct Dates(Previous);

/// The time with which something is compared.
#[Object]
impl Dates {
    /// The first day.
    async fn from(&self) -> DateText {
        self.0.from.into()
    }

    /// The day after the last one.
    async fn until(&self) -> DateText {
        self.0.until.into()
    }
}

/// The same figures of the time with which a row is compared.
#[derive(MergedObject)]
#[graphql(name = "MissedAppointmentsPrevious")]
pub(super) struct Compared(Dates, FigureFields);

impl From<Previous> for Compared {
    fn from(previous: Previous) -> Self {
        Self(Dates(previous), FigureFields(previous.figures))
    }
}

pub(super) struct FigureChange {
    pub(super) from: Figures,
    pub(super) to: Figures,
}

/// How much more there is than in the time before; less, where negative. Null where one of the two is.
#[Object(name = "MissedAppointmentsChange")]
impl FigureChange {
    /// More booked appointments.
    async fn booked(&self) -> Option<i64> {
        self.of(|figures| figures.booked)
    }

    /// More attended ones.
    async fn attended(&self) -> Option<i64> {
        self.of(|figures| figures.attended)
    }

    /// More missed ones.
    async fn missed(&self) -> Option<i64> {
        self.of(|figures| figures.missed)
    }

    /// More cancelled ones.
    async fn cancelled(&self) -> Option<i64> {
        self.of(|figures| figures.cancelled)
    }

    /// More minutes lost.
    async fn missed_minutes(&self) -> Option<i64> {
        self.of(|figures| figures.missed_minutes)
    }

    /// How much the rate has risen: 0.01 is one percentage point.
    async fn did_not_attend_rate(&self) -> Option<f64> {
        self.of(Figures::did_not_attend_rate)
    }

    /// How much the share has risen: 0.01 is one percentage point.
    async fn share_of_booked(&self) -> Option<f64> {
        self.of(Figures::share_of_booked)
    }

    /// More cost.
    async fn estimated_cost(&self) -> Option<DecimalText> {
        self.of(|figures| figures.estimated_cost).map(DecimalText::from)
    }
}

impl FigureChange {
    fn of<T: std::ops::Sub<Output = T>>(&self, figure: impl Fn(&Figures) -> Option<T>) -> Option<T> {
        Some(figure(&self.to)? - figure(&self.from)?)
    }
}
