//! Operations that take too long: they are answered in time, and the database stops as well.

use std::time::Duration;

use futures_util::{StreamExt, future::join_all, stream::FuturesUnordered};
use panda::{
    account::AccountRules,
    database::{Capacity, Database},
    http::{Connections, HttpConfig},
};
use serde_json::json;
use tokio::time::timeout;

use crate::support::{Answer, Crowd, Other, Server, TestApp, TestDatabase, eventually, panda};

const HOUR: Duration = Duration::from_hours(1);

/// A server that is as patient with an operation as is said, and a database that may be more so; with somebody who holds it up.
async fn stuck(request_timeout: Duration, operation: Duration) -> (TestApp, Other) {
    let connections = Connections { request_timeout, ..Connections::default() };
    let edge = HttpConfig { connections, ..HttpConfig::default() };
    let capacity = Capacity { operation, ..Capacity::default() };
    let app = TestApp::start_meeting(TestDatabase::create(), capacity, AccountRules::default(), edge).await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let other = Other::begin(&app).await;
    (app, other)
}

#[track_caller]
fn expect_unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "2");
    answer.expect_code("SERVICE_UNAVAILABLE");
}

/// The processes of the database that wait for somebody.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Which process of the database waits, as soon as one does.
async fn waiting(app: &TestApp) -> String {
    eventually("somebody waits", async || app.database.texts(WAITING).pop()).await
}

/// Expects that a process does not merely wait no longer: its connection is closed, and nobody else gets it.
async fn expect_gone(app: &TestApp, process: &str) {
    let is_there = format!("SELECT pid::text FROM pg_stat_activity WHERE pid = {process}");
    let is_gone = async || app.database.texts(&is_there).is_empty().then_some(());
    eventually("the database gives it up", is_gone).await;
}

#[tokio::test]
async fn a_write_that_takes_too_long_is_answered_and_ended() {
    let (app, mut other) = stuck(Duration::from_millis(700), HOUR).await;
    let id = app.ids("patients").await.remove(0);
    other.run("LOCK TABLE patients, departments, organisations IN ACCESS EXCLUSIVE MODE").await;
    let department = json!({ "code": "D", "name": "Department" });
    for (mutation, input, payload) in [
        ("amendPatient", json!({ "id": id, "name": "Late" }), "patient { id }"),
        // In a statement of its own, and no transaction.
        ("addDepartment", department, "department { id }"),
    ] {
        let (answer, process) = tokio::join!(app.mutate(mutation, input, payload), waiting(&app));
        expect_unavailable(&answer);
        expect_gone(&app, &process).await;
    }
    other.run("ROLLBACK").await;
    app.mutate("amendPatient", json!({ "id": id, "name": "In time" }), "patient { id }").await.data("");
}

#[tokio::test]
async fn a_report_that_takes_too_long_is_answered_and_ended() {
    const REPORT: &str = "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2027-01-01\" }) { totals { booked } } }";
    let (app, mut other) = stuck(Duration::from_millis(700), HOUR).await;
    other.run("LOCK TABLE statistics_cells IN ACCESS EXCLUSIVE MODE").await;
    let (answer, process) = tokio::join!(app.query(REPORT), waiting(&app));
    expect_unavailable(&answer);
    expect_gone(&app, &process).await;
    other.run("ROLLBACK").await;
    assert_eq!(app.query(REPORT).await.data("/missedAppointments/totals/booked"), 0);
}

/// How long the database lets a statement take, on a connection of one's own and on a shared one.
async fn limits(operation: Duration) -> [String; 2] {
    use diesel::{QueryableByName, sql_query, sql_types::Text};
    use diesel_async::{AsyncPgConnection, RunQueryDsl};

    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = Text)]
        statement_timeout: String,
    }
    let test = TestDatabase::create();
    let database = Database::new(&test.url, Capacity { operation, ..Capacity::default() }).expect("a pool");
    let limit = async |connection: &AsyncPgConnection| {
        sql_query("SHOW statement_timeout").get_result::<Setting>(&mut &*connection).await
    };
    let own = limit(&*database.checkout().await.expect("one")).await.expect("a setting");
    let shared = database.read(async |reader| limit(&reader).await).await.expect("a setting");
    [own, shared].map(|setting| setting.statement_timeout)
}

#[tokio::test]
async fn a_shared_connection_is_never_kept_longer_than_ten_seconds() {
    assert_eq!(limits(Duration::from_millis(1_500)).await, ["1500ms", "1500ms"]);
    assert_eq!(limits(Duration::from_secs(30)).await, ["30s", "10s"]);
}

#[tokio::test]
async fn the_real_program_is_as_patient_as_it_is_told_to_be() {
    let database = TestDatabase::create();
    let server = Server::start_with(
        panda().arg("serve").env("DATABASE_URL", &database.url_text).env("PANDA_REQUEST_TIMEOUT", "1"),
    );
    let app = TestApp::start_on(database).await;
    let mut other = Other::begin(&app).await;
    other.run("LOCK TABLE departments IN ACCESS EXCLUSIVE MODE").await;
    // A lane would give up the lock after two seconds by itself, and a connection of the pool after ten.
    let begun = std::time::Instant::now();
    let addition = "mutation { addDepartment(input: { code: \"D\", name: \"D\" }) { department { id } } }";
    expect_unavailable(&server.query(addition).await);
    assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn whoever_would_wait_behind_too_many_others_is_told_so_at_once() {
    const WAITING_FOR_EACH: usize = 50;
    const POOL: usize = 2;
    let capacity = Capacity { pool: POOL, acquire_timeout: HOUR, ..Capacity::default() };
    let app = TestApp::start_with(TestDatabase::create(), capacity).await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let id = app.ids("patients").await.remove(0);
    let mut other = Other::begin(&app).await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    let too_many = 7;
    let room = POOL + POOL * WAITING_FOR_EACH;
    let change = |n: usize| {
        app.mutate("amendPatient", json!({ "id": id, "name": format!("Name {n}") }), "patient { id }")
    };
    let holding = join_all((0..POOL).map(change));
    let waiting = async {
        let all_wait = async || (app.database.texts(WAITING).len() == POOL).then_some(());
        eventually("every connection is in use", all_wait).await;
        refused_and_served(&mut other, (POOL..room + too_many).map(change).collect(), too_many).await
    };
    let (held, served) = tokio::join!(holding, waiting);
    assert_eq!(served, POOL * WAITING_FOR_EACH);
    for answer in held {
        answer.data("/amendPatient/patient");
    }
}

/// Expects that so many are refused while nobody else gets anywhere, and tells how many are served afterwards.
async fn refused_and_served(
    other: &mut Other,
    mut answers: FuturesUnordered<impl Future<Output = Answer>>,
    too_many: usize,
) -> usize {
    // All others wait for an hour if they must, so whoever is answered now was not waited for.
    for _ in 0..too_many {
        let answer = timeout(Duration::from_mins(1), answers.next()).await;
        expect_unavailable(&answer.expect("nobody is kept waiting").expect("an answer"));
    }
    other.run("ROLLBACK").await;
    let mut changed = 0;
    while let Some(answer) = answers.next().await {
        answer.data("/amendPatient/patient");
        changed += 1;
    }
    changed
}
