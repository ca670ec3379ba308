//! Commands ignore the database's timeouts, and report which session blocks them.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Ended, Program, TestDatabase, connect, eventually, key_file, panda, patient_row};

/// The advisory locks of imports, migrations and recounts, and locks of tables.
const IMPORTS: &str = "SELECT pg_advisory_lock(x'494d504f5254'::bigint)";
const MIGRATIONS: &str = "SELECT pg_advisory_lock(x'50414e4441'::bigint)";
const COUNTS: &str = "SELECT pg_advisory_lock(x'434f554e5453'::bigint)";
const TABLES: &str = "BEGIN; LOCK TABLE patients, users, appointments IN ACCESS EXCLUSIVE MODE";

/// A database with very short timeouts.
fn with_short_timeouts(database: TestDatabase) -> TestDatabase {
    for (setting, value) in [
        ("statement_timeout", "300ms"),
        ("lock_timeout", "100ms"),
        ("idle_in_transaction_session_timeout", "100ms"),
    ] {
        let statement = format!("'ALTER DATABASE %I SET {setting} = %L', current_database(), '{value}'");
        database.execute(&format!("DO $$ BEGIN EXECUTE format({statement}); END $$"));
    }
    database
}

fn command(database: &TestDatabase, arguments: &str) -> Command {
    let mut command = panda();
    command
        .args(arguments.split(' '))
        .env("DATABASE_URL", &database.url_text)
        .env("PANDA_JWT_KEYS", key_file());
    command
}

/// A session that holds a lock, with a patient's name in its statement.
async fn lock_holder(database: &TestDatabase, lock: &str) -> AsyncPgConnection {
    let mut lock_holder = connect(&database.url_text).await;
    let statements = format!("SET application_name = 'psql of Ann'; {lock}; SELECT 'Mrs Secret'");
    lock_holder.batch_execute(&statements).await.expect("the lock is free");
    lock_holder
}

/// One patient in a file.
fn patients() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("patients.json");
    fs::write(&file, json!([patient_row(1)]).to_string()).expect("a file");
    (directory, file)
}

/// Starts a command, and waits until it reports that it is blocked.
fn waits(database: &TestDatabase, arguments: &str) -> (Program, String) {
    let program = Program::spawn(&mut command(database, arguments));
    let line = program.stderr.find(|line| line.contains("waiting for a lock").then(|| line.to_owned()));
    (program, line)
}

fn succeeded(ended: &Ended) {
    assert!(ended.status.success(), "{ended:?}");
}

#[tokio::test]
async fn a_blocked_command_waits_and_reports_the_blocking_session() {
    let (_directory, file) = patients();
    let import = format!("import --patients {}", file.display());
    for (database, arguments, lock) in [
        (TestDatabase::create(), import.as_str(), IMPORTS),
        (TestDatabase::create_empty(), "migrate", MIGRATIONS),
        (TestDatabase::create(), "statistics rebuild", COUNTS),
        (TestDatabase::create(), "export --patients /dev/null", TABLES),
    ] {
        let database = with_short_timeouts(database);
        let mut lock_holder = lock_holder(&database, lock).await;
        let (program, line) = waits(&database, arguments);
        let pid = database.texts("SELECT pid::text FROM pg_stat_activity WHERE application_name = 'psql of Ann' AND datname = current_database()");
        let user = database.texts("SELECT current_user::text").remove(0);
        let state = if lock == TABLES { "idle in transaction" } else { "idle" };
        let pid = &pid[0];
        assert_eq!(
            line,
            format!(
                "panda: waiting for a lock of process {pid}: application psql of Ann, user {user}, {state}"
            )
        );
        // Longer than all the database's timeouts.
        tokio::time::sleep(Duration::from_millis(500)).await;
        lock_holder
            .batch_execute(if lock == TABLES { "ROLLBACK" } else { "SELECT pg_advisory_unlock_all()" })
            .await
            .expect("it is released");
        let ended = program.ended();
        succeeded(&ended);
        assert!(!ended.stderr.contains("Secret"), "{ended:?}");
        assert_eq!(ended.stderr.matches("waiting for a lock").count(), 1, "{ended:?}");
    }
}

#[tokio::test]
async fn a_command_whose_statement_is_cancelled_names_the_sqlstate() {
    let (_directory, file) = patients();
    let import = format!("import --patients {}", file.display());
    for (database, arguments, lock) in [
        (TestDatabase::create(), import.as_str(), IMPORTS),
        (TestDatabase::create_empty(), "migrate", MIGRATIONS),
        (TestDatabase::create(), "statistics verify", TABLES),
        (TestDatabase::create(), "export --patients /dev/null", TABLES),
        (TestDatabase::create(), "user list", TABLES),
        (TestDatabase::create(), "token nobody@example.com", TABLES),
    ] {
        let _holder = lock_holder(&database, lock).await;
        let program = Program::spawn(&mut command(&database, arguments));
        let cancel = "SELECT pg_cancel_backend(pid)::text FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'panda'";
        eventually("a statement is cancelled", async || database.texts(cancel).pop()).await;
        let ended = program.ended();
        assert_eq!(ended.status.code(), Some(1), "{arguments}: {ended:?}");
        let line = ended
            .stderr
            .lines()
            .find(|line| line.starts_with("panda: ") && line.contains("(SQLSTATE 57014)"));
        assert!(line.is_some(), "{arguments}: {ended:?}");
    }
}
