//! Whether a program can work on the schema that the database has.

use std::fmt;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{SchemaVersion, known};
use crate::{database::schema::schema_compatibility, error::Failure};

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}

#[derive(QueryableByName)]
struct MigrationsTableExists {
    #[diesel(sql_type = sql_types::Bool)]
    exists: bool,
}

/// Why a program cannot work on the schema, in words for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incompatible {
    /// Migrations that the program knows are missing.
    SchemaTooOld { program: SchemaVersion, database: Option<SchemaVersion> },
    /// A migration removed what the program uses.
    ProgramTooOld { program: SchemaVersion, oldest: SchemaVersion },
}

impl fmt::Display for Incompatible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SchemaTooOld { program, database: None } => write!(
                f,
                "this program needs schema version {program}, and the database has no schema: run `panda migrate`"
            ),
            Self::SchemaTooOld { program, database: Some(database) } if database < program => write!(
                f,
                "this program needs schema version {program}, and the database has {database}: run `panda migrate`"
            ),
            Self::SchemaTooOld { program, .. } => write!(
                f,
                "the database lacks migrations of schema version {program}, which this program needs: run `panda migrate`"
            ),
            Self::ProgramTooOld { program, oldest } => write!(
                f,
                "this program is of schema version {program}, and the database needs at least {oldest}: \
                 upgrade this program"
            ),
        }
    }
}

/// Compares the program with the database: every migration that it knows must be there, and newer ones must allow it.
pub async fn check_compatibility(
    connection: &AsyncPgConnection,
) -> Result<Result<(), Incompatible>, Failure> {
    let (applied, known) = (applied(connection).await?, known()?);
    let program = SchemaVersion::of_program();
    if known.iter().any(|migration| !applied.contains(migration)) {
        let database = SchemaVersion::of_all(&applied);
        return Ok(Err(Incompatible::SchemaTooOld { program, database }));
    }
    let oldest = oldest_program(connection).await?;
    Ok(if program < oldest { Err(Incompatible::ProgramTooOld { program, oldest }) } else { Ok(()) })
}

/// The migrations that the database has, in no order.
pub(super) async fn applied(connection: &AsyncPgConnection) -> Result<Vec<String>, Failure> {
    if !exists(connection, "__diesel_schema_migrations").await? {
        return Ok(Vec::new());
    }
    let versions = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version);
    Ok(versions.load(&mut &*connection).await?)
}

async fn exists(connection: &AsyncPgConnection, table: &str) -> Result<bool, Failure> {
    let query = sql_query("SELECT to_regclass($1) IS NOT NULL AS exists").bind::<sql_types::Text, _>(table);
    let found: MigrationsTableExists = query.get_result(&mut &*connection).await?;
    Ok(found.exists)
}

async fn oldest_program(connection: &AsyncPgConnection) -> Result<SchemaVersion, Failure> {
    let query = schema_compatibility::table.select(schema_compatibility::oldest_program);
    let oldest = query.get_result(&mut &*connection).await.optional()?;
    Ok(SchemaVersion(oldest.unwrap_or_default()))
}

/// The oldest schema version whose programs may run. A database from before this was stored allows every program.
pub(super) async fn oldest_program_if_stored(
    connection: &AsyncPgConnection,
) -> Result<SchemaVersion, Failure> {
    if exists(connection, "schema_compatibility").await? {
        oldest_program(connection).await
    } else {
        Ok(SchemaVersion(0))
    }
}

/// Stores the oldest schema version whose programs may run, if the database can store it. It never falls.
pub(super) async fn raise_oldest_program(
    connection: &AsyncPgConnection,
    oldest: SchemaVersion,
) -> Result<(), Failure> {
    if exists(connection, "schema_compatibility").await? {
        let rows = schema_compatibility::table.filter(schema_compatibility::oldest_program.lt(oldest.0));
        let raise = diesel::update(rows).set(schema_compatibility::oldest_program.eq(oldest.0));
        raise.execute(&mut &*connection).await?;
    }
    Ok(())
}
