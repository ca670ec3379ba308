//! Databases as such.

use diesel::{QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Failure;

#[derive(QueryableByName)]
struct DatabaseExists {
    #[diesel(sql_type = sql_types::Bool)]
    exists: bool,
}

/// Creates a database, unless there is one of this name already.
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

/// Whether the role may read which migrations the database has, and which programs they allow. Where there are none, there is nothing
/// that it may not read.
pub async fn can_read_migrations(connection: &AsyncPgConnection) -> Result<bool, Failure> {
    let statement =
        "SELECT bool_and(coalesce(has_table_privilege(to_regclass(name), 'SELECT'), true)) AS exists
        FROM (VALUES ('__diesel_schema_migrations'), ('schema_compatibility')) AS read (name)";
    let found: DatabaseExists = sql_query(statement).get_result(&mut &*connection).await?;
    Ok(found.exists)
}

/// Takes from everybody else the right to make things in the schema `public`, which they have by default before PostgreSQL 15.
pub async fn close_public_schema(connection: &AsyncPgConnection) -> Result<(), Failure> {
    sql_query("REVOKE CREATE ON SCHEMA public FROM PUBLIC").execute(&mut &*connection).await?;
    Ok(())
}

/// A name as SQL writes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
