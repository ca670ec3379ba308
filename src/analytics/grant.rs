//! Giving a role access.

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

/// A password for the role.
pub enum PasswordSource {
    /// The role gets it, whatever it had before.
    Chosen(SecretString),
    /// The role gets it if it is a new one, and otherwise keeps its own.
    MadeUp(SecretString),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Whether there was no such role before.
    pub is_new: bool,
    /// The database whose schema can now be read.
    pub database: String,
    /// Whether the role can connect to that, or somebody else has to see to it.
    pub can_connect: bool,
}

/// Sees to it that the role is there, and reads the schema `analytics` as it is today and will be after later migrations. What
/// was changed of its limits is as it should be again. When `before_commit` fails, nothing has changed.
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
    let doors = transaction.query(include_str!("sql/doors.sql"), &[&role.as_str()]).await?;
    if !doors.is_empty() {
        let doors = doors.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        return Err(Refusal::TooMuch { role: role.as_str().to_owned(), doors }.into());
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

/// What keeps an analyst's mishap from the service: a statement that never ends, a transaction that is left open and holds back
/// the vacuum, a tool that opens connection after connection.
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

/// The default privileges are for the views of later migrations, and for those that such a migration makes anew.
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

/// Whether the role can connect. Everybody can, unless somebody has taken that away; then it takes a grant, which only the
/// database's owner can give.
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
    // Whoever may not do it is warned, and nothing has happened.
    transaction.batch_execute(&grant).await?;
    Ok(transaction.query_one(can_connect, &[&role.as_str()]).await?.try_get(0)?)
}
