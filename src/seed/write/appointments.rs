//! Appointments in their table.

use chrono::{DateTime, Utc};
use tokio_postgres::{Transaction, types::Type};

use super::copying::{Copying, Progress};
use crate::{
    appointment::{ACTIVE, ATTENDED, Appointment, CANCELLED, CancellationParty, Status},
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
    let columns = "appointments (id, patient_id, clinician_id, department_id, organisation_id, starts_at, ends_at,
                   postcode, status, attended_at, arrived_late, cancelled_at, cancelled_by, cancellation_reason,
                   version, created_at, updated_at)";
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
    ];
    let mut copy = Copying::begin(transaction, columns, &types, progress).await?;
    for appointment in appointments {
        let facts = Facts::of(&appointment.status);
        copy.row(&[
            &appointment.id.0,
            &appointment.patient_id.0,
            &appointment.clinician_id.0,
            &appointment.department_id.0,
            &appointment.organisation_id.map(|id| id.0),
            &appointment.slot.starts_at,
            &appointment.slot.ends_at,
            &appointment.postcode.as_str(),
            &facts.status,
            &facts.attended_at,
            &facts.arrived_late,
            &facts.cancelled_at,
            &facts.cancelled_by,
            &facts.cancellation_reason,
            &appointment.version,
            &appointment.created_at,
            &appointment.updated_at,
        ])
        .await?;
    }
    copy.finish().await
}

/// The columns over which a status is spread.
#[derive(Default)]
struct Facts<'a> {
    status: &'static str,
    attended_at: Option<DateTime<Utc>>,
    arrived_late: Option<bool>,
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_by: Option<&'static str>,
    cancellation_reason: Option<&'a str>,
}

impl<'a> Facts<'a> {
    fn of(status: &'a Status) -> Self {
        match status {
            Status::Active => Self { status: ACTIVE, ..Self::default() },
            Status::Attended { at, arrived_late } => {
                Self { status: ATTENDED, attended_at: *at, arrived_late: *arrived_late, ..Self::default() }
            }
            Status::Cancelled { at, by, reason } => Self {
                status: CANCELLED,
                cancelled_at: *at,
                cancelled_by: by.map(CancellationParty::as_str),
                cancellation_reason: reason.as_ref().map(Note::as_str),
                ..Self::default()
            },
        }
    }
}
