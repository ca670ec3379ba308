//! The optional facts of a status. One of them can be unreadable in an appointment that is otherwise readable.

use chrono::{DateTime, Utc};

use super::{Appointment, CancellationParty, Status, row::AppointmentColumns};
use crate::{
    database::{Stored, Unreadable},
    value::Note,
};

/// Each is `None` also for a status that has no such fact.
impl Appointment {
    pub fn attended_at(&self) -> Result<Option<&DateTime<Utc>>, Unreadable> {
        match &self.status {
            Status::Attended { at, .. } => self.fact(at.as_ref(), "attended_at"),
            Status::Active | Status::Cancelled { .. } => Ok(None),
        }
    }

    pub fn cancelled_at(&self) -> Result<Option<&DateTime<Utc>>, Unreadable> {
        match &self.status {
            Status::Cancelled { at, .. } => self.fact(at.as_ref(), "cancelled_at"),
            Status::Active | Status::Attended { .. } => Ok(None),
        }
    }

    pub fn cancelled_by(&self) -> Result<Option<&CancellationParty>, Unreadable> {
        match &self.status {
            Status::Cancelled { by, .. } => self.fact(by.as_ref(), "cancelled_by"),
            Status::Active | Status::Attended { .. } => Ok(None),
        }
    }

    pub fn cancellation_reason(&self) -> Result<Option<&Note>, Unreadable> {
        match &self.status {
            Status::Cancelled { reason, .. } => self.fact(reason.as_ref(), "cancellation_reason"),
            Status::Active | Status::Attended { .. } => Ok(None),
        }
    }

    fn fact<'a, T>(&self, fact: Option<&'a Stored<T>>, column: &str) -> Result<Option<&'a T>, Unreadable> {
        fact.map(|fact| fact.of::<AppointmentColumns>(self.id.0, column)).transpose()
    }
}
