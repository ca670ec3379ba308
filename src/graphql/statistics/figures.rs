//! The figures of each row, and their changes.

use async_graphql::{MergedObject, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use crate::{
    graphql::scalars::{DateText, DecimalText},
    statistics::{self, Figures, Previous},
};

/// A confidence interval of 95 % for a rate.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct Interval95 {
    /// The lower bound, from 0 to 1.
    low: f64,
    /// The upper bound, from 0 to 1.
    high: f64,
}

impl From<statistics::ConfidenceInterval> for Interval95 {
    fn from(range: statistics::ConfidenceInterval) -> Self {
        Self { low: range.low, high: range.high }
    }
}

pub(super) struct FigureFields(pub(super) Figures);

/// The figures of a set of appointments.
#[planned]
impl FigureFields {
    /// All booked appointments: attended, missed, cancelled and upcoming. Null if suppressed.
    fn booked(&self) -> Option<i64> {
        self.0.booked
    }

    /// Attended appointments. Null if suppressed.
    fn attended(&self) -> Option<i64> {
        self.0.attended
    }

    /// Appointments that ended by `asOf` without recorded attendance. Null if suppressed.
    fn missed(&self) -> Option<i64> {
        self.0.missed
    }

    /// Cancelled appointments. Null if suppressed.
    fn cancelled(&self) -> Option<i64> {
        self.0.cancelled
    }

    /// Appointments that are neither attended nor cancelled and have not ended by `asOf`. Null if suppressed.
    fn upcoming(&self) -> Option<i64> {
        self.0.upcoming
    }

    /// The lost time of clinicians: the total duration of missed appointments, in minutes. Null if suppressed.
    fn missed_minutes(&self) -> Option<i64> {
        self.0.missed_minutes
    }

    /// The NHS's did-not-attend rate, from 0 to 1: missed / (attended + missed). Cancelled appointments do not count. Null if the divisor is zero, and if suppressed.
    fn did_not_attend_rate(&self) -> Option<f64> {
        self.0.did_not_attend_rate()
    }

    /// The 95 % confidence interval of the rate (Wilson score interval). It is wide if there are few appointments. Null if the rate is null.
    fn did_not_attend_interval(&self) -> Option<Interval95> {
        self.0.did_not_attend_interval().map(Interval95::from)
    }

    /// Missed appointments as a share of all booked ones, from 0 to 1: missed / booked. Null if the divisor is zero, and if suppressed.
    fn share_of_booked(&self) -> Option<f64> {
        self.0.share_of_booked()
    }

    /// The cost of the missed appointments at the requested rate, rounded to the penny. Null if suppressed.
    fn estimated_cost(&self) -> Option<DecimalText> {
        self.0.estimated_cost.map(DecimalText::from)
    }

    /// Whether a count is null because it covers so few patients that it could identify them. All other counts are then rounded to the nearest 5.
    fn suppressed(&self) -> bool {
        self.0.suppressed
    }
}

pub(super) struct Dates(Previous);

/// The period of comparison.
#[planned]
impl Dates {
    /// The first day.
    fn from(&self) -> DateText {
        self.0.from.into()
    }

    /// The day after the last one.
    fn until(&self) -> DateText {
        self.0.until.into()
    }
}

/// The figures of the period with which a row is compared.
#[derive(MergedObject, PlanOutput)]
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

/// The change of each figure since the period of comparison; negative for a decrease. Null if one of the two figures is null.
#[planned(name = "MissedAppointmentsChange")]
impl FigureChange {
    /// The change of booked appointments.
    fn booked(&self) -> Option<i64> {
        self.of(|figures| figures.booked)
    }

    /// The change of attended appointments.
    fn attended(&self) -> Option<i64> {
        self.of(|figures| figures.attended)
    }

    /// The change of missed appointments.
    fn missed(&self) -> Option<i64> {
        self.of(|figures| figures.missed)
    }

    /// The change of cancelled appointments.
    fn cancelled(&self) -> Option<i64> {
        self.of(|figures| figures.cancelled)
    }

    /// The change of lost minutes.
    fn missed_minutes(&self) -> Option<i64> {
        self.of(|figures| figures.missed_minutes)
    }

    /// The change of the rate: 0.01 is one percentage point.
    fn did_not_attend_rate(&self) -> Option<f64> {
        self.of(Figures::did_not_attend_rate)
    }

    /// The change of the share: 0.01 is one percentage point.
    fn share_of_booked(&self) -> Option<f64> {
        self.of(Figures::share_of_booked)
    }

    /// The change of the cost.
    fn estimated_cost(&self) -> Option<DecimalText> {
        self.of(|figures| figures.estimated_cost).map(DecimalText::from)
    }
}

impl FigureChange {
    fn of<T: std::ops::Sub<Output = T>>(&self, figure: impl Fn(&Figures) -> Option<T>) -> Option<T> {
        Some(figure(&self.to)? - figure(&self.from)?)
    }
}
