//! The meaning of each figure of a report at every instant.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Fact, ROW, Server, TestApp, TestDatabase, panda, with};

const DAY: [&str; 2] = ["2026-03-02", "2026-03-03"];

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// Expects the totals of a day, by the stored counts and by the rows, and the same of its only row.
async fn expect(app: &TestApp, arguments: &str, expected: &str) {
    for zone in ["Europe/London", "Europe/Jersey"] {
        assert_eq!(app.rows(zone, DAY, arguments).await, [expected], "{zone} {arguments}");
    }
    assert_eq!(app.totals(DAY, arguments).await, expected, "{arguments}");
}

async fn totals(app: &TestApp, arguments: &str) -> Value {
    let fields = format!("totals {{ {ROW} didNotAttendInterval {{ low high }} }}");
    app.report(DAY, arguments, &fields).await.data("/report/totals")
}

#[tokio::test]
async fn a_report_counts_attended_missed_and_cancelled_appointments() {
    let app = TestApp::start().await;
    let clinician = app.some_clinician("ENT").await;
    for n in 0..29_u32 {
        let patient = app.a_patient(n).await;
        let booking = app.booking(&patient, &clinician, 60 + 10 * i64::from(n));
        let booked = app.book(with(booking, json!({ "durationMinutes": 10 }))).await;
        let id = booked.text("/bookAppointment/appointment/id");
        match n {
            0..15 => drop(app.attend(&id).await.data("")),
            15..19 => drop(app.attend_with(&id, json!({ "arrivedLate": true })).await.data("")),
            19..26 => drop(app.cancel(&id).await.data("")),
            _ => {}
        }
    }
    expect(&app, "", "19 0 7 3 0min").await;
    app.clock.advance(TimeDelta::hours(8));
    expect(&app, "", "19 3 7 0 30min").await;
    let row = totals(&app, "").await;
    let near = |value: &Value, expected: f64| (value.as_f64().expect("a number") - expected).abs() < 1e-4;
    assert!(near(&row["didNotAttendRate"], 3.0 / 22.0) && near(&row["didNotAttendRate"], 0.1364), "{row}");
    assert!(near(&row["shareOfBooked"], 3.0 / 29.0) && near(&row["shareOfBooked"], 0.1034), "{row}");
    let range = &row["didNotAttendInterval"];
    assert!(near(&range["low"], 0.0475) && near(&range["high"], 0.3333), "{row}");
    assert_eq!((&row["estimatedCost"], &row["suppressed"]), (&json!("90.00"), &json!(false)));
}

#[tokio::test]
async fn a_rate_without_appointments_is_null() {
    let app = TestApp::start().await;
    let rates = async |app: &TestApp| {
        let row = totals(app, "").await;
        ["didNotAttendRate", "didNotAttendInterval", "shareOfBooked", "estimatedCost"]
            .map(|field| row[field].clone())
    };
    assert_eq!(rates(&app).await, [json!(null), json!(null), json!(null), json!("0.00")]);
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let id = app.an_appointment(&patient, &clinician, 60).await;
    app.cancel(&id).await.data("");
    assert_eq!(rates(&app).await, [json!(null), json!(null), json!(0.0), json!("0.00")]);
}

#[tokio::test]
async fn every_change_is_reported_immediately() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    expect(&app, "", "0 0 0 0 0min").await;
    let attended = app.an_appointment(&patient, &clinician, 60).await;
    expect(&app, "", "0 0 0 1 0min").await;
    let cancelled = app.an_appointment(&patient, &clinician, 120).await;
    let missed = app.an_appointment(&patient, &clinician, 180).await;
    expect(&app, "", "0 0 0 3 0min").await;
    app.attend(&attended).await.data("");
    expect(&app, "", "1 0 0 2 0min").await;
    app.cancel(&cancelled).await.data("");
    expect(&app, "", "1 0 1 1 0min").await;
    app.amend(&missed, json!({ "startsAt": app.in_minutes(1440) })).await.data("");
    expect(&app, "", "1 0 1 0 0min").await;
    app.amend(&missed, json!({ "startsAt": app.in_minutes(240), "durationMinutes": 45 })).await.data("");
    expect(&app, "", "1 0 1 1 0min").await;
    app.clock.advance(TimeDelta::days(1));
    expect(&app, "", "1 1 1 0 45min").await;
}

#[tokio::test]
async fn an_appointment_is_missed_at_the_instant_of_its_end_without_any_write() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    app.an_appointment(&patient, &clinician, 60).await;
    for (now, expected) in [
        ("2026-03-02T10:29:59.999999Z", "0 0 0 1 0min"),
        ("2026-03-02T10:30:00Z", "0 1 0 0 30min"),
        ("2026-03-02T23:59:59.999999Z", "0 1 0 0 30min"),
        ("2026-03-03T00:00:00Z", "0 1 0 0 30min"),
        ("2036-03-02T10:30:00Z", "0 1 0 0 30min"),
    ] {
        app.clock.set(instant(now));
        expect(&app, "", expected).await;
    }
}

#[tokio::test]
async fn as_of_separates_upcoming_from_missed_only() {
    let app = TestApp::start().await;
    app.add_places(&["Ada", "Ben"], &["ENT"], &[]);
    let fact = Fact {
        starts_at: "2026-03-02T10:00:00Z",
        minutes: 30,
        clinician: "Ada",
        department: "ENT",
        organisation: None,
        status: "active",
    };
    app.add_facts(&[
        fact,
        Fact { starts_at: "2026-03-02T11:00:00Z", status: "attended", ..fact },
        Fact { starts_at: "2026-03-02T12:00:00Z", status: "cancelled", ..fact },
        // Overnight, and for a whole day.
        Fact { starts_at: "2026-03-02T22:00:00Z", minutes: 240, ..fact },
        Fact { starts_at: "2026-03-02T01:00:00Z", minutes: 1440, clinician: "Ben", ..fact },
    ]);
    app.database.execute("SELECT statistics_fold()");
    for (as_of, expected) in [
        ("2020-01-01T00:00:00Z", "1 0 1 3 0min"),
        ("2026-03-02T10:29:59.999999Z", "1 0 1 3 0min"),
        ("2026-03-02T10:30:00Z", "1 1 1 2 30min"),
        ("2026-03-02T10:30:00+01:00", "1 0 1 3 0min"),
        ("2026-03-03T00:00:00Z", "1 1 1 2 30min"),
        ("2026-03-03T00:59:59.999999Z", "1 1 1 2 30min"),
        ("2026-03-03T01:00:00Z", "1 2 1 1 1470min"),
        ("2026-03-03T02:00:00Z", "1 3 1 0 1710min"),
        ("2126-03-03T02:00:00Z", "1 3 1 0 1710min"),
    ] {
        expect(&app, &format!(r#"asOf: "{as_of}""#), expected).await;
        // By month, and without the appointment's month.
        let month = app.totals(["2026-03-01", "2026-04-01"], &format!(r#"asOf: "{as_of}""#)).await;
        assert_eq!(month, expected, "{as_of}");
    }
    let reported = app.report(DAY, r#"asOf: "2026-03-02T10:30:00+01:00""#, "asOf").await;
    assert_eq!(reported.data("/report/asOf"), "2026-03-02T09:30:00Z");
    assert_eq!(app.report(DAY, "", "asOf").await.data("/report/asOf"), "2026-03-02T09:00:00Z");
}

#[tokio::test]
async fn appointments_count_for_the_department_of_their_booking() {
    let app = TestApp::start().await;
    let (ent, gum) = (app.a_department("ENT").await, app.a_department("GUM").await);
    let (patient, clinician) = (app.a_patient(1).await, app.a_clinician("Dr Bell", &ent).await);
    app.an_appointment(&patient, &clinician, 60).await;
    let moved = json!({ "id": clinician, "departmentId": gum });
    app.mutate("amendClinician", moved, "clinician { id }").await.data("");
    app.an_appointment(&patient, &clinician, 120).await;
    app.an_appointment(&patient, &clinician, 180).await;
    for zone in ["Europe/London", "Europe/Jersey"] {
        let mut rows = app.rows(zone, DAY, "groupBy: [DEPARTMENT]").await;
        rows.sort();
        assert_eq!(rows, ["ENT 0 0 0 1 0min", "GUM 0 0 0 2 0min"]);
        let both = app
            .rows(zone, DAY, &format!(r#"groupBy: [CLINICIAN] filter: {{ departmentId: "{ent}" }}"#))
            .await;
        assert_eq!(both, ["Dr Bell 0 0 0 1 0min"]);
    }
}

/// A missed third of an hour.
const A_THIRD: Fact = Fact {
    starts_at: "",
    minutes: 20,
    clinician: "Ada",
    department: "ENT",
    organisation: None,
    status: "active",
};

#[tokio::test]
async fn a_cost_is_decimal_and_rounded_to_the_penny() {
    let app = TestApp::start().await;
    app.add_places(&["Ada"], &["ENT"], &[]);
    let fact = Fact { starts_at: "2026-03-02T02:00:00Z", ..A_THIRD };
    app.add_facts(&[fact]);
    for (arguments, expected) in [
        ("", "30.00"),
        ("costPerAppointment: null", "30.00"),
        ("costPerAppointment: 0", "0.00"),
        ("costPerAppointment: 31.5", "31.50"),
        (r#"costPerAppointment: "0.005""#, "0.01"),
        (r#"costPerAppointment: "0.0049""#, "0.00"),
        (r#"costPerAppointment: "1000000""#, "1000000.00"),
        (r#"costPerHour: "100""#, "33.33"),
        (r#"costPerHour: "0.0150""#, "0.01"),
        ("costPerHour: 200", "66.67"),
    ] {
        assert_eq!(totals(&app, arguments).await["estimatedCost"], expected, "{arguments}");
    }
    app.add_facts(&[
        Fact { starts_at: "2026-03-02T03:00:00Z", ..fact },
        Fact { starts_at: "2026-03-02T04:00:00Z", ..fact },
    ]);
    // A float cannot represent a tenth: three of them would be 0.30000000000000004.
    assert_eq!(totals(&app, "costPerAppointment: 0.1").await["estimatedCost"], "0.30");
    assert_eq!(totals(&app, r#"costPerHour: "100""#).await["estimatedCost"], "100.00");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_default_cost_is_a_setting() {
    let database = TestDatabase::create();
    let app = TestApp::builder().database(database.with_settings(&[])).start().await;
    app.add_places(&["Ada"], &["ENT"], &[]);
    let fact = Fact { starts_at: "2024-03-01T02:00:00Z", ..A_THIRD };
    app.add_facts(&[fact]);
    let cost = "{ missedAppointments(period: { from: \"2024-03-01\", until: \"2024-03-02\" }) { totals { estimatedCost } } }";
    let with_setting =
        |value| {
            Server::start_with(panda().arg("serve").envs([
                ("DATABASE_URL", database.url_text.as_str()),
                ("PANDA_MISSED_APPOINTMENT_COST", value),
            ]))
        };
    for (value, expected) in [("45.125", "45.13"), ("0", "0.00")] {
        let reported = with_setting(value).query(cost).await.text("/missedAppointments/totals/estimatedCost");
        assert_eq!(reported, expected);
    }
}
