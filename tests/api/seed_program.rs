//! `panda seed` as an operator runs it. It refuses a database with real patients.

use std::process::Command;

use diesel_async::SimpleAsyncConnection;
use panda::seed::{self, Plan, Refusal, SeedError, Seeded};
use serde_json::json;

use crate::support::{Ended, Program, TestApp, TestDatabase, connect, eventually, panda};

const TABLES: [&str; 6] =
    ["organisations", "departments", "clinicians", "clinician_posts", "patients", "appointments"];

async fn seed(app: &TestApp) -> Result<Seeded, SeedError> {
    seed::run(&app.context, Plan { patients: 20, appointments: 20, seed: 1 }, &|_| {}).await
}

fn command(database: &TestDatabase, patients: &str, appointments: &str) -> Command {
    let mut command = panda();
    command.args(["seed", "--patients", patients, "--appointments", appointments]);
    command.env("DATABASE_URL", &database.url_text);
    command
}

fn count(database: &TestDatabase) -> Vec<String> {
    let counts = TABLES.map(|table| format!("SELECT count(*)::text FROM {table}"));
    database.texts(&counts.join(" UNION ALL "))
}

#[track_caller]
fn expect_refusal(ended: &Ended, message: &str) {
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.stderr.contains(message) && ended.stdout.is_empty(), "{ended:?}");
}

#[tokio::test]
async fn seed_reports_the_written_numbers() {
    let database = TestDatabase::create();
    let seeded = Program::run(command(&database, "100", "1000").args(["--seed", "3"]));
    assert!(seeded.status.success() && seeded.stderr.is_empty(), "{seeded:?}");
    let said = "Made up 100 patients and 1000 appointments with 17 clinicians of 6 departments at 5 organisations, in ";
    assert!(seeded.stdout.starts_with(said) && seeded.stdout.ends_with(" s."), "{seeded:?}");
    assert_eq!(count(&database)[4..], ["100", "1000"]);
    expect_refusal(&Program::run(&mut command(&database, "100", "1000")), "seed an empty database");
    assert_eq!(count(&database)[4..], ["100", "1000"]);
}

#[tokio::test]
async fn seed_refuses_a_database_with_records() {
    let app = TestApp::start().await;
    let refused = async || match seed(&app).await {
        Err(SeedError::Refused(refusal)) => refusal,
        outcome => panic!("{outcome:?}"),
    };
    app.a_patient(1).await;
    assert_eq!(refused().await, Refusal::NotEmpty);
    expect_refusal(
        &Program::run(&mut command(&app.database, "20", "0")),
        "the database holds records already",
    );
    assert_eq!(count(&app.database)[4], "1");
    app.database.execute("DELETE FROM patients");
    app.an_organisation("RJ1").await;
    assert_eq!(refused().await, Refusal::NotEmpty);
    app.database.execute("DELETE FROM organisations");
    app.a_department("X").await;
    assert_eq!(refused().await, Refusal::NotEmpty);
    app.database.execute("DELETE FROM departments");
    seed(&app).await.expect("it is empty again");
}

#[tokio::test]
async fn seed_refuses_a_database_with_concurrent_writes() {
    let app = TestApp::start().await;
    let mut writer = connect(&app.database.url_text).await;
    let write = "BEGIN; INSERT INTO departments VALUES (gen_random_uuid(), 'X', 'X', 1, now(), now())";
    writer.batch_execute(write).await.expect("it is written");
    expect_refusal(&Program::run(&mut command(&app.database, "20", "0")), "another session is writing");
    writer.batch_execute("ROLLBACK").await.expect("it is undone");
    assert!(Program::run(&mut command(&app.database, "20", "0")).status.success());
}

#[test]
fn an_impossible_plan_is_refused_before_any_write() {
    let empty = TestDatabase::create_empty();
    expect_refusal(
        &Program::run(&mut command(&empty, "20", "20")),
        "the database has no schema: run `panda migrate`",
    );
    assert_eq!(empty.texts("SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"), ["0"]);

    let database = TestDatabase::create();
    for (patients, appointments, message) in [
        ("0", "1", "this many appointments need at least 20 patients"),
        ("100", "10001", "this many appointments need at least 101 patients"),
        ("5000001", "0", "at most 5000000 patients and 50000000 appointments"),
    ] {
        expect_refusal(&Program::run(&mut command(&database, patients, appointments)), message);
    }
    for wrong in ["-1", "many", "4294967296"] {
        let refused = Program::run(&mut command(&database, "20", wrong));
        assert!(!refused.status.success() && refused.stderr.contains("--appointments"), "{refused:?}");
    }
    assert_eq!(count(&database), ["0"; 6]);
}

#[tokio::test]
async fn a_killed_seed_writes_nothing() {
    let app = TestApp::start().await;
    let killed = Program::spawn(&mut command(&app.database, "2000", "200000"));
    let copied = "SELECT coalesce(max(tuples_processed), 0) FROM pg_stat_progress_copy
        WHERE datname = current_database() AND relid = 'appointments'::regclass";
    eventually("appointments are under way", async || (app.database.number(copied) > 5_000).then_some(()))
        .await;
    // The appointments cannot even be read, because their indexes are dropped in the transaction.
    assert_eq!(app.database.number("SELECT count(*) FROM patients"), 0, "uncommitted rows are not visible");
    let writing = "SELECT count(*) FROM pg_locks JOIN pg_database AS d ON d.oid = database
        WHERE datname = current_database() AND relation = 'patients'::regclass AND mode = 'ShareRowExclusiveLock'";
    assert_eq!(app.database.number(writing), 1, "nor adds to them");
    killed.kill();
    eventually("the server has noticed", async || (app.database.number(writing) == 0).then_some(())).await;
    assert_eq!(count(&app.database), ["0"; 6]);
    seed(&app).await.expect("the next one finds it empty");
    assert_eq!(
        app.query("{ appointments { totalCount } }").await.data("/appointments"),
        json!({ "totalCount": 20 })
    );
}
