//! Servers of several releases on one schema, and migrations that check which are connected.

use std::{fs, os::unix::fs::symlink, path::Path};

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::FileBasedMigrations;
use nix::sys::signal::Signal;
use panda::database::migrations::{
    Contraction, History, MigrationError, OlderServers, Refusal, SchemaVersion,
};

use crate::support::{Ended, Program, Server, TestDatabase, connect, eventually, panda};

/// The class of the servers' advisory locks.
const CLASS: i32 = 1_346_457_156;

const FUTURE: &str = "2140-01-01-000000";

fn migrate(database: &TestDatabase, arguments: &[&str]) -> Ended {
    Program::run(panda().arg("migrate").args(arguments).env("DATABASE_URL", &database.url_text))
}

/// The history of a later program, whose newest migration drops a column that this program uses.
fn later_history(directory: &Path) -> History {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for entry in fs::read_dir(own).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            continue;
        }
        symlink(&path, directory.join(path.file_name().expect("a name"))).expect("a link");
    }
    let later = directory.join(format!("{FUTURE}_contraction"));
    fs::create_dir(&later).expect("a directory");
    fs::write(later.join("up.sql"), "ALTER TABLE departments DROP COLUMN name CASCADE").expect("a file");
    let source = FileBasedMigrations::from_path(directory).expect("migrations");
    History::new(source, [Contraction { migration: FUTURE, oldest_program: FUTURE }])
}

/// The sessions with a server's lock, and the schema version of each.
fn locks(database: &TestDatabase) -> Vec<String> {
    database.texts(&format!(
        "SELECT objid || ' ' || mode || ' ' || pid FROM pg_locks WHERE classid::bigint = {CLASS} AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ))
}

/// A server of an earlier schema version, as the database sees it.
async fn older_server(database: &TestDatabase, version: i32) -> AsyncPgConnection {
    let mut session = connect(&database.url_text).await;
    let lock = format!(
        "SET application_name = 'an older panda'; SELECT pg_advisory_lock_shared({CLASS}, {version})"
    );
    session.batch_execute(&lock).await.expect("the lock is free");
    session
}

fn columns(database: &TestDatabase) -> i64 {
    database
        .number("SELECT count(*) FROM information_schema.columns WHERE table_schema NOT LIKE 'pg%' AND table_schema <> 'information_schema'")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_before_and_after_a_migration_are_ready_until_the_minimum_version_rises() {
    let database = TestDatabase::create();
    let server = Server::start_with_long_timeout(&database.url_text);
    assert_eq!(server.get("/health/ready").await.status, 200);
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('21400101000000')");
    assert_eq!(server.get("/health/ready").await.status, 200, "a newer migration does no harm");
    database.execute("UPDATE schema_compatibility SET oldest_program = 2140010101");
    let answer = server.get("/health/ready").await;
    let expected = format!(
        "this program is of schema version {}, and the database needs at least 2140010101: upgrade this program",
        SchemaVersion::of_program()
    );
    assert_eq!(answer.status, 503);
    assert_eq!(answer.body["reason"], expected);
    assert_eq!(server.get("/health/live").await.status, 200);
    let seeded = Program::run(
        panda()
            .args(["seed", "--patients", "20", "--appointments", "0"])
            .env("DATABASE_URL", &database.url_text),
    );
    assert!(!seeded.status.success() && seeded.stderr.contains(&expected), "{seeded:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_holds_the_lock_of_its_schema_version_while_it_runs() {
    let database = TestDatabase::create();
    let server = Server::start_with_long_timeout(&database.url_text);
    let own = format!("{} ShareLock ", SchemaVersion::of_program());
    let held = async || locks(&database).pop().filter(|lock| lock.starts_with(&own));
    let first = eventually("the server holds the lock", held).await;
    let pid = first.rsplit(' ').next().expect("a process");
    database.execute(&format!("SELECT pg_terminate_backend({pid})"));
    let second =
        eventually("it holds the lock again", async || held().await.filter(|lock| *lock != first)).await;
    assert_eq!(locks(&database), [second]);
    server.program.signal(Signal::SIGTERM);
    assert!(server.program.ended().status.success());
    eventually("the lock is free", async || locks(&database).is_empty().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_the_lock_works_and_retries() {
    let database = TestDatabase::create();
    let mut other = connect(&database.url_text).await;
    let version = SchemaVersion::of_program();
    let lock = format!("SELECT pg_advisory_lock({CLASS}, {version})");
    other.batch_execute(&lock).await.expect("the lock is free");
    let server = Server::start_with_long_timeout(&database.url_text);
    server.program.stderr.find(|line| line.contains("does not see that this server").then_some(()));
    assert_eq!(server.get("/health/ready").await.status, 200);
    server.query("{ departments { totalCount } }").await.data("");
    other.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("it is unlocked");
    server.program.stderr.find(|line| line.contains("sees this server again").then_some(()));
    let shared = format!("{version} ShareLock ");
    assert!(locks(&database).iter().any(|lock| lock.starts_with(&shared)));
    let warnings = server.program.stderr.so_far().iter().filter(|line| line.contains("does not see")).count();
    assert_eq!(warnings, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_with_a_higher_minimum_version_is_refused_while_older_servers_are_connected() {
    let database = TestDatabase::create();
    let directory = tempfile::tempdir().expect("a directory");
    let later = later_history(directory.path());
    let server = Server::start_with_long_timeout(&database.url_text);
    eventually("the server holds the lock", async || locks(&database).pop()).await;
    let before = columns(&database);
    let run = async |older| later.migrate(connect(&database.url_text).await, older).await;
    let Err(MigrationError::Refused(refusal @ Refusal::OlderServers { .. })) =
        run(OlderServers::Protected).await
    else {
        panic!("it is refused")
    };
    let own = SchemaVersion::of_program();
    assert!(refusal.to_string().contains(&format!("\n  schema version {own} (panda, ")), "{refusal}");
    assert_eq!(columns(&database), before);
    assert_eq!(server.get("/health/ready").await.status, 200);

    let migrated = run(OlderServers::Ignored).await.expect("it migrates");
    assert_eq!(migrated.version.number(), 2_140_010_101);
    assert_eq!(migrated.oldest_program, migrated.version);
    assert!(columns(&database) < before);
    let answer = server.get("/health/ready").await;
    let reason = answer.body["reason"].as_str().unwrap_or_default();
    assert!(
        answer.status == 503 && reason.contains("at least 2140010101: upgrade this program"),
        "{answer:?}"
    );

    let older = migrate(&database, &["--force"]);
    let expected = format!("schema version 2140010101, which is newer than this program's {own}");
    assert!(!older.status.success() && older.stderr.contains(&expected), "{older:?}");
    assert!(older.stdout.is_empty(), "{older:?}");
    assert_eq!(run(OlderServers::Protected).await.expect("nothing is pending").applied, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrate_names_too_old_servers_and_can_be_forced() {
    let database = TestDatabase::create_empty();
    let older = older_server(&database, 2_026_112_101).await;
    let refused = migrate(&database, &[]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let pid = locks(&database).remove(0);
    let pid = pid.rsplit(' ').next().expect("a process");
    for part in
        ["schema version 2026112101 (an older panda, ", &format!("PostgreSQL process {pid})"), "--force"]
    {
        assert!(refused.stderr.contains(part), "{part}: {refused:?}");
    }
    assert!(refused.stdout.is_empty() && columns(&database) == 0, "nothing was changed");
    let forced = migrate(&database, &["--force"]);
    assert!(forced.status.success(), "{forced:?}");
    assert!(columns(&database) > 0);
    // If the minimum version does not rise, no migration is refused.
    assert!(migrate(&database, &[]).status.success());
    drop(older);
}

#[test]
fn the_program_and_migrate_report_the_schema_version() {
    let database = TestDatabase::create();
    let version = SchemaVersion::of_program();
    let reported = Program::run(panda().arg("--version")).stdout;
    assert_eq!(reported, format!("panda {} (schema version {version})", env!("CARGO_PKG_VERSION")));
    let oldest = database.number("SELECT oldest_program FROM schema_compatibility");
    let migrated = migrate(&database, &[]).stdout;
    let expected = format!(
        "The schema is up to date.\nThe database has schema version {version}. \
         Servers of schema version {oldest} or newer can run."
    );
    assert_eq!(migrated, expected);
}
