//! The time of an appointment.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::{AppointmentError, BookingError};

/// The half-open time interval of an appointment: it includes the start but not the end, so two slots may be
/// adjacent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Slot {
    pub const MINIMUM_MINUTES: i64 = 5;
    pub const MAXIMUM_MINUTES: i64 = 24 * 60;
    /// Ten years, with three leap days.
    pub const MAXIMUM_ADVANCE_DAYS: i64 = 10 * 365 + 3;

    /// A slot of at least five minutes and at most a day.
    pub fn new(starts_at: DateTime<Utc>, minutes: i64) -> Result<Self, AppointmentError> {
        if !(Self::MINIMUM_MINUTES..=Self::MAXIMUM_MINUTES).contains(&minutes) {
            return Err(AppointmentError::DurationOutOfRange {
                minimum_minutes: Self::MINIMUM_MINUTES,
                maximum_minutes: Self::MAXIMUM_MINUTES,
            });
        }
        let ends_at = starts_at.checked_add_signed(TimeDelta::minutes(minutes));
        // Responses use RFC 3339, which ends with the year 9999.
        let ends_at =
            ends_at.filter(|ends_at| ends_at.year() <= 9999).ok_or(AppointmentError::EndsTooLate)?;
        Ok(Self { starts_at, ends_at })
    }

    /// The instant from which attendance can be recorded: this long before the start.
    pub fn attendance_opens_at(self, before: TimeDelta) -> DateTime<Utc> {
        self.starts_at - before
    }

    /// Refuses a start further ahead than anyone plans, because it is a typing error.
    pub fn expect_near(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), BookingError> {
        if starts_at - now <= TimeDelta::days(Self::MAXIMUM_ADVANCE_DAYS) {
            Ok(())
        } else {
            Err(BookingError::TooFar { maximum_advance_days: Self::MAXIMUM_ADVANCE_DAYS })
        }
    }

    pub fn minutes(self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}
