//! The baseline: one migration in place of all migrations before 0.1.0.
//!
//! A database that has all of those has the baseline's schema, so `panda migrate` only records the baseline
//! there. Every database with the baseline lists the replaced migrations too, so programs from before the
//! baseline stay ready on it.

use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Refusal, SchemaVersion, compatibility::__diesel_schema_migrations};
use crate::error::Failure;

/// The baseline, by the name that diesel gives it.
pub(super) const BASELINE: &str = "20261201000000";

/// The migrations that the baseline replaces, in order.
const REPLACED: [&str; 19] = [
    "20261121000000",
    "20261121010000",
    "20261121020000",
    "20261121030000",
    "20261121040000",
    "20261121050000",
    "20261121055000",
    "20261121060000",
    "20261121070000",
    "20261122000000",
    "20261130100000",
    "20261130101000",
    "20261130110000",
    "20261130111000",
    "20261130120000",
    "20261130130000",
    "20261130160000",
    "20261130161000",
    "20261130170000",
];

pub(super) fn replaces(migration: &str) -> bool {
    REPLACED.contains(&migration)
}

/// The schema version of the last programs before the baseline. They can run after it, because it changes
/// nothing.
pub(super) fn oldest_program() -> SchemaVersion {
    SchemaVersion::of_all(&REPLACED.map(str::to_owned)).expect("the baseline replaces migrations")
}

/// Whether a database with these migrations has the baseline's schema, and only lacks its record.
///
/// A database with only some of the replaced migrations is refused, because this program cannot apply the
/// others.
pub(super) fn is_unrecorded(applied: &[String]) -> Result<bool, Refusal> {
    let has = |migration: &str| applied.iter().any(|applied| applied == migration);
    let replaced = REPLACED.iter().filter(|migration| has(migration)).count();
    if has(BASELINE) || replaced == 0 {
        return Ok(false);
    }
    if replaced == REPLACED.len() {
        return Ok(true);
    }
    let database = SchemaVersion::of_all(applied).unwrap_or_else(oldest_program);
    Err(Refusal::BeforeBaseline { database, last: oldest_program() })
}

/// Lists the baseline and the migrations that it replaces, in one statement. It changes nothing else.
pub(super) async fn record(connection: &AsyncPgConnection) -> Result<(), Failure> {
    use __diesel_schema_migrations::{table, version};
    let rows: Vec<_> =
        REPLACED.into_iter().chain([BASELINE]).map(|migration| version.eq(migration)).collect();
    diesel::insert_into(table).values(rows).on_conflict_do_nothing().execute(&mut &*connection).await?;
    Ok(())
}

/// Removes the replaced migrations from the list, because nothing can revert them.
pub(super) async fn forget_replaced(connection: &AsyncPgConnection) -> Result<(), Failure> {
    use __diesel_schema_migrations::{table, version};
    diesel::delete(table.filter(version.eq_any(REPLACED))).execute(&mut &*connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(migrations: &[&str]) -> Result<bool, Refusal> {
        is_unrecorded(&migrations.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn only_a_database_with_every_replaced_migration_gets_the_baseline_recorded() {
        assert_eq!(state(&REPLACED), Ok(true));
        assert_eq!(state(&[]), Ok(false));
        assert_eq!(state(&[BASELINE]), Ok(false));
        assert_eq!(state(&[&REPLACED[..], &[BASELINE]].concat()), Ok(false));
    }

    #[test]
    fn a_database_with_some_of_the_replaced_migrations_is_refused() {
        let last = SchemaVersion(2_026_113_009);
        for (migrations, version) in [(&REPLACED[..1], 2_026_112_101), (&REPLACED[..18], 2_026_113_008)] {
            let database = SchemaVersion(version);
            assert_eq!(state(migrations), Err(Refusal::BeforeBaseline { database, last }));
        }
        // One in the middle is missing.
        let without_one = [&REPLACED[..4], &REPLACED[5..]].concat();
        assert_eq!(state(&without_one), Err(Refusal::BeforeBaseline { database: last, last }));
    }
}
