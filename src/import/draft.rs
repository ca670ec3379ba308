//! A good row of an appointment, before it is known whom it is about.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{AppointmentRow, ImportError, duration};
use crate::{
    appointment::{Appointment, AppointmentId, Slot, Status, StatusKind},
    clinician::ClinicianId,
    department::DepartmentId,
    error::Violations,
    patient::{NhsNumber, PatientId},
    value::{Name, Postcode, parse_timestamp},
};

pub(super) struct Draft {
    pub id: AppointmentId,
    pub patient: NhsNumber,
    pub clinician: Name,
    pub department: Name,
    slot: Slot,
    postcode: Postcode,
    status: Status,
}

impl Draft {
    /// Checks all that can be checked of the row alone.
    pub(super) fn of(row: &Value, now: DateTime<Utc>) -> Result<Self, Violations> {
        let row = super::row::parse::<AppointmentRow>(row, &AppointmentRow::FIELDS)?;
        let mut violations = Violations::default();
        let id = violations.check("id", row.id.parse::<Uuid>().map_err(|_| ImportError::IdInvalid));
        let patient = violations.check("patient", row.patient.parse());
        let kind = violations.check("status", row.status.parse().map_err(|_| ImportError::StatusUnknown));
        let starts_at = violations.check("time", parse_timestamp(&row.time));
        let minutes = violations.check("duration", duration::parse(&row.duration));
        let slot = minutes.and_then(|minutes| {
            let slot = violations.check("duration", Slot::new(starts_at.unwrap_or(now), minutes))?;
            starts_at.map(|_| slot)
        });
        let clinician = violations.check("clinician", row.clinician.parse());
        let department = violations.check("department", row.department.parse());
        let postcode = violations.check("postcode", row.postcode.parse());
        let status =
            kind.zip(slot).and_then(|(kind, slot)| violations.check("status", fact(kind, slot, now)));
        let draft = (|| {
            Some(Self {
                id: AppointmentId(id?),
                patient: patient?,
                clinician: clinician?,
                department: department?,
                slot: slot?,
                postcode: postcode?,
                status: status?,
            })
        })();
        violations.or(draft)
    }

    pub(super) fn into_appointment(
        self,
        patient_id: PatientId,
        clinician_id: ClinicianId,
        department_id: DepartmentId,
        now: DateTime<Utc>,
    ) -> Appointment {
        Appointment {
            id: self.id,
            patient_id,
            clinician_id,
            department_id,
            organisation_id: None,
            slot: self.slot,
            postcode: self.postcode,
            status: self.status,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// What the row's word means, if it can be true by now. When and by whom, the files do not tell.
fn fact(kind: StatusKind, slot: Slot, now: DateTime<Utc>) -> Result<Status, ImportError> {
    match kind {
        StatusKind::Missed if slot.ends_at > now => Err(ImportError::MissedInFuture),
        StatusKind::Attended if slot.starts_at > now => Err(ImportError::AttendedInFuture),
        StatusKind::Active | StatusKind::Missed => Ok(Status::Active),
        StatusKind::Attended => Ok(Status::Attended { at: None, arrived_late: None }),
        StatusKind::Cancelled => Ok(Status::Cancelled { at: None, by: None, reason: None }),
    }
}
