//! Grants access to a role.

use postgres_protocol::{
    escape::{escape_identifier, escape_literal},
    password::scram_sha_256,
};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Transaction;

use super::{
    AnalyticsError, MARK, Refusal, RoleName,
    role_state::{RoleOwnership, RoleState},
};
use crate::{database::Database, error::Failure};

/// The source of the role's password.
pub enum PasswordSource {
    /// The role always gets this password.
    Chosen(SecretString),
    /// Only a new role gets this password; an existing one keeps its own.
    MadeUp(SecretString),
}

/// The result of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Whether the role was created.
    pub is_new: bool,
    /// The database whose schema the role can read.
    pub database: String,
    /// Whether the role can connect to that database. Otherwise the database's owner must grant it.
    pub can_connect: bool,
}

/// Creates the role if it does not exist, and lets it read the schema `analytics`, including the views of
/// later migrations. Changed limits are reset. If `before_commit` fails, nothing changes.
pub async fn grant(
    database: &Database,
    role: &RoleName,
    password: &PasswordSource,
    before_commit: impl FnOnce(&Granted) -> anyhow::Result<()>,
) -> Result<Granted, AnalyticsError> {
    let mut client = database.bulk().await?;
    let transaction = client.transaction().await?;
    let assignment = RoleState::of(&transaction, role).await?;
    assignment.expect_ours(role)?;
    let owner = assignment.schema()?.ok_or(Refusal::NotMigrated)?;
    let is_new = assignment.role == RoleOwnership::Absent;
    let secret = match password {
        PasswordSource::Chosen(secret) => Some(secret),
        PasswordSource::MadeUp(secret) => Some(secret).filter(|_| is_new),
    };
    if is_new {
        transaction.batch_execute(&creation(role)).await?;
    }
    transaction.batch_execute(&limits(role)).await?;
    transaction.batch_execute(&privileges(role, owner)).await?;
    if let Some(secret) = secret {
        transaction.batch_execute(&verification(role, secret)).await?;
    }
    let can_connect = connection(&transaction, role, &assignment.database).await?;
    let remedies = transaction.query(include_str!("sql/excess_privileges.sql"), &[&role.as_str()]).await?;
    if !remedies.is_empty() {
        let remedies = remedies.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        return Err(Refusal::ExcessPrivileges { role: role.as_str().to_owned(), remedies }.into());
    }
    let granted = Granted { is_new, database: assignment.database, can_connect };
    before_commit(&granted).map_err(Failure::fault)?;
    transaction.commit().await?;
    Ok(granted)
}

fn creation(role: &RoleName) -> String {
    let (role, mark) = (role.quoted(), escape_literal(MARK));
    format!("CREATE ROLE {role}; COMMENT ON ROLE {role} IS {mark}")
}

/// Limits that protect the service from an analyst's mistakes: a statement without end, an open transaction
/// that holds back vacuum, or a tool that keeps opening connections.
fn limits(role: &RoleName) -> String {
    let role = role.quoted();
    format!(
        "ALTER ROLE {role} LOGIN CONNECTION LIMIT 5;
         ALTER ROLE {role} SET default_transaction_read_only = on;
         ALTER ROLE {role} SET statement_timeout = '60s';
         ALTER ROLE {role} SET idle_in_transaction_session_timeout = '60s';
         ALTER ROLE {role} SET search_path = analytics"
    )
}

/// The default privileges cover views that later migrations create or recreate.
fn privileges(role: &RoleName, owner: &str) -> String {
    let (role, owner) = (role.quoted(), escape_identifier(owner));
    format!(
        "GRANT USAGE ON SCHEMA analytics TO {role};
         GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO {role};
         ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA analytics GRANT SELECT ON TABLES TO {role}"
    )
}

fn verification(role: &RoleName, secret: &SecretString) -> String {
    let verifier = scram_sha_256(secret.expose_secret().as_bytes());
    format!("ALTER ROLE {} PASSWORD {}", role.quoted(), escape_literal(&verifier))
}

/// Whether the role can connect. By default every role can. If that was revoked, the role needs a grant by
/// the database's owner.
async fn connection(
    transaction: &Transaction<'_>,
    role: &RoleName,
    database: &str,
) -> Result<bool, AnalyticsError> {
    let can_connect = "SELECT has_database_privilege($1, current_database(), 'CONNECT')";
    if transaction.query_one(can_connect, &[&role.as_str()]).await?.try_get(0)? {
        return Ok(true);
    }
    let grant = format!("GRANT CONNECT ON DATABASE {} TO {}", escape_identifier(database), role.quoted());
    // PostgreSQL only warns a user who may not grant it, and the transaction continues.
    transaction.batch_execute(&grant).await?;
    Ok(transaction.query_one(can_connect, &[&role.as_str()]).await?.try_get(0)?)
}
