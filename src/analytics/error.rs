//! Why a role is not made or not dropped, in words for the operator.

use std::fmt;

use super::RoleName;
use crate::error::Failure;

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No role can be called so.
    NoName,
    /// The database lacks the schema.
    NotMigrated,
    /// The user of this connection can neither make roles nor drop them.
    MayNotMakeRoles { user: String },
    /// The user of this connection can give nobody access to the schema.
    MayNotGrant { user: String, owner: String },
    /// Somebody else has made the role, for something else.
    NotOurs { role: String },
    /// The role could do more than it is meant to. What it could do comes with the statement that ends it.
    TooMuch { role: String, doors: Vec<String> },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => write!(
                f,
                "a role's name has at least one character and at most {} bytes, and no control characters",
                RoleName::MAXIMUM
            ),
            Self::NotMigrated => {
                f.write_str("the database has no schema analytics; run `panda migrate` first")
            }
            Self::MayNotMakeRoles { user } => write!(
                f,
                "the database user {user} may not make roles; run this with a DATABASE_URL of one that may, or have an \
                 administrator of the database run: ALTER ROLE {} CREATEROLE",
                quoted(user)
            ),
            Self::MayNotGrant { user, owner } => write!(
                f,
                "the schema analytics belongs to the database user {owner}, so {user} can give nobody access to it; run \
                 this with a DATABASE_URL of {owner}"
            ),
            Self::NotOurs { role } => write!(
                f,
                "the role {role} was not made by `panda analytics grant`, so it is left alone; choose another name"
            ),
            Self::TooMuch { role, doors } => write!(
                f,
                "nothing was changed, because {role} could do more than read the schema analytics. Take that away, as an \
                 administrator of the database, and try again:\n  {}",
                doors.join("\n  ")
            ),
        }
    }
}

fn quoted(name: &str) -> String {
    postgres_protocol::escape::escape_identifier(name)
}

/// Why nothing was changed.
#[derive(Debug)]
pub enum AnalyticsError {
    Refused(Refusal),
    Failed(Failure),
}

impl From<Refusal> for AnalyticsError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for AnalyticsError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<tokio_postgres::Error> for AnalyticsError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Failed(error.into())
    }
}
