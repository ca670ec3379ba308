//! Why a database is not filled, with messages for the operator.

use std::fmt;

use super::Plan;
use crate::{database::migrations::Incompatible, error::Failure};

/// The reasons for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The plan exceeds the maximum of patients or appointments.
    TooMany,
    /// The plan has too many appointments for its patients.
    TooFewPatients { least: u32 },
    /// The binary does not support the database's schema.
    Incompatible(Incompatible),
    /// The database has records, possibly of real people.
    NotEmpty,
    /// Another session is writing, so the database may not stay empty.
    InUse,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => write!(
                f,
                "at most {} patients and {} appointments can be generated",
                Plan::MAXIMUM_PATIENTS,
                Plan::MAXIMUM_APPOINTMENTS
            ),
            Self::TooFewPatients { least } => write!(
                f,
                "this many appointments need at least {least} patients: never fewer than {}, and one for each {} appointments",
                Plan::MINIMUM_PATIENTS,
                Plan::APPOINTMENTS_A_PATIENT
            ),
            Self::Incompatible(reason) => reason.fmt(f),
            Self::NotEmpty => f.write_str(
                "the database holds records already, and invented people are never mixed with real ones; \
                 seed an empty database",
            ),
            Self::InUse => f.write_str("another session is writing to this database"),
        }
    }
}

/// Why nothing was written.
#[derive(Debug)]
pub enum SeedError {
    Refused(Refusal),
    Failed(Failure),
}

impl From<Refusal> for SeedError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for SeedError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<tokio_postgres::Error> for SeedError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Failed(error.into())
    }
}
