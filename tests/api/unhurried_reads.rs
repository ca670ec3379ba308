//! Reports that take long keep nobody from booking, and end when nobody waits for them.

use std::time::Duration;

use futures_util::future::join_all;
use panda::database::Capacity;
use serde_json::json;

use crate::support::{Crowd, Other, TestApp, TestDatabase, eventually};

const REPORT: &str =
    "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2027-01-01\" }) { totals { booked } } }";

/// A server with two connections for writes, and somebody who keeps the counts to himself.
async fn stuck() -> (TestApp, Other) {
    let capacity = Capacity { pool: 2, acquire_timeout: Duration::from_millis(500), ..Capacity::default() };
    let app = TestApp::start_with(TestDatabase::create(), capacity).await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let mut other = Other::begin(&app).await;
    other.run("LOCK TABLE statistics_cells IN ACCESS EXCLUSIVE MODE").await;
    (app, other)
}

/// The processes of the database that wait for somebody.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

#[tokio::test]
async fn a_booking_finds_a_connection_however_many_reports_there_are() {
    let (app, mut other) = stuck().await;
    let (patient, clinician) = (app.ids("patients").await.remove(0), app.ids("clinicians").await.remove(0));
    let reports = join_all((0..5).map(|_| app.query(REPORT)));
    let booking = async {
        other.sees_someone_wait().await;
        assert_eq!(app.database.texts(WAITING).len(), 1);
        app.an_appointment(&patient, &clinician, 60).await;
        // Long enough for those who have no connection to be told.
        tokio::time::sleep(Duration::from_millis(700)).await;
        other.run("ROLLBACK").await;
    };
    let (reports, ()) = tokio::join!(reports, booking);
    let (told, refused): (Vec<_>, Vec<_>) = reports.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((told.len(), refused.len()), (1, 4));
    // It began before the booking was there.
    assert_eq!(told[0].data("/missedAppointments/totals/booked"), json!(1));
    for answer in &refused {
        assert_eq!(answer.status, 503);
        answer.expect_code("SERVICE_UNAVAILABLE");
    }
}

#[tokio::test]
async fn a_report_ends_when_nobody_waits_for_it_any_longer() {
    let (app, mut other) = stuck().await;
    let body = json!({ "query": REPORT });
    let report = app.post().json(&body).timeout(Duration::from_millis(700)).send();
    let process = async {
        other.sees_someone_wait().await;
        app.database.texts(WAITING).remove(0)
    };
    let (left, process) = tokio::join!(report, process);
    assert!(left.is_err_and(|error| error.is_timeout()));
    // It has not merely waited long enough for the lock: its connection is gone, and was not left to others.
    let is_there = format!("SELECT pid::text FROM pg_stat_activity WHERE pid = {process}");
    let is_gone = async || app.database.texts(&is_there).is_empty().then_some(());
    eventually("the database gives it up", is_gone).await;
    other.run("ROLLBACK").await;
    // Nothing is left of it: there is a turn and a connection for the next.
    assert_eq!(app.query(REPORT).await.data("/missedAppointments/totals/booked"), json!(0));
}
