//! Limits on bookings that patients make themselves.

use chrono::{DateTime, TimeDelta, Utc};

use super::{BookingError, Slot};
use crate::{
    context::PatientLimits,
    patient::{PatientId, PatientScope},
};

impl PatientLimits {
    /// The limits of a caller with this scope. Only the role PATIENT has the scope of a single patient.
    pub(super) fn of_caller(self, scope: PatientScope) -> CallerLimits {
        match scope {
            PatientScope::Only(patient) => CallerLimits(Some((patient, self))),
            PatientScope::Everyone | PatientScope::None => CallerLimits(None),
        }
    }
}

/// The limits of one caller; staff have none.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallerLimits(Option<(PatientId, PatientLimits)>);

impl CallerLimits {
    /// The patient whose active appointments are limited.
    pub(super) fn patient(self) -> Option<PatientId> {
        self.0.map(|(patient, _)| patient)
    }

    /// Refuses a booking if this many active appointments reach the limit.
    pub(super) fn expect_room(self, active: i64) -> Result<(), BookingError> {
        match self.0 {
            Some((_, PatientLimits { active: maximum, .. })) if active >= maximum => {
                Err(BookingError::LimitReached { maximum })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a duration above the caller's limit.
    pub(super) fn expect_short(self, minutes: i64) -> Result<(), BookingError> {
        match self.0 {
            Some((_, PatientLimits { minutes: maximum_minutes, .. })) if minutes > maximum_minutes => {
                Err(BookingError::TooLong { maximum_minutes })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a start further ahead than the caller may book.
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
