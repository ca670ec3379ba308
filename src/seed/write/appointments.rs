//! Appointments in their table.

use tokio_postgres::{Transaction, types::Type};

use super::copying::{Copying, Progress};
use crate::{
    appointment::{Appointment, StatusColumns},
    database::Stored,
    seed::SeedError,
    value::Note,
};

/// Appointments, in the order in which they come. Tells how many there were.
///
/// Everything that is made up for that table passes here.
pub(in crate::seed) async fn appointments(
    transaction: &Transaction<'_>,
    appointments: impl Iterator<Item = Appointment>,
    progress: Progress<'_>,
) -> Result<u64, SeedError> {
    let table = "appointments (id, patient_id, clinician_id, department_id, organisation_id, starts_at, ends_at,
                   postcode, status, attended_at, arrived_late, cancelled_at, cancelled_by, cancellation_reason,
                   version, created_at, updated_at, postcode_derived)";
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
    let mut copy = Copying::begin(transaction, table, &types, progress).await?;
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
