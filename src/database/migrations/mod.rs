//! The embedded schema migrations, and which programs may run on which schema.
//!
//! Servers of two releases run at the same time during an upgrade. A server is ready if the database has
//! every migration that it knows and does not require a newer program. Migrations that a server does not know
//! are harmless unless one of them is in `CONTRACTIONS`.

mod baseline;
mod compatibility;
mod error;
mod programs;
mod version;

use std::sync::LazyLock;

use diesel::{
    migration::{Migration, MigrationSource, MigrationVersion},
    pg::Pg,
};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub use compatibility::{Incompatible, check_compatibility};
pub use error::{MigrationError, Refusal};
pub use programs::{ConnectedServer, ProgramLock};
pub use version::SchemaVersion;

use super::with_sqlstate;
use crate::error::Failure;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The key of the advisory lock that migrating processes take: the letters PANDA.
const LOCK: i64 = 0x50_41_4e_44_41;

/// A migration that removes or changes something that older programs use.
#[derive(Debug, Clone, Copy)]
pub struct Contraction {
    /// The date of its directory, as in `2026-12-01-000000`.
    pub migration: &'static str,
    /// The newest migration of the oldest program that may run after it.
    pub oldest_program: &'static str,
}

/// Every contraction since the baseline. Add an entry for each migration that, for example, drops a column.
const CONTRACTIONS: &[Contraction] = &[];

/// How to treat connected servers that cannot work on the new schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OlderServers {
    /// While such a server is connected, no migration runs.
    Protected,
    /// Migrations run, and such servers become unready.
    Ignored,
}

/// The result of a migration run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    pub applied: Vec<String>,
    /// The baseline, if the database had its schema and did not list it.
    pub recorded: Option<String>,
    /// The schema version that the database now has.
    pub version: SchemaVersion,
    /// The oldest schema version whose programs may run.
    pub oldest_program: SchemaVersion,
}

/// A list of migrations, and which of them are contractions.
pub struct History {
    source: Box<dyn MigrationSource<Pg> + Send + Sync>,
    contractions: Vec<Contraction>,
}

impl History {
    pub fn new(
        source: impl MigrationSource<Pg> + Send + Sync + 'static,
        contractions: impl Into<Vec<Contraction>>,
    ) -> Self {
        Self { source: Box::new(source), contractions: contractions.into() }
    }

    /// The history of this program.
    pub fn of_program() -> Self {
        Self::new(MIGRATIONS, CONTRACTIONS)
    }

    /// The versions of the migrations as diesel writes them: 20261130130000.
    fn known(&self) -> Result<Vec<String>, Failure> {
        let migrations = self.source.migrations().map_err(fault)?;
        let mut known: Vec<String> = migrations.iter().map(|it| it.name().version().to_string()).collect();
        known.sort();
        Ok(known)
    }

    /// The oldest schema version whose programs may run after all of these migrations.
    fn oldest_program(&self, known: &[String]) -> SchemaVersion {
        let versions = SchemaVersion::of_each(known);
        let version_of = |date: &str| {
            let name = date.replace('-', "");
            known.iter().position(|migration| *migration == name).map(|place| versions[place])
        };
        let bounds =
            self.contractions.iter().filter(|contraction| version_of(contraction.migration).is_some());
        let since_baseline = bounds.filter_map(|it| version_of(it.oldest_program)).max();
        since_baseline.unwrap_or_else(baseline::oldest_program)
    }

    /// Applies pending migrations. Concurrent runs wait for each other.
    ///
    /// It blocks the current thread, so it needs the multi-threaded runtime.
    pub async fn migrate(
        &self,
        mut connection: AsyncPgConnection,
        older_servers: OlderServers,
    ) -> Result<Migrated, MigrationError> {
        connection.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
        let outcome = match self.prepare(&connection, older_servers).await {
            Ok(recorded) => {
                let mut harness = AsyncMigrationHarness::new(connection);
                let applied = harness.run_pending_migrations(self).map_err(fault)?;
                let applied = applied.iter().map(MigrationVersion::to_string).collect();
                connection = harness.into_inner();
                self.finish(&connection, applied, recorded).await
            }
            Err(error) => Err(error),
        };
        // The lock would end with the session, but a pooler may keep the session open.
        connection.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})")).await?;
        outcome
    }

    /// Refuses a run that must not happen. Otherwise it stores the oldest program before any migration
    /// removes something, and returns the baseline if it recorded one.
    ///
    /// A server that starts after the check for connected servers reads the stored version, because it
    /// becomes ready only after that.
    async fn prepare(
        &self,
        connection: &AsyncPgConnection,
        older_servers: OlderServers,
    ) -> Result<Option<String>, MigrationError> {
        let (applied, known) = (compatibility::applied(connection).await?, self.known()?);
        let versions = (SchemaVersion::of_all(&known), SchemaVersion::of_all(&applied));
        if let (Some(program), Some(database)) = versions
            && applied.iter().any(|migration| !known.contains(migration) && !baseline::replaces(migration))
        {
            return Err(Refusal::ProgramTooOld { program, database }.into());
        }
        let is_unrecorded = baseline::is_unrecorded(&applied)?;
        self.protect_servers(connection, self.oldest_program(&known), older_servers).await?;
        if !is_unrecorded {
            return Ok(None);
        }
        baseline::record(connection).await?;
        Ok(Some(baseline::BASELINE.to_owned()))
    }

    /// Stores the oldest program, unless an older server is connected and protected.
    ///
    /// A server that starts after the look at the locks reads the stored version, because it is not ready
    /// before.
    async fn protect_servers(
        &self,
        connection: &AsyncPgConnection,
        oldest: SchemaVersion,
        older_servers: OlderServers,
    ) -> Result<(), MigrationError> {
        if compatibility::oldest_program_if_stored(connection).await? >= oldest {
            return Ok(());
        }
        if older_servers == OlderServers::Protected {
            let servers = programs::older_servers(connection, oldest).await?;
            if !servers.is_empty() {
                return Err(Refusal::OlderServers { oldest, servers }.into());
            }
        }
        Ok(compatibility::raise_oldest_program(connection, oldest).await?)
    }

    async fn finish(
        &self,
        connection: &AsyncPgConnection,
        applied: Vec<String>,
        recorded: Option<String>,
    ) -> Result<Migrated, MigrationError> {
        let known = self.known()?;
        // For a database that the baseline has just created.
        baseline::record(connection).await?;
        // Repeated, for a database whose schema could not store the version before the migrations.
        compatibility::raise_oldest_program(connection, self.oldest_program(&known)).await?;
        let oldest_program = compatibility::oldest_program_if_stored(connection).await?;
        let version = SchemaVersion::of_all(&known).unwrap_or(oldest_program);
        Ok(Migrated { applied, recorded, version, oldest_program })
    }
}

impl MigrationSource<Pg> for &History {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<Pg>>>> {
        self.source.migrations()
    }
}

impl SchemaVersion {
    /// The schema version that this program needs.
    pub fn of_program() -> Self {
        static VERSION: LazyLock<SchemaVersion> = LazyLock::new(|| {
            let known = History::of_program().known().expect("migrations that are built in can be read");
            SchemaVersion::of_all(&known).expect("a migration is built in")
        });
        *VERSION
    }
}

fn known() -> Result<Vec<String>, Failure> {
    History::of_program().known()
}

/// Applies this program's pending migrations, unless a connected older server would fail. Returns the applied
/// ones.
pub async fn run(connection: AsyncPgConnection) -> Result<Vec<String>, MigrationError> {
    Ok(History::of_program().migrate(connection, OlderServers::Protected).await?.applied)
}

/// Reverts every migration, for the tests of each `down.sql`.
pub async fn revert(connection: AsyncPgConnection) -> Result<(), Failure> {
    baseline::forget_replaced(&connection).await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    harness.revert_all_migrations(MIGRATIONS).map_err(fault)?;
    Ok(())
}

fn fault(error: Box<dyn std::error::Error + Send + Sync>) -> Failure {
    // The library's error names the migration and contains the database's message only as text.
    Failure::fault(anyhow::anyhow!("{}", with_sqlstate(&error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_migration_has_a_higher_schema_version_than_the_one_before() {
        let known = known().unwrap();
        let versions = SchemaVersion::of_each(&known);
        assert!(versions.is_sorted_by(|before, after| before < after), "{versions:?}");
        // The number within a day has two digits, and an advisory lock takes an int4.
        for (migration, version) in known.iter().zip(&versions) {
            assert_eq!(version.number() / 100, migration[..8].parse::<i32>().unwrap());
        }
    }

    #[test]
    fn the_history_begins_with_the_baseline() {
        assert_eq!(known().unwrap().first().map(String::as_str), Some(baseline::BASELINE));
    }

    #[test]
    fn each_contraction_names_migrations_and_a_program_that_knows_it_or_an_older_one() {
        let known = known().unwrap();
        for Contraction { migration, oldest_program } in CONTRACTIONS {
            assert!(oldest_program <= migration, "{migration}");
            for date in [migration, oldest_program] {
                assert!(known.contains(&date.replace('-', "")), "{date}");
            }
        }
    }
}
