//! The schema's history, built into the program.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::{QueryDsl, QueryableByName, pg::Pg, sql_query, sql_types};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::with_sqlstate;
use crate::error::Failure;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The key of the advisory lock that migrating processes take: the letters PANDA.
const LOCK: i64 = 0x50_41_4e_44_41;

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}

#[derive(QueryableByName)]
struct Existence {
    #[diesel(sql_type = sql_types::Bool)]
    exists: bool,
}

/// Whether the schema of the database is older than this program, or there is none: a migration is missing.
pub async fn are_missing(connection: &AsyncPgConnection) -> Result<bool, Failure> {
    let applied = applied(connection).await?;
    Ok(known()?.iter().any(|version| !applied.contains(version)))
}

/// Whether the database has this program's schema: every migration it knows, and none that it does not.
pub async fn are_current(connection: &AsyncPgConnection) -> Result<bool, Failure> {
    let (mut applied, mut known) = (applied(connection).await?, known()?);
    applied.sort();
    known.sort();
    Ok(applied == known)
}

/// The migrations that the database has.
async fn applied(connection: &AsyncPgConnection) -> Result<Vec<String>, Failure> {
    let table = "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS exists";
    let table: Existence = sql_query(table).get_result(&mut &*connection).await?;
    if !table.exists {
        return Ok(Vec::new());
    }
    let versions = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version);
    Ok(versions.load(&mut &*connection).await?)
}

fn known() -> Result<Vec<String>, Failure> {
    let migrations: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().map_err(fault)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Applies what is pending and tells which. Concurrent runs wait for each other.
///
/// Blocks the thread in place, so it needs the multi-threaded runtime.
pub async fn run(mut connection: AsyncPgConnection) -> Result<Vec<String>, Failure> {
    connection.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let applied = harness.run_pending_migrations(MIGRATIONS).map_err(fault)?;
    let applied = applied.iter().map(MigrationVersion::to_string).collect();
    // The lock would end with the connection, but a pooler may keep that.
    harness.into_inner().batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})")).await?;
    Ok(applied)
}

/// Undoes every migration, for the tests that hold each `down.sql` to its word.
#[expect(clippy::unused_async, reason = "it blocks in place, which only works inside the runtime")]
pub async fn revert(connection: AsyncPgConnection) -> Result<(), Failure> {
    let mut harness = AsyncMigrationHarness::new(connection);
    harness.revert_all_migrations(MIGRATIONS).map_err(fault)?;
    Ok(())
}

fn fault(error: Box<dyn std::error::Error + Send + Sync>) -> Failure {
    // The library's error names the migration, and hides the database's error.
    Failure::fault(anyhow::anyhow!("{}", with_sqlstate(&error.to_string())))
}
