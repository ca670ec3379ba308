//! Why a database is not filled, in words for the operator.

use std::fmt;

use super::Plan;
use crate::{database::migrations::Incompatible, error::Failure};

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// More than the numbers reach for.
    TooMany,
    /// So many appointments are too many for so few people.
    TooFewPatients { least: u32 },
    /// The program cannot work on the database's schema.
    Incompatible(Incompatible),
    /// Real people may be in it.
    NotEmpty,
    /// Somebody is writing, so it will not stay empty.
    InUse,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => write!(
                f,
                "at most {} patients and {} appointments can be made up",
                Plan::MAXIMUM_PATIENTS,
                Plan::MAXIMUM_APPOINTMENTS
            ),
            Self::TooFewPatients { least } => write!(
                f,
                "so many appointments need at least {least} patients: never fewer than {}, and one for each {} appointments",
                Plan::MINIMUM_PATIENTS,
                Plan::APPOINTMENTS_A_PATIENT
            ),
            Self::Incompatible(reason) => reason.fmt(f),
            Self::NotEmpty => f.write_str(
                "the database holds records already, and invented people are never mixed with real ones; \
                 seed an empty database",
            ),
            Self::InUse => f.write_str("somebody else is writing to this database"),
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
