//! Limits on the bookings that patients make themselves.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BookingError, Slot};
use crate::patient::{PatientId, PatientScope};

/// How many appointments patients may book, how long, and how far ahead. Staff have none of these limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatientLimits {
    /// The most active appointments of one patient, those that staff booked included.
    pub active: i64,
    /// The longest appointment, in minutes.
    pub minutes: i64,
    /// How many days ahead an appointment starts at most.
    pub advance_days: i64,
}

impl Default for PatientLimits {
    fn default() -> Self {
        Self { active: 10, minutes: 120, advance_days: 366 }
    }
}

impl PatientLimits {
    /// The limits that apply to a caller with this reach, which is one patient's for the role PATIENT alone.
    pub(super) fn of_caller(self, scope: PatientScope) -> CallerLimits {
        match scope {
            PatientScope::Only(patient) => CallerLimits(Some((patient, self))),
            PatientScope::Everyone | PatientScope::None => CallerLimits(None),
        }
    }
}

/// The limits of one caller: none for staff.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallerLimits(Option<(PatientId, PatientLimits)>);

impl CallerLimits {
    /// The patient whose active appointments are limited.
    pub(super) fn patient(self) -> Option<PatientId> {
        self.0.map(|(patient, _)| patient)
    }

    /// Refuses another appointment beside so many active ones.
    pub(super) fn expect_room(self, active: i64) -> Result<(), BookingError> {
        match self.0 {
            Some((_, PatientLimits { active: maximum, .. })) if active >= maximum => {
                Err(BookingError::LimitReached { maximum })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses an appointment that lasts longer than the caller may book.
    pub(super) fn expect_short(self, minutes: i64) -> Result<(), BookingError> {
        match self.0 {
            Some((_, PatientLimits { minutes: maximum_minutes, .. })) if minutes > maximum_minutes => {
                Err(BookingError::TooLong { maximum_minutes })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a start that lies further ahead than the caller may book.
    pub(super) fn expect_near(
        self,
        starts_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), BookingError> {
        match self.0 {
            Some((_, PatientLimits { advance_days: maximum_advance_days, .. }))
                if starts_at - now > TimeDelta::days(maximum_advance_days) =>
            {
                Err(BookingError::TooFar { maximum_advance_days })
            }
            Some(_) | None => Slot::expect_near(starts_at, now),
        }
    }
}
