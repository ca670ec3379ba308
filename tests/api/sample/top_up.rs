//! A sample that was filled, and completed weeks later.

use chrono::TimeDelta;
use panda::sample::{self, SampleChange};
use serde_json::{Value, json};

use super::{ensure, sampled};
use crate::support::{TestApp, eventually};

const FRIDAY: &str = "2026-11-27T10:00:00Z";

impl TestApp {
    fn digest(&self) -> String {
        let rows = "SELECT md5(string_agg(row, '|' ORDER BY row))
                    FROM appointments AS a, LATERAL (SELECT (to_jsonb(a) - 'analytics_key')::text) AS content(row)";
        self.database.texts(rows).remove(0)
    }

    /// The first active appointment after that many hours.
    async fn next_active(&self, hours: i64) -> String {
        let query = "query($from: DateTime!) { appointments(first: 1, filter: { status: [ACTIVE], startsAt: { from: $from } }) {
                       edges { node { id } } } }";
        let from = (self.now() + TimeDelta::hours(hours)).to_rfc3339();
        self.send(query, json!({ "from": from })).await.text("/appointments/edges/0/node/id")
    }

    /// The number of appointments with one of these statuses that start in a range of days from now.
    async fn count(&self, statuses: &[&str], from: i64, until: i64) -> i64 {
        let query = "query($status: [AppointmentStatus!], $period: DateTimeRange) {
                       appointments(filter: { status: $status, startsAt: $period }) { totalCount } }";
        let at = |days| (self.now() + TimeDelta::days(days)).to_rfc3339();
        let variables = json!({ "status": statuses, "period": { "from": at(from), "until": at(until) } });
        let count = self.send(query, variables).await.data("/appointments/totalCount");
        count.as_i64().expect("a number")
    }
}

/// The users' changes to the sample. All must be preserved.
struct Changes {
    records: Vec<(String, Value)>,
}

impl Changes {
    async fn made_in(app: &TestApp) -> Self {
        let attended = app.next_active(0).await;
        app.attend(&attended).await.data("");
        let cancelled = app.next_active(72).await;
        app.cancel(&cancelled).await.data("");
        let moved = app.next_active(96).await;
        app.amend(&moved, json!({ "startsAt": app.in_minutes(120 * 24 * 60) })).await.data("");
        let people = app.query("{ patients(last: 1) { edges { node { id } } } clinicians(first: 1) { edges { node { id } } } }").await;
        let (patient, clinician) =
            (people.text("/patients/edges/0/node/id"), people.text("/clinicians/edges/0/node/id"));
        app.mutate("amendPatient", json!({ "id": patient, "name": "Renamed" }), "patient { id }")
            .await
            .data("");
        app.mutate("amendClinician", json!({ "id": clinician, "name": "Renamed" }), "clinician { id }")
            .await
            .data("");
        let mut records = Vec::new();
        for id in [attended, cancelled, moved] {
            records.push((id.clone(), app.recorded(&id).await));
        }
        // A whole day of a clinician after the end of the first sample, where the completed sample would
        // overlap.
        for days in [87, 88, 89, 90, 91] {
            let input = json!({ "patient": { "id": patient }, "clinicianId": clinician, "postcode": "SW1A 1AA",
                "startsAt": app.in_minutes(days * 24 * 60 - 120), "durationMinutes": 600 });
            let id = app.book(input).await.text("/bookAppointment/appointment/id");
            records.push((id.clone(), app.recorded(&id).await));
        }
        Self { records }
    }

    async fn are_kept_in(&self, app: &TestApp) {
        for (id, before) in &self.records {
            assert_eq!(&app.recorded(id).await, before);
        }
        let names = app.query(
            "{ patients(first: 1, filter: { search: \"Renamed\" }) { totalCount }
                                 clinicians(filter: { search: \"Renamed\" }) { totalCount } }",
        );
        let expected = json!({ "patients": { "totalCount": 1 }, "clinicians": { "totalCount": 1 } });
        assert_eq!(names.await.data(""), expected);
    }
}

#[tokio::test]
async fn a_sample_is_completed_weeks_later_and_keeps_user_changes() {
    let app = sampled(FRIDAY).await;
    let whole = app.digest();
    assert_eq!(ensure(&app).await, SampleChange::Complete);
    assert_eq!(app.digest(), whole, "the same instant changes nothing");
    let changes = Changes::made_in(&app).await;
    let ahead = app.count(&["ACTIVE"], 0, 28).await;

    app.clock.advance(TimeDelta::days(30));
    let change = ensure(&app).await;
    let SampleChange::ToppedUp { since, appointments } = change else { panic!("{change:?}") };
    assert_eq!(since.to_string(), "2026-11-27");
    assert!(appointments > 1_000, "{appointments}");
    changes.are_kept_in(&app).await;

    // The days between are history: attended, missed and cancelled in the usual proportions.
    let [attended, missed, cancelled] = [
        app.count(&["ATTENDED"], -29, -1).await,
        app.count(&["MISSED"], -29, -1).await,
        app.count(&["CANCELLED"], -29, -1).await,
    ];
    let all = attended + missed + cancelled;
    assert!(all > 1_200, "{all}");
    assert!(attended * 100 > all * 70, "{attended} of {all}");
    assert!(
        (5..20).contains(&(missed * 100 / all)) && (4..12).contains(&(cancelled * 100 / all)),
        "{missed}, {cancelled}"
    );
    // And the future is as full as before.
    let now_ahead = app.count(&["ACTIVE"], 0, 28).await;
    assert!(now_ahead * 10 > ahead * 7, "{now_ahead} and {ahead}");
    assert!(app.count(&["ACTIVE"], 77, 85).await > 20);

    let completed = app.digest();
    assert_eq!(ensure(&app).await, SampleChange::Complete);
    assert_eq!(app.digest(), completed);
}

#[tokio::test]
async fn an_interrupted_fill_writes_nothing_and_the_next_start_fills() {
    let app = TestApp::start().await;
    let context = app.context.clone();
    let filling = tokio::spawn(async move { sample::ensure(&context).await.is_ok() });
    let terminate = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
                     WHERE datname = current_database() AND query LIKE 'COPY appointments%' AND state = 'active'";
    let is_copying = async || (!app.database.texts(terminate).is_empty()).then_some(());
    eventually("appointments are copied", is_copying).await;
    assert!(!filling.await.expect("it ends"), "the connection was closed during the filling");
    assert_eq!(
        app.database.number("SELECT (SELECT count(*) FROM patients) + (SELECT count(*) FROM clinicians)"),
        0
    );
    assert!(matches!(ensure(&app).await, SampleChange::Filled { .. }));
}

#[tokio::test]
async fn a_database_with_other_records_is_not_filled() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    assert_eq!(ensure(&app).await, SampleChange::NotOurs);
    assert_eq!(app.database.number("SELECT count(*) FROM patients"), 1);
}
