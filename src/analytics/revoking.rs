//! Revokes the access of a role.

use postgres_protocol::escape::escape_identifier;
use tokio_postgres::{Transaction, error::SqlState};

use super::{
    AnalyticsError, RoleName,
    role_state::{RoleOwnership, RoleState},
};
use crate::database::Database;

/// The result of a revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revoked {
    /// The role was dropped.
    Dropped,
    /// There was no such role.
    Absent,
    /// The role has lost its access to this database, but is needed elsewhere. The reason is PostgreSQL's own
    /// text.
    Kept { because: String },
}

/// Revokes what `panda analytics grant` granted, and drops the role unless it has other privileges, for
/// example in another database of the same server.
pub async fn revoke(database: &Database, role: &RoleName) -> Result<Revoked, AnalyticsError> {
    let mut client = database.bulk().await?;
    let mut transaction = client.transaction().await?;
    let assignment = RoleState::of(&transaction, role).await?;
    if assignment.role == RoleOwnership::Absent {
        return Ok(Revoked::Absent);
    }
    assignment.expect_ours(role)?;
    if let Some(owner) = assignment.schema()? {
        transaction.batch_execute(&privileges(role, owner)).await?;
    }
    let connection = format!(
        "REVOKE CONNECT ON DATABASE {} FROM {}",
        escape_identifier(&assignment.database),
        role.quoted()
    );
    transaction.batch_execute(&connection).await?;
    // Without this permission, sessions stay open and can read nothing more; running statements continue to
    // their end.
    if assignment.ends_sessions {
        let statement =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND datname = $2";
        transaction.execute(statement, &[&role.as_str(), &assignment.database]).await?;
    }
    let revoked = drop_role(&mut transaction, role).await?;
    transaction.commit().await?;
    Ok(revoked)
}

fn privileges(role: &RoleName, owner: &str) -> String {
    let (role, owner) = (role.quoted(), escape_identifier(owner));
    format!(
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA analytics REVOKE ALL ON TABLES FROM {role};
         REVOKE ALL ON ALL TABLES IN SCHEMA analytics FROM {role};
         REVOKE ALL ON SCHEMA analytics FROM {role}"
    )
}

async fn drop_role(transaction: &mut Transaction<'_>, role: &RoleName) -> Result<Revoked, AnalyticsError> {
    let attempt = transaction.transaction().await?;
    match attempt.batch_execute(&format!("DROP ROLE {}", role.quoted())).await {
        Ok(()) => {
            attempt.commit().await?;
            Ok(Revoked::Dropped)
        }
        Err(error) if error.code() == Some(&SqlState::DEPENDENT_OBJECTS_STILL_EXIST) => {
            attempt.rollback().await?;
            let detail = error.as_db_error().and_then(|refusal| refusal.detail()).unwrap_or_default();
            Ok(Revoked::Kept { because: detail.to_owned() })
        }
        Err(error) => Err(error.into()),
    }
}
