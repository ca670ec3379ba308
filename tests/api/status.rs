//! The status of an appointment at every instant is the same in every query.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;

/// The results of every query for the status of the only appointment.
#[derive(Debug, PartialEq)]
struct StatusReports {
    status: String,
    /// In the list without a filter, and in the list of each status.
    listed: Vec<(String, Vec<Value>)>,
    counted: Vec<(String, Value)>,
}

/// Reads the status in every possible way.
async fn status_reports(app: &TestApp, id: &str) -> StatusReports {
    let list = |status: &str| {
        format!(
            "appointments(filter: {{ status: [{status}] }}) {{ totalCount edges {{ node {{ status }} }} }}"
        )
    };
    let statuses = ["ACTIVE", "ATTENDED", "CANCELLED", "MISSED", "ACTIVE MISSED", "ATTENDED CANCELLED"];
    let all: Vec<String> = (0..).zip(statuses).map(|(n, status)| format!("l{n}: {}", list(status))).collect();
    let all = all.join(" ");
    let query = format!(
        "query($id: ID!) {{ appointment(id: $id) {{ status }} {all}
           node(id: $id) {{ ... on Appointment {{ status clinician {{ {all} }} patient {{ {all} }} department {{ {all} }}
                            organisation {{ {all} }} }} }} }}"
    );
    let answer = app.send(&query, json!({ "id": id })).await;
    let status = answer.text("/appointment/status");
    assert_eq!(answer.text("/node/status"), status);
    let places = ["", "/node/clinician", "/node/patient", "/node/department", "/node/organisation"];
    let tell = |place: &str| {
        let list = |n: usize| format!("{place}/l{n}");
        let entries = |n| answer.data(&format!("{}/edges", list(n))).as_array().expect("edges").clone();
        let of = |n| entries(n).iter().map(|edge| edge["node"]["status"].clone()).collect();
        let count = |n| answer.data(&format!("{}/totalCount", list(n)));
        StatusReports {
            status: status.clone(),
            listed: (0..).zip(statuses).map(|(n, status)| (status.to_owned(), of(n))).collect(),
            counted: (0..).zip(statuses).map(|(n, status)| (status.to_owned(), count(n))).collect(),
        }
    };
    let reported = tell("");
    for place in places {
        assert_eq!(tell(place), reported, "at {place}");
    }
    reported
}

/// The expected results when all queries agree.
fn agreed(status: &str) -> StatusReports {
    let statuses = ["ACTIVE", "ATTENDED", "CANCELLED", "MISSED", "ACTIVE MISSED", "ATTENDED CANCELLED"];
    let fits = |status_reports: &str| status_reports.split(' ').any(|one| one == status);
    let list = |status_reports: &str| if fits(status_reports) { vec![json!(status)] } else { Vec::new() };
    let count = |status_reports: &str| json!(u32::from(fits(status_reports)));
    StatusReports {
        status: status.to_owned(),
        listed: statuses
            .iter()
            .map(|status_reports| ((*status_reports).to_owned(), list(status_reports)))
            .collect(),
        counted: statuses
            .iter()
            .map(|status_reports| ((*status_reports).to_owned(), count(status_reports)))
            .collect(),
    }
}

/// An appointment at an organisation, from 10:00 to 10:30.
async fn an_appointment(app: &TestApp) -> String {
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let mut booking = app.booking(&patient, &clinician, 60);
    booking["organisationId"] = json!(app.an_organisation("RJ1").await);
    app.book(booking).await.text("/bookAppointment/appointment/id")
}

fn end() -> DateTime<Utc> {
    "2026-03-02T10:30:00Z".parse().expect("an instant")
}

#[tokio::test]
async fn an_active_appointment_is_missed_from_the_instant_of_its_end() {
    let app = TestApp::start().await;
    let id = an_appointment(&app).await;
    assert_eq!(status_reports(&app, &id).await, agreed("ACTIVE"));
    app.clock.set(end() - TimeDelta::microseconds(1));
    assert_eq!(status_reports(&app, &id).await, agreed("ACTIVE"));
    app.clock.set(end());
    assert_eq!(status_reports(&app, &id).await, agreed("MISSED"));
    app.clock.advance(TimeDelta::days(3650));
    assert_eq!(status_reports(&app, &id).await, agreed("MISSED"));
    assert_eq!(app.recorded(&id).await["version"], 1);
}

#[tokio::test]
async fn attended_and_cancelled_appointments_keep_their_status_after_the_end() {
    for (mutation, status) in [("attendAppointment", "ATTENDED"), ("cancelAppointment", "CANCELLED")] {
        let app = TestApp::start().await;
        let id = an_appointment(&app).await;
        app.mutate(mutation, json!({ "id": id }), "appointment { id }").await.data("");
        assert_eq!(status_reports(&app, &id).await, agreed(status));
        app.clock.set(end());
        assert_eq!(status_reports(&app, &id).await, agreed(status));
    }
}

#[tokio::test]
async fn an_empty_status_filter_matches_nothing_and_null_matches_all() {
    let app = TestApp::start().await;
    an_appointment(&app).await;
    let count = |status: &str| format!("{{ appointments(filter: {{ status: {status} }}) {{ totalCount }} }}");
    assert_eq!(app.query(&count("[]")).await.data("/appointments/totalCount"), 0);
    assert_eq!(app.query(&count("null")).await.data("/appointments/totalCount"), 1);
}

#[tokio::test]
async fn the_start_range_includes_its_lower_and_excludes_its_upper_bound() {
    let app = TestApp::start().await;
    an_appointment(&app).await;
    for (from, until, count) in [
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00.000001Z", 1),
        ("2026-03-02T11:00:00+01:00", "2026-03-03T00:00:00Z", 1),
        ("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", 0),
        ("2026-03-02T10:00:00.000001Z", "2026-03-03T00:00:00Z", 0),
    ] {
        let range = format!("{{ from: \"{from}\", until: \"{until}\" }}");
        let query = format!("{{ appointments(filter: {{ startsAt: {range} }}) {{ totalCount }} }}");
        assert_eq!(app.query(&query).await.data("/appointments/totalCount"), count, "{range}");
    }
    let local = r#"{ appointments(filter: { startsAt: { from: "2026-03-02T10:00:00", until: "x" } }) { totalCount } }"#;
    app.query(local).await.expect_refusals(&[
        "TIMESTAMP_WITHOUT_OFFSET at filter.startsAt.from",
        "TIMESTAMP_INVALID at filter.startsAt.until",
    ]);
}
