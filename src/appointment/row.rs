//! How an appointment lies in its table: the status is spread over several columns.

use chrono::{DateTime, Utc};
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable, deserialize};

use super::{Appointment, AppointmentId, CancellationParty, Slot, Status};
use crate::{
    clinician::ClinicianId,
    database::{Impossible, schema::appointments},
    department::DepartmentId,
    organisation::OrganisationId,
    patient::PatientId,
    value::{Note, Postcode},
};

#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = appointments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Row {
    id: AppointmentId,
    patient_id: PatientId,
    clinician_id: ClinicianId,
    department_id: DepartmentId,
    organisation_id: Option<OrganisationId>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    postcode: Postcode,
    status: String,
    attended_at: Option<DateTime<Utc>>,
    arrived_late: Option<bool>,
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_by: Option<CancellationParty>,
    cancellation_reason: Option<Note>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

pub(crate) const ACTIVE: &str = "active";
pub(crate) const ATTENDED: &str = "attended";
pub(crate) const CANCELLED: &str = "cancelled";

impl Status {
    /// What the table calls it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Active => ACTIVE,
            Self::Attended { .. } => ATTENDED,
            Self::Cancelled { .. } => CANCELLED,
        }
    }
}

impl From<&Appointment> for Row {
    fn from(appointment: &Appointment) -> Self {
        let Appointment { id, patient_id, clinician_id, department_id, organisation_id, .. } = *appointment;
        let row = Self {
            id,
            patient_id,
            clinician_id,
            department_id,
            organisation_id,
            starts_at: appointment.slot.starts_at,
            ends_at: appointment.slot.ends_at,
            postcode: appointment.postcode.clone(),
            status: appointment.status.word().to_owned(),
            attended_at: None,
            arrived_late: None,
            cancelled_at: None,
            cancelled_by: None,
            cancellation_reason: None,
            version: appointment.version,
            created_at: appointment.created_at,
            updated_at: appointment.updated_at,
        };
        match appointment.status.clone() {
            Status::Active => row,
            Status::Attended { at, arrived_late } => Self { attended_at: at, arrived_late, ..row },
            Status::Cancelled { at, by, reason } => {
                Self { cancelled_at: at, cancelled_by: by, cancellation_reason: reason, ..row }
            }
        }
    }
}

impl TryFrom<Row> for Appointment {
    type Error = Box<dyn std::error::Error + Send + Sync>;

    /// An impossible row is a fault, not a guess.
    fn try_from(row: Row) -> deserialize::Result<Self> {
        let status = match row.status.as_str() {
            ACTIVE => Status::Active,
            ATTENDED => Status::Attended { at: row.attended_at, arrived_late: row.arrived_late },
            CANCELLED => Status::Cancelled {
                at: row.cancelled_at,
                by: row.cancelled_by,
                reason: row.cancellation_reason,
            },
            _ => return Err(Impossible("Status").into()),
        };
        Ok(Self {
            id: row.id,
            patient_id: row.patient_id,
            clinician_id: row.clinician_id,
            department_id: row.department_id,
            organisation_id: row.organisation_id,
            slot: Slot { starts_at: row.starts_at, ends_at: row.ends_at },
            postcode: row.postcode,
            status,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
