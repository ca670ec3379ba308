//! Why a migration did not run, as messages for the operator.

use std::fmt;

use super::{ConnectedServer, SchemaVersion};
use crate::error::Failure;

/// Why `panda migrate` refused to change anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The database has migrations that this program does not know.
    ProgramTooOld { program: SchemaVersion, database: SchemaVersion },
    /// The database lacks migrations from before the baseline, which this program no longer has.
    BeforeBaseline { database: SchemaVersion, last: SchemaVersion },
    /// Connected servers cannot work on the new schema.
    OlderServers { oldest: SchemaVersion, servers: Vec<ConnectedServer> },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProgramTooOld { program, database } if database > program => write!(
                f,
                "the database has schema version {database}, which is newer than this program's {program}; \
                 migrate with the newer program"
            ),
            Self::ProgramTooOld { program, database } => write!(
                f,
                "the database has migrations that this program does not know (its schema version is {database}, this \
                 program's is {program}); migrate with the program that made them"
            ),
            Self::BeforeBaseline { database, last } => write!(
                f,
                "the database has schema version {database} and lacks migrations that this program no longer has; first run \
                 `panda migrate` of a program of schema version {last}, then that of this program"
            ),
            Self::OlderServers { oldest, servers } => {
                write!(
                    f,
                    "the new schema needs servers of schema version {oldest} or newer, and these are connected:"
                )?;
                servers.iter().try_for_each(|server| write!(f, "\n  {server}"))?;
                f.write_str(
                    "\nUpgrade or stop them first. With --force, they lose their readiness and may fail.",
                )
            }
        }
    }
}

/// Why a migration did not run.
#[derive(Debug)]
pub enum MigrationError {
    Refused(Refusal),
    Failed(Failure),
}

impl From<Refusal> for MigrationError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for MigrationError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<diesel::result::Error> for MigrationError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}
