//! Why a report request is refused.

use chrono::NaiveDate;
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Why a report request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "STATISTICS_")]
pub enum StatisticsError {
    PeriodEmpty,
    PeriodOutOfRange {
        earliest: NaiveDate,
        latest: NaiveDate,
    },
    HourOutOfRange,
    TooManyBuckets {
        maximum: usize,
    },
    /// It is charged by appointment and by hour at once.
    CostAmbiguous,
}
