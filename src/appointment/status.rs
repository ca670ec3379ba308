//! What became of an appointment, and what may still become of it.

use chrono::{DateTime, Utc};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use strum::{EnumString, IntoStaticStr};

use super::{AppointmentError, Slot};
use crate::{
    database::Stored,
    error::GeneralError,
    patient::PatientScope,
    value::{Note, TimeZone},
};

/// What has been recorded of an appointment. That it was missed is never recorded: see [`Status::kind`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Active,
    /// The facts are `None` where an import did not tell them.
    Attended {
        at: Option<Stored<DateTime<Utc>>>,
        arrived_late: Option<bool>,
    },
    Cancelled {
        at: Option<Stored<DateTime<Utc>>>,
        by: Option<Stored<CancellationParty>>,
        reason: Option<Stored<Note>>,
    },
}

/// What people call the status of an appointment at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum StatusKind {
    Active,
    Cancelled,
    Attended,
    Missed,
}

impl StatusKind {
    /// As files write it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Who called an appointment off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, EnumString, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[strum(serialize_all = "snake_case")]
pub enum CancellationParty {
    Patient,
    Provider,
}

impl CancellationParty {
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Who calls an appointment off, as far as somebody with this reach may say so: whoever reaches only one patient's record
    /// speaks for that patient, and never for the health service.
    pub fn spoken_for(party: Option<Self>, scope: PatientScope) -> Result<Option<Self>, GeneralError> {
        match (scope, party) {
            (PatientScope::Everyone | PatientScope::None, party) => Ok(party),
            (PatientScope::Only(_), None | Some(Self::Patient)) => Ok(Some(Self::Patient)),
            (PatientScope::Only(_), Some(Self::Provider)) => Err(GeneralError::Forbidden),
        }
    }
}

crate::database::text_column!(CancellationParty);

impl Status {
    /// The status at an instant: what is still active when its end has come is missed.
    ///
    /// The filters of [`store`](super::store) say the same in SQL.
    pub fn kind(&self, slot: Slot, at: DateTime<Utc>) -> StatusKind {
        match self {
            Self::Active if at >= slot.ends_at => StatusKind::Missed,
            Self::Active => StatusKind::Active,
            Self::Attended { .. } => StatusKind::Attended,
            Self::Cancelled { .. } => StatusKind::Cancelled,
        }
    }

    /// Refuses whatever is no longer active: history is not rewritten.
    pub fn expect_active(&self, slot: Slot, at: DateTime<Utc>) -> Result<(), AppointmentError> {
        match self.kind(slot, at) {
            StatusKind::Active => Ok(()),
            StatusKind::Cancelled => Err(AppointmentError::AlreadyCancelled),
            StatusKind::Attended => Err(AppointmentError::AlreadyAttended),
            StatusKind::Missed => Err(AppointmentError::AlreadyMissed),
        }
    }

    /// Records that the patient did come.
    ///
    /// Attendance opens some time before the start, and ends with the appointment: from that instant it is missed. A refusal
    /// names the time zone of the place.
    pub fn attend(
        self,
        slot: Slot,
        at: DateTime<Utc>,
        arrived_late: bool,
        opens_at: DateTime<Utc>,
        time_zone: TimeZone,
    ) -> Result<Self, AppointmentError> {
        self.expect_active(slot, at)?;
        if at < opens_at {
            return Err(AppointmentError::AttendanceNotOpen { opens_at, time_zone });
        }
        Ok(Self::Attended { at: Some(at.into()), arrived_late: Some(arrived_late) })
    }

    /// Calls the appointment off, for good.
    pub fn cancel(
        self,
        slot: Slot,
        at: DateTime<Utc>,
        by: Option<CancellationParty>,
        reason: Option<Note>,
    ) -> Result<Self, AppointmentError> {
        self.expect_active(slot, at)?;
        Ok(Self::Cancelled {
            at: Some(at.into()),
            by: by.map(Stored::from),
            reason: reason.map(Stored::from),
        })
    }
}
