//! The state of a role, its schema and the connection, read before any change.

use tokio_postgres::Transaction;

use super::{AnalyticsError, LOCK, MARK, Refusal, RoleName};

/// Whether the role exists and who created it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleOwnership {
    Absent,
    /// Created by `panda analytics grant`.
    Ours,
    /// Created elsewhere, for another purpose.
    Foreign,
}

/// The state of the connection, the schema and the role.
pub(super) struct RoleState {
    /// The connection's user.
    user: String,
    makes_roles: bool,
    /// The owner of the schema; `None` if there is no schema.
    owner: Option<String>,
    /// Whether the user has the privileges of the owner.
    is_owner: bool,
    pub role: RoleOwnership,
    /// Whether the user can terminate sessions of the role.
    pub ends_sessions: bool,
    pub database: String,
}

impl RoleState {
    /// Reads the state of the role. An advisory lock prevents other commands from creating or dropping a role
    /// in this database until the transaction ends.
    pub async fn of(transaction: &Transaction<'_>, role: &RoleName) -> Result<Self, AnalyticsError> {
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
        let statement = include_str!("sql/role_state.sql");
        let row = transaction.query_one(statement, &[&role.as_str(), &MARK]).await?;
        Ok(Self {
            user: row.try_get("user")?,
            makes_roles: row.try_get("makes_roles")?,
            owner: row.try_get("owner")?,
            is_owner: row.try_get("is_owner")?,
            role: match row.try_get("is_ours")? {
                None => RoleOwnership::Absent,
                Some(true) => RoleOwnership::Ours,
                Some(false) => RoleOwnership::Foreign,
            },
            ends_sessions: row.try_get("ends_sessions")?,
            database: row.try_get("database")?,
        })
    }

    /// The owner of the schema, if it exists. Refuses if the user can neither grant nor revoke access to it.
    pub fn schema(&self) -> Result<Option<&str>, Refusal> {
        match &self.owner {
            Some(owner) if !self.is_owner => {
                Err(Refusal::MayNotGrant { user: self.user.clone(), owner: owner.clone() })
            }
            owner => Ok(owner.as_deref()),
        }
    }

    /// Refuses a role created elsewhere, and a user who may not create roles.
    pub fn expect_ours(&self, role: &RoleName) -> Result<(), Refusal> {
        if self.role == RoleOwnership::Foreign {
            return Err(Refusal::NotOurs { role: role.as_str().to_owned() });
        }
        if !self.makes_roles {
            return Err(Refusal::MayNotMakeRoles { user: self.user.clone() });
        }
        Ok(())
    }
}
