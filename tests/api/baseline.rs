//! Databases from before the baseline: the newest state is adopted, and older ones are refused.

use panda::database::migrations::{MigrationError, Refusal, SchemaVersion};
use sha2::{Digest, Sha256};

use crate::support::{Ended, Program, TestDatabase, connect, panda};

/// The schema version of the last programs before the baseline.
const LAST: &str = "2026113009";

fn migrate(database: &TestDatabase, arguments: &[&str]) -> Ended {
    Program::run(panda().arg("migrate").args(arguments).env("DATABASE_URL", &database.url_text))
}

fn listed(database: &TestDatabase) -> Vec<String> {
    database.texts("SELECT version::text FROM __diesel_schema_migrations ORDER BY 1")
}

/// The rows that a migration could have written or emptied, and the identity of each table.
fn content(database: &TestDatabase) -> Vec<String> {
    database.texts(
        "SELECT name FROM organisations UNION ALL SELECT version::text FROM reference_version
         UNION ALL SELECT format('%s %s %s', relname, oid, relfilenode) FROM pg_class
            WHERE relnamespace IN ('public'::regnamespace, 'analytics'::regnamespace) ORDER BY 1",
    )
}

#[test]
fn the_baseline_is_recorded_in_a_database_with_all_earlier_migrations() {
    let database = TestDatabase::create();
    let all = listed(&database);
    database.execute(
        "INSERT INTO organisations (id, ods_code, name, kind, postcode, time_zone, created_at, updated_at)
         VALUES (gen_random_uuid(), 'RJ1', 'Guy''s', 'hospital', 'SE1 9RT', 'Europe/London', 'epoch', 'epoch');
         DELETE FROM __diesel_schema_migrations WHERE version = '20261201000000';
         UPDATE schema_compatibility SET oldest_program = 2026113006",
    );
    let before = content(&database);
    let recorded = migrate(&database, &[]);
    let version = SchemaVersion::of_program();
    let expected = format!(
        "Recorded the baseline 20261201000000: schema and data stay as they are.\n\
         The database has schema version {version}. Servers of schema version {LAST} or newer can run."
    );
    assert_eq!((recorded.status.code(), &*recorded.stdout), (Some(0), &*expected), "{recorded:?}");
    assert_eq!(content(&database), before);
    assert_eq!(listed(&database), all);
    assert!(migrate(&database, &[]).stdout.starts_with("The schema is up to date.\n"));
}

/// Programs from before the baseline are not ready unless all migrations that they know are listed.
#[test]
fn a_new_database_lists_the_migrations_that_the_baseline_replaces() {
    let listed = listed(&TestDatabase::create());
    assert_eq!(listed.len(), 20);
    assert_eq!(
        (&*listed[0], &*listed[18], &*listed[19]),
        ("20261121000000", "20261130170000", "20261201000000")
    );
}

/// Databases that have it would not get an edit.
#[test]
fn the_baseline_is_never_edited() {
    let text = include_str!("../../migrations/2026-12-01-000000_baseline/up.sql");
    let hash = base16ct::lower::encode_string(&Sha256::digest(text));
    let released = "d386f113948a282bf1cdb6123a420abd707a3cc81feba9794f36f4dcf7ea1a4a";
    assert_eq!(hash, released, "undo the edit, and write a migration instead");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_only_some_of_the_earlier_migrations_is_refused() {
    let database = TestDatabase::create_empty();
    database.execute(include_str!("before_baseline.sql"));
    let before = listed(&database);
    let expected = format!(
        "the database has schema version 2026112104 and lacks migrations that this program no longer has; first run \
         `panda migrate` of a program of schema version {LAST}, then that of this program"
    );
    for arguments in [&[][..], &["--force"]] {
        let refused = migrate(&database, arguments);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert_eq!((&*refused.stderr, &*refused.stdout), (&*format!("panda: {expected}"), ""));
    }
    // As the demo migrates its database.
    match panda::database::migrations::run(connect(&database.url_text).await).await {
        Err(MigrationError::Refused(refusal @ Refusal::BeforeBaseline { .. })) => {
            assert_eq!(refusal.to_string(), expected);
        }
        outcome => panic!("{outcome:?}"),
    }
    assert_eq!(listed(&database), before);
    let tables = database.texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");
    assert_eq!(tables, ["__diesel_schema_migrations"]);
}
