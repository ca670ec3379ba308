//! Enums about what became of an appointment.

use async_graphql::Enum;

use crate::appointment::{CancellationParty as Party, StatusKind};

/// What became of an appointment, or what is still open.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "StatusKind")]
pub(super) enum AppointmentStatus {
    /// It has not ended, and is neither attended nor cancelled.
    Active,
    /// It was called off, for good.
    Cancelled,
    /// The patient came.
    Attended,
    /// It ended without the patient's attendance being recorded.
    Missed,
}

/// Who called an appointment off.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Party")]
pub(super) enum CancellationParty {
    /// The patient, or somebody on the patient's behalf.
    Patient,
    /// The health service.
    Provider,
}
