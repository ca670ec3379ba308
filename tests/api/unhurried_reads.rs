//! Slow reports do not block bookings, and are cancelled when their client disconnects.

use std::time::Duration;

use futures_util::future::join_all;
use panda::database::Capacity;
use serde_json::json;

use crate::support::{ConcurrentTransaction, Crowd, TestApp, eventually};

const REPORT: &str =
    "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2027-01-01\" }) { totals { booked } } }";

/// A server with two pooled connections, and a transaction that locks the counts.
async fn stuck() -> (TestApp, ConcurrentTransaction) {
    let capacity = Capacity { pool: 2, acquire_timeout: Duration::from_millis(500), ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).start().await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("LOCK TABLE statistics_cells IN ACCESS EXCLUSIVE MODE").await;
    (app, other)
}

/// Database sessions that wait for a lock.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

#[tokio::test]
async fn reports_do_not_exhaust_the_connections_for_bookings() {
    let (app, mut other) = stuck().await;
    let (patient, clinician) = (app.ids("patients").await.remove(0), app.ids("clinicians").await.remove(0));
    let reports = join_all((0..5).map(|_| app.query(REPORT)));
    let booking = async {
        other.wait_for_blocked_session().await;
        assert_eq!(app.database.texts(WAITING).len(), 1);
        app.an_appointment(&patient, &clinician, 60).await;
        // Longer than the acquire timeout.
        tokio::time::sleep(Duration::from_millis(700)).await;
        other.run("ROLLBACK").await;
    };
    let (reports, ()) = tokio::join!(reports, booking);
    let (reported, refused): (Vec<_>, Vec<_>) = reports.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((reported.len(), refused.len()), (1, 4));
    // Its snapshot is older than the booking.
    assert_eq!(reported[0].data("/missedAppointments/totals/booked"), json!(1));
    for answer in &refused {
        assert_eq!(answer.status, 503);
        answer.expect_code("SERVICE_UNAVAILABLE");
    }
}

#[tokio::test]
async fn a_report_is_cancelled_when_its_client_disconnects() {
    let (app, mut other) = stuck().await;
    let body = json!({ "query": REPORT });
    let report = app.post().json(&body).timeout(Duration::from_millis(700)).send();
    let process = async {
        other.wait_for_blocked_session().await;
        app.database.texts(WAITING).remove(0)
    };
    let (left, process) = tokio::join!(report, process);
    assert!(left.is_err_and(|error| error.is_timeout()));
    // Its wait did not merely end: its connection is closed and not reused.
    let is_there = format!("SELECT pid::text FROM pg_stat_activity WHERE pid = {process}");
    let is_gone = async || app.database.texts(&is_there).is_empty().then_some(());
    eventually("the database gives it up", is_gone).await;
    other.run("ROLLBACK").await;
    // It leaves nothing behind: the next report gets its slot and a connection.
    assert_eq!(app.query(REPORT).await.data("/missedAppointments/totals/booked"), json!(0));
}
