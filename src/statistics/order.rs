//! The order of rows, and the position of a row in it.

use std::cmp::Ordering;

use strum::{EnumString, VariantNames};

use super::{BucketKey, figures::real, report::ReportRow};

/// The fields by which rows can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderField {
    Period,
    DidNotAttendRate,
    Missed,
    MissedMinutes,
    EstimatedCost,
}

/// An order of rows. Rows without a value come last in either direction. Rows with equal values are ordered
/// by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ranking {
    pub field: OrderField,
    pub is_descending: bool,
}

/// The position of a row in an order, even if the row no longer exists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedPosition {
    pub value: Option<f64>,
    pub key: BucketKey,
}

impl Ranking {
    pub fn sort(self, rows: &mut [ReportRow]) {
        rows.sort_by(|one, other| self.compare(&self.place(one), &self.place(other)));
    }

    /// A suppressed figure has no value here either; otherwise the order would reveal it.
    pub fn place(self, row: &ReportRow) -> RankedPosition {
        let figures = &row.figures;
        let value = match self.field {
            // Parts are numbered in chronological order.
            OrderField::Period => i64::try_from(row.key.part).ok().map(real),
            OrderField::DidNotAttendRate => figures.did_not_attend_rate(),
            OrderField::Missed => figures.missed.map(real),
            OrderField::MissedMinutes => figures.missed_minutes.map(real),
            // The conversion to float preserves the order of costs.
            OrderField::EstimatedCost => figures.estimated_cost.and_then(|cost| cost.try_into().ok()),
        };
        RankedPosition { value, key: row.key }
    }

    pub fn compare(self, one: &RankedPosition, other: &RankedPosition) -> Ordering {
        let by_value = match (one.value, other.value) {
            (Some(one), Some(other)) if self.is_descending => other.total_cmp(&one),
            (Some(one), Some(other)) => one.total_cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_value.then_with(|| one.key.cmp(&other.key))
    }
}
