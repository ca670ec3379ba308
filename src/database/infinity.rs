//! SQL literals of days and instants outside the range of the Rust types.

use chrono::{DateTime, NaiveDate, Utc};

/// The SQL literal of the last or first day.
pub(super) fn infinite_day(day: NaiveDate) -> Option<&'static str> {
    match day {
        NaiveDate::MAX => Some("date 'infinity'"),
        NaiveDate::MIN => Some("date '-infinity'"),
        _ => None,
    }
}

/// The SQL literal of the last or first instant.
pub(super) fn infinite_instant(instant: DateTime<Utc>) -> Option<&'static str> {
    if instant == DateTime::<Utc>::MAX_UTC {
        Some("timestamptz 'infinity'")
    } else if instant == DateTime::<Utc>::MIN_UTC {
        Some("timestamptz '-infinity'")
    } else {
        None
    }
}
