//! Administration of whole databases.

use diesel::{QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Failure;

#[derive(QueryableByName)]
struct DatabaseExists {
    #[diesel(sql_type = sql_types::Bool)]
    exists: bool,
}

/// Creates a database, unless one of this name exists.
pub async fn create_if_missing(connection: &AsyncPgConnection, name: &str) -> Result<(), Failure> {
    let found: DatabaseExists =
        sql_query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS exists")
            .bind::<sql_types::Text, _>(name)
            .get_result(&mut &*connection)
            .await?;
    if !found.exists {
        sql_query(format!("CREATE DATABASE {}", quoted(name))).execute(&mut &*connection).await?;
    }
    Ok(())
}

/// Whether the role may read the applied migrations and the programs they allow. `true` if these tables do
/// not exist.
pub async fn can_read_migrations(connection: &AsyncPgConnection) -> Result<bool, Failure> {
    let statement =
        "SELECT bool_and(coalesce(has_table_privilege(to_regclass(name), 'SELECT'), true)) AS exists
        FROM (VALUES ('__diesel_schema_migrations'), ('schema_compatibility')) AS read (name)";
    let found: DatabaseExists = sql_query(statement).get_result(&mut &*connection).await?;
    Ok(found.exists)
}

/// Revokes from all other roles the right to create objects in the schema `public`. They have it by default
/// before PostgreSQL 15.
pub async fn close_public_schema(connection: &AsyncPgConnection) -> Result<(), Failure> {
    sql_query("REVOKE CREATE ON SCHEMA public FROM PUBLIC").execute(&mut &*connection).await?;
    Ok(())
}

/// Quotes an SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
