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
    postcode_derived: Option<bool>,
}

pub(super) const ACTIVE: &str = "active";
pub(super) const ATTENDED: &str = "attended";
pub(super) const CANCELLED: &str = "cancelled";

/// The columns over which a status is spread.
#[derive(Debug, Clone, Default)]
pub(crate) struct StatusColumns {
    pub status: &'static str,
    pub attended_at: Option<DateTime<Utc>>,
    pub arrived_late: Option<bool>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancelled_by: Option<CancellationParty>,
    pub cancellation_reason: Option<Note>,
}

impl From<Status> for StatusColumns {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self { status: ACTIVE, ..Self::default() },
            Status::Attended { at, arrived_late } => {
                Self { status: ATTENDED, attended_at: at, arrived_late, ..Self::default() }
            }
            Status::Cancelled { at, by, reason } => Self {
                status: CANCELLED,
                cancelled_at: at,
                cancelled_by: by,
                cancellation_reason: reason,
                ..Self::default()
            },
        }
    }
}

impl From<&Appointment> for Row {
    fn from(appointment: &Appointment) -> Self {
        let Appointment { id, patient_id, clinician_id, department_id, organisation_id, .. } = *appointment;
        let columns = StatusColumns::from(appointment.status.clone());
        Self {
            id,
            patient_id,
            clinician_id,
            department_id,
            organisation_id,
            starts_at: appointment.slot.starts_at,
            ends_at: appointment.slot.ends_at,
            postcode: appointment.postcode.clone(),
            status: columns.status.to_owned(),
            attended_at: columns.attended_at,
            arrived_late: columns.arrived_late,
            cancelled_at: columns.cancelled_at,
            cancelled_by: columns.cancelled_by,
            cancellation_reason: columns.cancellation_reason,
            version: appointment.version,
            created_at: appointment.created_at,
            updated_at: appointment.updated_at,
            postcode_derived: appointment.postcode_derived,
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
            postcode_derived: row.postcode_derived,
            status,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
