//! Whoever asks for little does not stand in line behind those who ask for much.

use std::time::Duration;

use futures_util::future::join_all;
use panda::database::Capacity;
use serde_json::{Value, json};

use crate::support::{
    Crowd, Other, Planned, TestApp, TestDatabase, eventually, million, nhs_number, plans_can_be_read,
};

const REPORT: &str =
    "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2027-01-01\" }) { totals { booked } } }";

/// What is read most, and what is found in each.
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

/// How often each is asked at once.
const READERS: usize = 10;

/// The processes of the database that wait for somebody.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock' ORDER BY 1";

/// A server with two connections for what takes time, and with two patients who have three appointments each.
async fn crowd() -> (TestApp, String) {
    // Nobody who wants one of the two waits for long.
    let capacity = Capacity { pool: 2, acquire_timeout: Duration::from_millis(500), ..Capacity::default() };
    let app = TestApp::start_with(TestDatabase::create(), capacity).await;
    app.add_crowd(Crowd { patients: 2, clinicians: 2, departments: 1, appointments: 3 });
    let patient = app.ids("patients").await.remove(0);
    (app, patient)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn short_reads_are_answered_while_whoever_has_the_pool_waits() {
    let (app, patient) = crowd().await;
    let mut other = Other::begin(&app).await;
    other.run("LOCK TABLE statistics_cells IN ACCESS EXCLUSIVE MODE").await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    let report = app.query(REPORT);
    let change = app.mutate("amendPatient", json!({ "id": patient, "name": "Late" }), "patient { name }");
    let reads = async {
        let both = async || Some(app.database.texts(WAITING)).filter(|waiting| waiting.len() == 2);
        let waiting = eventually("both wait", both).await;
        // There is nothing left for whoever wants a connection of the pool.
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

/// No counts are kept of hours by age, so every appointment is looked at.
const REPORT_OF_ALL: &str =
    "{ missedAppointments(period: { from: \"2000-01-01\", until: \"2100-01-01\" }, groupBy: [HOUR],
    filter: { ageBand: [AGE_25_TO_34] }) { totals { booked } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_takes_one_processor_of_the_database_however_much_it_looks_at() {
    if !plans_can_be_read("a_report_takes_one_processor_of_the_database_however_much_it_looks_at") {
        return;
    }
    let planned = Planned::start(million()).await;
    let (_, plans) =
        planned.plans(async |app| app.query(REPORT_OF_ALL).await.data("/missedAppointments/totals")).await;
    let plans: Vec<_> = plans.iter().filter(|plan| plan.read_whole().contains(&"appointments")).collect();
    assert_eq!(plans.len(), 1, "one statement looks at all");
    assert!(!plans[0].steps().contains("\"Gather"), "{}", plans[0].told());
}
