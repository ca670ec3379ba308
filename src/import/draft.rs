//! A good row of an appointment, before it is known whom it is about.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AppointmentRow, ImportError, duration, fields::FieldValues};
use crate::{
    appointment::{Slot, Status, StatusKind},
    context::Rules,
    error::Violations,
    patient::NhsNumber,
    value::{Name, Postcode, parse_timestamp},
};

pub(super) struct AppointmentDraft {
    pub id: Uuid,
    pub patient: NhsNumber,
    pub clinician: Name,
    pub clinician_id: Option<Uuid>,
    pub clinician_department: Option<Name>,
    pub department: Name,
    pub slot: Slot,
    pub postcode: Postcode,
    pub status: Status,
}

impl AppointmentDraft {
    /// Checks all that can be checked of the row alone.
    pub(super) fn of(cells: FieldValues<10>, now: DateTime<Utc>, rules: Rules) -> Result<Self, Violations> {
        let row = AppointmentRow::of(cells)?;
        let mut violations = Violations::default();
        let id = violations.check("id", parse_id(&row.id));
        let patient = violations.check("patient", row.patient.parse());
        let kind = violations.check("status", row.status.parse().map_err(|_| ImportError::StatusUnknown));
        let starts_at = violations.check("time", parse_timestamp(&row.time));
        if let Some(starts_at) = starts_at {
            violations.check("time", Slot::expect_near(starts_at, now));
        }
        let minutes = violations.check("duration", duration::parse(&row.duration));
        let slot = minutes.and_then(|minutes| {
            let slot = violations.check("duration", Slot::new(starts_at.unwrap_or(now), minutes))?;
            starts_at.map(|_| slot)
        });
        let clinician = violations.check("clinician", row.clinician.parse());
        let clinician_id = row.clinician_id.and_then(|raw| violations.check("clinician_id", parse_id(&raw)));
        let clinician_department =
            row.clinician_department.and_then(|raw| violations.check("clinician_department", raw.parse()));
        let department = violations.check("department", row.department.parse());
        let postcode = violations.check("postcode", row.postcode.parse());
        let status =
            kind.zip(slot).and_then(|(kind, slot)| violations.check("status", fact(kind, slot, now, rules)));
        let draft = (|| {
            Some(Self {
                id: id?,
                patient: patient?,
                clinician: clinician?,
                clinician_id,
                clinician_department,
                department: department?,
                slot: slot?,
                postcode: postcode?,
                status: status?,
            })
        })();
        violations.or(draft)
    }
}

fn parse_id(raw: &str) -> Result<Uuid, ImportError> {
    let id: Uuid = raw.parse().map_err(|_| ImportError::IdInvalid)?;
    if id.is_nil() { Err(ImportError::IdNil) } else { Ok(id) }
}

/// What the row's word means, if it can be true by now. When and by whom, the files do not tell.
///
/// Who has come early is attended before the start, as in the API.
fn fact(kind: StatusKind, slot: Slot, now: DateTime<Utc>, rules: Rules) -> Result<Status, ImportError> {
    match kind {
        StatusKind::Missed if slot.ends_at > now => Err(ImportError::MissedInFuture),
        StatusKind::Attended if slot.starts_at > now + rules.attendance_opens => {
            Err(ImportError::AttendedInFuture)
        }
        StatusKind::Active | StatusKind::Missed => Ok(Status::Active),
        StatusKind::Attended => Ok(Status::Attended { at: None, arrived_late: None }),
        StatusKind::Cancelled => Ok(Status::Cancelled { at: None, by: None, reason: None }),
    }
}
