//! How an appointment lies in its table: the status is spread over several columns.

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, Identifiable, Insertable, Queryable, Selectable, deserialize::FromSqlRow,
    expression::AsExpression, sql_types::Text,
};
use strum::{EnumString, IntoStaticStr};

use super::{Appointment, AppointmentId, CancellationParty, Slot, Status};
use crate::{
    clinician::ClinicianId,
    database::{Stored, schema::appointments},
    department::DepartmentId,
    organisation::OrganisationId,
    patient::PatientId,
    value::{Note, Postcode},
};

#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = appointments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct AppointmentColumns {
    id: AppointmentId,
    patient_id: PatientId,
    clinician_id: ClinicianId,
    department_id: DepartmentId,
    organisation_id: Option<OrganisationId>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    postcode: Postcode,
    status: StatusName,
    attended_at: Option<Stored<DateTime<Utc>>>,
    arrived_late: Option<bool>,
    cancelled_at: Option<Stored<DateTime<Utc>>>,
    cancelled_by: Option<Stored<CancellationParty>>,
    cancellation_reason: Option<Stored<Note>>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    postcode_derived: Option<bool>,
}

crate::database::recorded!(
    AppointmentColumns,
    "appointments",
    (
        Uuid,
        Uuid,
        Uuid,
        Uuid,
        Nullable<Uuid>,
        Timestamptz,
        Timestamptz,
        Text,
        Text,
        Nullable<Timestamptz>,
        Nullable<Bool>,
        Nullable<Timestamptz>,
        Nullable<Text>,
        Nullable<Text>,
        Int4,
        Timestamptz,
        Timestamptz,
        Nullable<Bool>
    )
);

/// What has been recorded of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, IntoStaticStr, EnumString, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(crate) enum StatusName {
    #[default]
    Active,
    Attended,
    Cancelled,
}

impl StatusName {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

crate::database::text_column!(StatusName);

pub(super) const ACTIVE: &str = StatusName::Active.as_str();
pub(super) const ATTENDED: &str = StatusName::Attended.as_str();
pub(super) const CANCELLED: &str = StatusName::Cancelled.as_str();

/// The columns over which a status is spread.
#[derive(Debug, Clone, Default)]
pub(crate) struct StatusColumns {
    pub status: StatusName,
    pub attended_at: Option<Stored<DateTime<Utc>>>,
    pub arrived_late: Option<bool>,
    pub cancelled_at: Option<Stored<DateTime<Utc>>>,
    pub cancelled_by: Option<Stored<CancellationParty>>,
    pub cancellation_reason: Option<Stored<Note>>,
}

impl From<Status> for StatusColumns {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::default(),
            Status::Attended { at, arrived_late } => {
                Self { status: StatusName::Attended, attended_at: at, arrived_late, ..Self::default() }
            }
            Status::Cancelled { at, by, reason } => Self {
                status: StatusName::Cancelled,
                cancelled_at: at,
                cancelled_by: by,
                cancellation_reason: reason,
                ..Self::default()
            },
        }
    }
}

impl From<&Appointment> for AppointmentColumns {
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
            status: columns.status,
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

impl From<AppointmentColumns> for Appointment {
    fn from(row: AppointmentColumns) -> Self {
        let status = match row.status {
            StatusName::Active => Status::Active,
            StatusName::Attended => Status::Attended { at: row.attended_at, arrived_late: row.arrived_late },
            StatusName::Cancelled => Status::Cancelled {
                at: row.cancelled_at,
                by: row.cancelled_by,
                reason: row.cancellation_reason,
            },
        };
        Self {
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
        }
    }
}
