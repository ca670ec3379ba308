//! The analytics views agree with the API, use London's calendar, and answer the example questions.

use std::{collections::BTreeSet, fs, path::Path};

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::London;
use panda::{
    seed::{self, Plan},
    value::{london_day, parse_timestamp},
};
use serde_json::{Value, json};

use crate::support::{
    TestApp, TestDatabase, altered, appointment_row, at_instant, nhs_number, patient_row, with,
};

/// The rows of a view, as JSON.
fn rows(database: &TestDatabase, view: &str) -> Vec<Value> {
    let rows = database.texts(&format!("SELECT to_jsonb(row)::text FROM analytics.{view} AS row ORDER BY 1"));
    rows.iter().map(|row| serde_json::from_str(row).expect("JSON")).collect()
}

/// The expected row of a view for an appointment of the API, without keys. The patient is about thirty.
fn shown(appointment: &Value) -> Value {
    let instant = |field: &str| -> DateTime<Utc> {
        parse_timestamp(appointment[field].as_str().expect("a text")).expect("an instant")
    };
    let (starts_at, booked_at) = (instant("startsAt"), instant("createdAt"));
    let local = starts_at.with_timezone(&London);
    let lead_time_band = match (london_day(starts_at) - london_day(booked_at)).num_days() {
        0 => "SAME_DAY",
        1 => "ONE_DAY",
        2..8 => "DAYS_2_TO_7",
        days => panic!("{days} days"),
    };
    json!({
        "department_code": appointment["department"]["code"],
        "organisation_ods_code": appointment["organisation"]["odsCode"],
        "local_date": local.date_naive().to_string(),
        "iso_weekday": local.weekday().number_from_monday(),
        "local_hour": local.hour(),
        "duration_minutes": appointment["durationMinutes"],
        "status": appointment["status"],
        "age_band": "AGE_25_TO_34",
        "lead_time_band": lead_time_band,
        "booked_on": london_day(booked_at).to_string(),
        "arrived_late": appointment["arrivedLate"],
        "cancelled_by": appointment["cancelledBy"],
    })
}

#[tokio::test]
async fn the_views_agree_with_the_api_for_every_status() {
    let app = TestApp::start().await;
    let now = app.now() + TimeDelta::hours(3);
    app.database.stop_analytics_clock(now);
    let born = format!("{}-01-01", now.year() - 30);
    let patient =
        json!({ "nhsNumber": nhs_number(1), "name": "Zoe", "dateOfBirth": born, "postcode": "CF10 1EP" });
    let patient = app.mutate("registerPatient", patient, "patient { id }").await;
    let patient = patient.text("/registerPatient/patient/id");
    let (clinician, organisation) = (app.some_clinician("ENT").await, app.an_organisation("RZZ01").await);
    app.an_appointment(&patient, &clinician, 60).await;
    let attended = app.an_appointment(&patient, &clinician, 120).await;
    app.attend_with(&attended, json!({ "arrivedLate": true })).await.data("");
    let cancelled = app.an_appointment(&patient, &clinician, 1500).await;
    app.cancel_with(&cancelled, json!({ "cancelledBy": "PROVIDER" })).await.data("");
    let changes = json!({ "organisationId": organisation, "durationMinutes": 45 });
    app.book(with(app.booking(&patient, &clinician, 3000), changes)).await.data("");

    app.clock.set(now);
    let query =
        "{ appointments(first: 10) { edges { node { status startsAt createdAt durationMinutes arrivedLate
                   cancelledBy department { code } organisation { odsCode } } } } }";
    let reported = app.query(query).await.data("/appointments/edges");
    let mut reported: Vec<Value> =
        reported.as_array().expect("edges").iter().map(|edge| shown(&edge["node"])).collect();
    let mut seen = rows(&app.database, "appointments");
    let people = ["patients", "clinicians"].map(|view| rows(&app.database, view).remove(0));
    for row in &mut seen {
        let row = row.as_object_mut().expect("a row");
        assert_eq!(row.remove("patient_key").as_ref(), Some(&people[0]["patient_key"]));
        assert_eq!(row.remove("clinician_key").as_ref(), Some(&people[1]["clinician_key"]));
        assert!(row.remove("starts_at").is_some());
    }
    for rows in [&mut reported, &mut seen] {
        rows.sort_by_key(|row| row["status"].to_string());
    }
    assert_eq!(seen, reported);
    let statuses: Vec<&Value> = seen.iter().map(|row| &row["status"]).collect();
    assert_eq!(statuses, ["ACTIVE", "ATTENDED", "CANCELLED", "MISSED"]);
    assert_eq!(people[0]["age_band"], "AGE_25_TO_34");
    assert_eq!(people[1]["department_code"], "ENT");
    let organisation =
        json!({ "organisation_ods_code": "RZZ01", "name": "Hospital RZZ01", "kind": "HOSPITAL" });
    assert_eq!(rows(&app.database, "organisations"), [organisation]);
    let department = json!({ "department_code": "ENT", "name": "Department ENT" });
    assert_eq!(rows(&app.database, "departments"), [department]);
}

#[tokio::test]
async fn days_and_hours_do_not_depend_on_the_analysts_time_zone() {
    let app = TestApp::start().await;
    let at = |n, time: &str| altered(&altered(&appointment_row(n), "time", time), "duration", "20m");
    let late = [
        at(1, "2026-06-30T23:15:00Z"),
        // The hour that occurs twice, and the following hour, which exists once.
        at(2, "2026-10-25T00:30:00Z"),
        at(3, "2026-10-25T01:30:00Z"),
        at(4, "2027-03-28T01:00:00Z"),
        // Attendance was recorded after the start.
        altered(&at(5, "2026-02-28T23:59:00Z"), "status", "attended"),
    ];
    app.import_all(&[patient_row(1)], &late).await;
    let shown = "SELECT concat_ws(' ', local_date, iso_weekday, local_hour, lead_time_band, coalesce(booked_on::text, '-'))
                 FROM analytics.appointments ORDER BY starts_at";
    for zone in ["Europe/London", "Asia/Tokyo", "America/New_York"] {
        assert_eq!(
            app.database.with_settings(&[&format!("TimeZone={zone}")]).texts(shown),
            [
                "2026-02-28 6 23 UNKNOWN -",
                "2026-07-01 3 0 DAYS_29_AND_OVER 2026-03-02",
                "2026-10-25 7 1 DAYS_29_AND_OVER 2026-03-02",
                "2026-10-25 7 1 DAYS_29_AND_OVER 2026-03-02",
                "2027-03-28 7 2 DAYS_29_AND_OVER 2026-03-02",
            ],
            "{zone}"
        );
    }
    // The views use the time zone of the stored counts.
    app.database.execute("UPDATE statistics_settings SET time_zone = 'Asia/Tokyo'");
    assert_eq!(app.database.texts(shown)[0], "2026-03-01 7 8 UNKNOWN -");
}

/// 19 attended, 3 missed, 7 cancelled.
fn twenty_nine() -> Vec<Value> {
    let statuses = [("attended", 0..19), ("missed", 19..22), ("cancelled", 22..29)];
    let rows = statuses
        .into_iter()
        .flat_map(|(status, numbers)| numbers.map(move |n| altered(&appointment_row(n), "status", status)));
    rows.collect()
}

#[tokio::test]
async fn monthly_totals_agree_with_the_api() {
    let app = TestApp::start().await;
    let now = "2026-04-21T10:00:00Z".parse().expect("an instant");
    app.clock.set(now);
    app.database.stop_analytics_clock(now);
    let upcoming = altered(&appointment_row(40), "time", "2026-05-31T23:30:00Z");
    app.import_all(&[patient_row(1)], &[twenty_nine(), vec![upcoming]].concat()).await;
    let months = "SELECT concat_ws(' ', department_code, month, booked, attended, missed, cancelled, upcoming, missed_minutes,
                     coalesce(round(100 * did_not_attend_rate, 2)::text, '-'), round(100 * share_of_booked, 2))
                  FROM analytics.missed_by_month ORDER BY month";
    let months = app.database.texts(months);
    assert_eq!(
        months,
        // In London, the last half-hour of May in UTC is in June.
        ["CARDIOLOGY 2026-03-01 29 19 3 7 0 90 13.64 10.34", "CARDIOLOGY 2026-06-01 1 0 0 0 1 0 - 0.00"]
    );
}

/// The example questions, each with its SQL.
fn questions() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/analysts.sql");
    let text = fs::read_to_string(path).expect("the example");
    let blocks = text.split("\n\n").filter(|block| block.trim_end().ends_with(';'));
    let divided = blocks.map(|block| block.split_once('\n').expect("a title and a query"));
    divided
        .map(|(title, query)| (title.to_owned(), query.trim_end().trim_end_matches(';').to_owned()))
        .collect()
}

/// Days on which two rates were equal when all patients had the same propensity, a leap day, and a day on
/// which London's date is later than UTC's.
const DAYS: [&str; 4] =
    ["2026-11-28T12:00:00Z", "2026-12-05T12:00:00Z", "2028-02-29T12:00:00Z", "2027-07-31T23:30:00Z"];

#[tokio::test]
async fn each_question_of_the_example_has_an_answer() {
    let questions = questions();
    assert!(questions.len() >= 6);
    for now in DAYS {
        let (app, now) = (TestApp::start().await, now.parse().expect("an instant"));
        app.clock.set(now);
        app.database.stop_analytics_clock(now);
        let plan = Plan { patients: 300, appointments: 12_000, seed: 2026 };
        seed::run(&app.context, plan, &|_| {}).await.expect("it is filled");
        for (title, query) in &questions {
            assert!(title.starts_with("-- ") && title.ends_with('?'), "{title}");
            let query = at_instant(query, now);
            let answer = app.database.texts(&format!("SELECT to_jsonb(row)::text FROM ({query}) AS row"));
            assert!(answer.len() > 1, "{title} {answer:?}");
            let answer: Vec<Value> =
                answer.iter().map(|row| serde_json::from_str(row).expect("JSON")).collect();
            let rate = |row: &Value| row.get("did_not_attend_percent").and_then(Value::as_f64);
            let rates: BTreeSet<String> =
                answer.iter().filter_map(rate).map(|rate| rate.to_string()).collect();
            assert!(rates.len() > 1 || rate(&answer[0]).is_none(), "{now} {title} {rates:?}");
            if title.contains("miss the next one too") {
                let after: Vec<&Value> = answer.iter().map(|row| &row["previous_status"]).collect();
                assert_eq!(after, ["MISSED", "ATTENDED"], "{now} {answer:?}");
                assert!(rate(&answer[0]) > rate(&answer[1]).map(|rate| rate * 1.5), "{now} {answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn every_record_is_shown_exactly_once() {
    let app = TestApp::start().await;
    let plan = Plan { patients: 60, appointments: 900, seed: 5 };
    seed::run(&app.context, plan, &|_| {}).await.expect("it is filled");
    // An appointment without an organisation.
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ZZZ").await);
    app.an_appointment(&patient, &clinician, 60).await;
    for table in ["appointments", "patients", "clinicians", "departments", "organisations"] {
        let count = |of: &str| app.database.number(&format!("SELECT count(*) FROM {of}"));
        assert_eq!(count(&format!("analytics.{table}")), count(table), "{table}");
        assert!(count(table) > 0, "{table}");
    }
    let booked = app.database.number("SELECT sum(booked) FROM analytics.missed_by_month");
    assert_eq!(booked, 901);
    let whole = "SELECT count(*) FROM analytics.appointments JOIN analytics.patients USING (patient_key)
        JOIN analytics.clinicians USING (clinician_key) JOIN analytics.departments ON departments.department_code = appointments.department_code
        JOIN analytics.organisations USING (organisation_ods_code)";
    let placed = "SELECT count(*) FROM appointments WHERE organisation_id IS NOT NULL";
    assert_eq!(app.database.number(whole), app.database.number(placed));
}
