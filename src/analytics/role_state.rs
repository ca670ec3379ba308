//! What has to be known before anything is done to a role.

use tokio_postgres::Transaction;

use super::{AnalyticsError, LOCK, MARK, Refusal, RoleName};

/// What is known of the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleOwnership {
    Absent,
    /// Made by us.
    Ours,
    /// Made by somebody else, for something else.
    Foreign,
}

/// Where the connection, the schema and the role stand.
pub(super) struct RoleState {
    /// The user of this connection.
    user: String,
    makes_roles: bool,
    /// Whom the schema belongs to; nobody where there is none.
    owner: Option<String>,
    /// Whether the user can do what the owner can.
    is_owner: bool,
    pub role: RoleOwnership,
    /// Whether the user can end sessions of the role.
    pub ends_sessions: bool,
    pub database: String,
}

impl RoleState {
    /// Looks at the role, which nobody else makes or drops in this database until the transaction ends.
    pub async fn of(transaction: &Transaction<'_>, role: &RoleName) -> Result<Self, AnalyticsError> {
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
        let statement = include_str!("sql/standing.sql");
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

    /// Whom the schema belongs to, if there is one; the user can then give access to it, and take it away.
    pub fn schema(&self) -> Result<Option<&str>, Refusal> {
        match &self.owner {
            Some(owner) if !self.is_owner => {
                Err(Refusal::MayNotGrant { user: self.user.clone(), owner: owner.clone() })
            }
            owner => Ok(owner.as_deref()),
        }
    }

    /// Refuses to touch a role of somebody else's, and to try what the user may not do.
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
