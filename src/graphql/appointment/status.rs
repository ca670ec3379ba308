//! The enums of appointment statuses.

use async_graphql::Enum;
use graphql_strict::PlanOutput;

use crate::appointment::{CancellationParty as Party, StatusKind};

/// The status of an appointment.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "StatusKind")]
pub(super) enum AppointmentStatus {
    /// The appointment has not ended, and is neither attended nor cancelled.
    Active,
    /// The appointment was cancelled. This status is final.
    Cancelled,
    /// The patient attended.
    Attended,
    /// The appointment ended without recorded attendance.
    Missed,
}

/// The party that cancelled an appointment.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "Party")]
pub(super) enum CancellationParty {
    /// The patient, or a person acting for the patient.
    Patient,
    /// The health service.
    Provider,
}
