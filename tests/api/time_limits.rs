//! Operations with a timeout: the response is on time, and the database cancels the work.

use std::time::Duration;

use futures_util::{StreamExt, future::join_all, stream::FuturesUnordered};
use panda::{
    database::{Capacity, Database},
    http::Connections,
};
use serde_json::json;
use tokio::time::timeout;

use crate::support::{
    Answer, ConcurrentTransaction, Crowd, Server, TestApp, TestDatabase, eventually, panda,
};

const HOUR: Duration = Duration::from_hours(1);

/// A server with this request timeout, a database with this operation timeout, and a transaction that blocks
/// it.
async fn stuck(request_timeout: Duration, operation: Duration) -> (TestApp, ConcurrentTransaction) {
    let connections = Connections { request_timeout, ..Connections::default() };
    let capacity = Capacity { operation, ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).connections(connections).start().await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let other = ConcurrentTransaction::begin(&app).await;
    (app, other)
}

#[track_caller]
fn expect_unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "2");
    answer.expect_code("SERVICE_UNAVAILABLE");
}

/// Database sessions that wait for a lock.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// The process ID of the first session that waits.
async fn waiting(app: &TestApp) -> String {
    eventually("a session waits", async || app.database.texts(WAITING).pop()).await
}

/// Expects that a session is not only unblocked: its connection is closed and not reused.
async fn expect_gone(app: &TestApp, process: &str) {
    let is_there = format!("SELECT pid::text FROM pg_stat_activity WHERE pid = {process}");
    let is_gone = async || app.database.texts(&is_there).is_empty().then_some(());
    eventually("the database gives it up", is_gone).await;
}

#[tokio::test]
async fn a_slow_write_times_out_and_is_cancelled() {
    let (app, mut other) = stuck(Duration::from_millis(700), HOUR).await;
    let id = app.ids("patients").await.remove(0);
    other.run("LOCK TABLE patients, departments, organisations IN ACCESS EXCLUSIVE MODE").await;
    let department = json!({ "code": "D", "name": "Department" });
    for (mutation, input, payload) in [
        ("amendPatient", json!({ "id": id, "name": "Late" }), "patient { id }"),
        // In a single statement without a transaction.
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
async fn a_slow_report_times_out_and_is_cancelled() {
    const REPORT: &str = "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2027-01-01\" }) { totals { booked } } }";
    let (app, mut other) = stuck(Duration::from_millis(700), HOUR).await;
    other.run("LOCK TABLE statistics_cells IN ACCESS EXCLUSIVE MODE").await;
    let (answer, process) = tokio::join!(app.query(REPORT), waiting(&app));
    expect_unavailable(&answer);
    expect_gone(&app, &process).await;
    other.run("ROLLBACK").await;
    assert_eq!(app.query(REPORT).await.data("/missedAppointments/totals/booked"), 0);
}

/// The statement timeout on a dedicated and on a shared connection.
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
async fn a_statement_holds_a_shared_connection_for_at_most_ten_seconds() {
    assert_eq!(limits(Duration::from_millis(1_500)).await, ["1500ms", "1500ms"]);
    assert_eq!(limits(Duration::from_secs(30)).await, ["30s", "10s"]);
}

#[tokio::test]
async fn the_real_program_follows_its_timeout_setting() {
    let database = TestDatabase::create();
    let server = Server::start_with(
        panda().arg("serve").env("DATABASE_URL", &database.url_text).env("PANDA_REQUEST_TIMEOUT", "1"),
    );
    let app = TestApp::builder().database(database).start().await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("LOCK TABLE departments IN ACCESS EXCLUSIVE MODE").await;
    // Without it, a shared connection would give up the lock after two seconds, and a pooled one after ten.
    let begun = std::time::Instant::now();
    let addition = "mutation { addDepartment(input: { code: \"D\", name: \"D\" }) { department { id } } }";
    expect_unavailable(&server.query(addition).await);
    assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn requests_beyond_the_wait_queue_are_refused_immediately() {
    const WAITING_FOR_EACH: usize = 50;
    const POOL: usize = 2;
    let capacity = Capacity { pool: POOL, acquire_timeout: HOUR, ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).start().await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let id = app.ids("patients").await.remove(0);
    let mut other = ConcurrentTransaction::begin(&app).await;
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

/// Expects that many refusals while all connections are blocked, and returns the number served afterwards.
async fn refused_and_served(
    other: &mut ConcurrentTransaction,
    mut answers: FuturesUnordered<impl Future<Output = Answer>>,
    too_many: usize,
) -> usize {
    // All others wait for up to an hour, so these responses came without a wait.
    for _ in 0..too_many {
        let answer = timeout(Duration::from_mins(1), answers.next()).await;
        expect_unavailable(&answer.expect("there is no wait").expect("an answer"));
    }
    other.run("ROLLBACK").await;
    let mut changed = 0;
    while let Some(answer) = answers.next().await {
        answer.data("/amendPatient/patient");
        changed += 1;
    }
    changed
}
