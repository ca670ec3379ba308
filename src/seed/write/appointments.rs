//! Appointments in their table.

use tokio_postgres::{Transaction, types::Type};

use super::copying::{Copying, OnProgress};
use crate::{
    appointment::{Appointment, StatusColumns},
    database::{Stored, Unindexed},
    seed::SeedError,
    value::Note,
};

/// All columns that are written.
pub(crate) const APPOINTMENT_COLUMNS: &str =
    "id, patient_id, clinician_id, department_id, organisation_id, starts_at, ends_at, postcode, status, attended_at,
     arrived_late, cancelled_at, cancelled_by, cancellation_reason, version, created_at, updated_at,
     postcode_derived";

/// Writes the first appointments of an empty database, and builds the indexes afterwards. Returns how many there were.
pub(crate) async fn first_appointments(
    transaction: &mut Transaction<'_>,
    rows: impl Iterator<Item = Appointment>,
    progress: OnProgress<'_>,
) -> Result<u64, SeedError> {
    let indexes = Unindexed::take(transaction, "appointments").await?;
    let count = appointments(transaction, "appointments", rows, progress).await?;
    if let Some(indexes) = indexes {
        indexes.restore(transaction, || {}).await?;
    }
    Ok(count)
}

/// Copies appointments into a table with the columns of `appointments`, in their order. Returns how many there were.
pub(crate) async fn appointments(
    transaction: &Transaction<'_>,
    table: &str,
    appointments: impl Iterator<Item = Appointment>,
    progress: OnProgress<'_>,
) -> Result<u64, SeedError> {
    let columns = format!("{table} ({APPOINTMENT_COLUMNS})");
    let types = [
        Type::UUID,
        Type::UUID,
        Type::UUID,
        Type::UUID,
        Type::UUID,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
        Type::TEXT,
        Type::TEXT,
        Type::TIMESTAMPTZ,
        Type::BOOL,
        Type::TIMESTAMPTZ,
        Type::TEXT,
        Type::TEXT,
        Type::INT4,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
        Type::BOOL,
    ];
    let mut copy = Copying::begin(transaction, &columns, &types, progress).await?;
    for appointment in appointments {
        let columns = StatusColumns::from(appointment.status);
        copy.row(&[
            &appointment.id.0,
            &appointment.patient_id.0,
            &appointment.clinician_id.0,
            &appointment.department_id.0,
            &appointment.organisation_id.map(|id| id.0),
            &appointment.slot.starts_at,
            &appointment.slot.ends_at,
            &appointment.postcode.as_str(),
            &columns.status.as_str(),
            &columns.attended_at.as_ref().and_then(Stored::readable),
            &columns.arrived_late,
            &columns.cancelled_at.as_ref().and_then(Stored::readable),
            &columns.cancelled_by.as_ref().and_then(Stored::readable).map(|party| party.as_str()),
            &columns.cancellation_reason.as_ref().and_then(Stored::readable).map(Note::as_str),
            &appointment.version,
            &appointment.created_at,
            &appointment.updated_at,
            &appointment.postcode_derived,
        ])
        .await?;
    }
    copy.finish().await
}
