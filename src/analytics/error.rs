//! Why a role is not created or not dropped, in words for the operator.

use std::fmt;

use crate::error::Failure;

/// The reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The database lacks the schema `analytics`.
    NotMigrated,
    /// The connection's user can neither create nor drop roles.
    MayNotMakeRoles { user: String },
    /// The connection's user cannot grant access to the schema.
    MayNotGrant { user: String, owner: String },
    /// The role was created elsewhere, for another purpose.
    NotOurs { role: String },
    /// The role would have excess privileges. Each entry is the statement that revokes one of them.
    ExcessPrivileges { role: String, remedies: Vec<String> },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMigrated => {
                f.write_str("the database has no schema analytics; run `panda migrate` first")
            }
            Self::MayNotMakeRoles { user } => write!(
                f,
                "the database user {user} may not create roles; run this with the DATABASE_URL of one that may, or \
                 have an administrator of the database run: ALTER ROLE {} CREATEROLE",
                quoted(user)
            ),
            Self::MayNotGrant { user, owner } => write!(
                f,
                "the schema analytics belongs to the database user {owner}, so {user} cannot grant access to it; run \
                 this with the DATABASE_URL of {owner}"
            ),
            Self::NotOurs { role } => write!(
                f,
                "the role {role} was not made by `panda analytics grant`, so it is not changed; choose another name"
            ),
            Self::ExcessPrivileges { role, remedies } => write!(
                f,
                "nothing was changed, because {role} could do more than read the schema analytics. Revoke its other \
                 privileges, as an administrator of the database, and try again:\n  {}",
                remedies.join("\n  ")
            ),
        }
    }
}

fn quoted(name: &str) -> String {
    postgres_protocol::escape::escape_identifier(name)
}

/// Why a command changed nothing.
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
