//! Slow queries do not block fast ones (no head-of-line blocking).

use std::time::Duration;

use futures_util::future::join_all;
use panda::database::Capacity;
use serde_json::{Value, json};

use crate::support::{
    ConcurrentTransaction, Crowd, PlanCapture, TestApp, can_read_plans, eventually, million, nhs_number,
};

const REPORT: &str =
    "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2027-01-01\" }) { totals { booked } } }";

/// The most frequent reads, with the expected results.
const READS: [(&str, &str); 4] = [
    ("query($nhsNumber: NhsNumber!) { patient(by: { nhsNumber: $nhsNumber }) { name nhsNumber dateOfBirth postcode } }", "/patient/postcode"),
    (
        "{ appointments(filter: { startsAt: { from: \"2026-03-01T00:00:00Z\", until: \"2026-04-01T00:00:00Z\" } },
            orderBy: { field: STARTS_AT }, first: 20) { edges { node {
                startsAt status patient { name nhsNumber } clinician { name department { name } } } } } }",
        "/appointments/edges/5/node/clinician/department/name",
    ),
    (
        "query($nhsNumber: NhsNumber!) { patient(by: { nhsNumber: $nhsNumber }) { name appointments(orderBy: { field: STARTS_AT, direction: DESC },
            first: 10) { edges { node { startsAt clinician { name department { name } } } } } } }",
        "/patient/appointments/edges/2/node/clinician/department/name",
    ),
    (
        "{ appointments(orderBy: { field: STARTS_AT }, first: 100) { edges { node { startsAt postcode } }
            pageInfo { hasNextPage endCursor } } }",
        "/appointments/edges/5/node/postcode",
    ),
];

/// The number of concurrent requests for each read.
const READERS: usize = 10;

/// Database sessions that wait for a lock.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock' ORDER BY 1";

/// A server with two connections for slow queries, and two patients with three appointments each.
async fn crowd() -> (TestApp, String) {
    // Requests for one of the two time out quickly.
    let capacity = Capacity { pool: 2, acquire_timeout: Duration::from_millis(500), ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).start().await;
    app.add_crowd(Crowd { patients: 2, clinicians: 2, departments: 1, appointments: 3 });
    let patient = app.ids("patients").await.remove(0);
    (app, patient)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fast_reads_complete_while_the_pool_is_blocked() {
    let (app, patient) = crowd().await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("LOCK TABLE statistics_cells IN ACCESS EXCLUSIVE MODE").await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    let report = app.query(REPORT);
    let change = app.mutate("amendPatient", json!({ "id": patient, "name": "Late" }), "patient { name }");
    let reads = async {
        let both = async || Some(app.database.texts(WAITING)).filter(|waiting| waiting.len() == 2);
        let waiting = eventually("both wait", both).await;
        // No pooled connection is available.
        app.query("{ patients(first: 0) { totalCount } }").await.expect_code("SERVICE_UNAVAILABLE");
        for (query, found) in READS {
            let answers = (0..READERS).map(|_| app.send(query, json!({ "nhsNumber": nhs_number(1) })));
            for answer in join_all(answers).await {
                assert_ne!(answer.data(found), Value::Null, "{query}");
            }
        }
        assert_eq!(app.database.texts(WAITING), waiting, "they wait still");
        other.run("ROLLBACK").await;
    };
    let (report, change, ()) = tokio::join!(report, change, reads);
    assert_eq!(report.data("/missedAppointments/totals/booked"), json!(6));
    assert_eq!(change.text("/amendPatient/patient/name"), "Late");
}

/// No counts by hour and age are stored, so this report reads every appointment.
const REPORT_OF_ALL: &str =
    "{ missedAppointments(period: { from: \"2000-01-01\", until: \"2100-01-01\" }, groupBy: [HOUR],
    filter: { ageBand: [AGE_25_TO_34] }) { totals { booked } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_uses_one_processor_of_the_database() {
    if !can_read_plans("a_report_uses_one_processor_of_the_database") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let (_, plans) =
        planned.plans(async |app| app.query(REPORT_OF_ALL).await.data("/missedAppointments/totals")).await;
    let plans: Vec<_> = plans.iter().filter(|plan| plan.read_whole().contains(&"appointments")).collect();
    assert_eq!(plans.len(), 1, "one statement looks at all");
    assert!(!plans[0].steps().contains("\"Gather"), "{}", plans[0].to_text());
}
