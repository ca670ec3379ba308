//! The period of a report.

use chrono::NaiveDate;

use crate::value::TimeZone;

/// A range of local days in a time zone; `until` is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub time_zone: TimeZone,
}
