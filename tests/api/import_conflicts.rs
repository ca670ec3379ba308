//! An import only adds: what is recorded already is never overwritten, and nobody is in two places at once.

use panda::import::{FileTally, Strictness};
use serde_json::{Value, json};

use crate::support::{TestApp, altered, appointment_row, nhs_number, patient_row, refusals};

/// A server that knows two patients.
async fn with_patients() -> TestApp {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1), patient_row(2)], &[]).await;
    app
}

/// A row about the same time as another, of somebody else with somebody else.
fn beside(row: &Value, number: u32) -> Value {
    let row = altered(row, "id", format!("00000000-0000-4000-8000-00000001{number:04}"));
    altered(&altered(&row, "patient", nhs_number(2)), "clinician", "Dr Else")
}

fn other_id(row: &Value) -> Value {
    altered(row, "id", "00000000-0000-4000-8000-0000000000ff")
}

async fn statuses(app: &TestApp) -> Vec<Value> {
    let edges = app.query("{ appointments { edges { node { status } } } }").await.data("/appointments/edges");
    edges.as_array().expect("a list").iter().map(|edge| edge["node"]["status"].clone()).collect()
}

#[tokio::test]
async fn an_appointment_that_is_recorded_otherwise_is_a_conflict() {
    let app = with_patients().await;
    let recorded = appointment_row(0);
    app.import_all(&[], std::slice::from_ref(&recorded)).await;
    let before = app.database.texts("SELECT appointments::text FROM appointments");
    for (field, value) in [
        ("patient", nhs_number(2)),
        ("status", "cancelled".to_owned()),
        ("time", "2026-03-03T00:05:00Z".to_owned()),
        ("duration", "35m".to_owned()),
        ("clinician", "Dr Else".to_owned()),
        ("department", "oncology".to_owned()),
        ("postcode", "M1 1AF".to_owned()),
    ] {
        let changed = altered(&recorded, field, value);
        app.import_but(&[], &[changed], &["appointments[0].id IMPORT_CONFLICT"]).await;
    }
    assert_eq!(app.database.texts("SELECT appointments::text FROM appointments"), before);
    assert_eq!(app.database.texts("SELECT name FROM clinicians"), ["Dr Bell"]);
    // Another way to write the same.
    let same = altered(&altered(&recorded, "time", "2026-03-03T01:00:00+01:00"), "postcode", "m11ae");
    assert_eq!(app.import_all(&[], &[same]).await.appointments.unchanged, 1);
}

#[tokio::test]
async fn a_patient_who_is_recorded_otherwise_is_a_conflict() {
    let app = with_patients().await;
    for (field, value) in [("name", "Somebody"), ("date_of_birth", "1981-05-17"), ("postcode", "M1 1AE")] {
        let changed = altered(&patient_row(1), field, value);
        app.import_but(&[changed], &[], &["patients[0].nhs_number IMPORT_CONFLICT"]).await;
    }
    assert_eq!(app.database.texts("SELECT DISTINCT version::text FROM patients"), ["1"]);
}

#[tokio::test]
async fn what_is_cancelled_stays_so_and_what_is_not_is_not_cancelled_by_a_file() {
    let app = with_patients().await;
    let past = altered(&appointment_row(0), "time", "2026-03-01T10:00:00Z");
    let words = ["active", "attended", "missed", "cancelled"];
    let rows: Vec<Value> = words
        .iter()
        .zip(0_u32..)
        .map(|(word, n)| {
            let row = altered(&past, "id", appointment_row(n)["id"].clone());
            altered(&altered(&row, "time", format!("2026-03-01T{:02}:00:00Z", 10 + n)), "status", *word)
        })
        .collect();
    app.import_all(&[], &rows).await;
    let recorded = ["MISSED", "ATTENDED", "MISSED", "CANCELLED"];
    for (row, status) in rows.iter().zip(recorded) {
        for word in words {
            let report = app.import(&[], &[altered(row, "status", word)], Strictness::SkipInvalid).await;
            // Past its end, an active appointment is a missed one.
            let says_the_same =
                status == if word == "active" { "MISSED".into() } else { word.to_uppercase() };
            let expected = if says_the_same { vec![] } else { vec!["appointments[0].id IMPORT_CONFLICT"] };
            assert_eq!(refusals(&report), expected, "{status} and {word}");
        }
    }
    assert_eq!(statuses(&app).await, recorded);
    let cancelled = app.an_appointment_called_off().await;
    let revived = altered(&appointment_row(9), "id", cancelled);
    app.import_but(&[], &[revived], &["appointments[0].id IMPORT_CONFLICT"]).await;
}

impl TestApp {
    /// The key of an appointment that was booked and called off through the API.
    async fn an_appointment_called_off(&self) -> String {
        let id = self.an_appointment(&self.a_patient(5).await, &self.some_clinician("ENT").await, 60).await;
        self.mutate("cancelAppointment", json!({ "id": id }), "appointment { id }").await.data("");
        self.database.texts("SELECT id::text FROM appointments WHERE cancelled_at IS NOT NULL").remove(0)
    }
}

#[tokio::test]
async fn missed_begins_with_the_end_and_attended_when_attendance_opens() {
    let app = with_patients().await;
    let at = |n: u32, time: &str, status: &str| {
        altered(&altered(&appointment_row(n), "time", time), "status", status)
    };
    // It is nine o'clock, an appointment takes half an hour, and attendance opens twelve hours before the start.
    let rows = [at(0, "2026-03-02T08:30:00Z", "missed"), at(1, "2026-03-02T21:00:00Z", "attended")];
    app.import_all(&[], &rows).await;
    let early =
        [at(2, "2026-03-02T08:30:00.000001Z", "missed"), at(3, "2026-03-02T21:00:00.000001Z", "attended")];
    let refused = [
        "appointments[0].status IMPORT_MISSED_IN_FUTURE",
        "appointments[1].status IMPORT_ATTENDED_IN_FUTURE",
    ];
    app.import_but(&[], &early, &refused).await;
    assert_eq!(statuses(&app).await, ["MISSED", "ATTENDED"]);
}

#[tokio::test]
async fn a_clinician_is_known_by_the_exact_name_within_the_department() {
    let app = with_patients().await;
    let cardiology = app.a_department("CARDIO").await;
    let rename = json!({ "id": cardiology, "name": "cardiolog\u{ed}a" });
    app.mutate("amendDepartment", rename, "department { id }").await.data("");
    let zoe = app.a_clinician("Dr Zo\u{eb}", &cardiology).await;
    let row = |n: u32, clinician: &str, department: &str| {
        altered(&altered(&appointment_row(n), "clinician", clinician), "department", department)
    };
    // The same letters, composed otherwise, or in another case; then two who are somebody else.
    let rows = [
        row(0, "Dr Zoe\u{308}", "cardiologi\u{301}a"),
        row(1, "dr zo\u{eb}", "cardiolog\u{ed}a"),
        row(2, "Dr Zoe", "cardiolog\u{ed}a"),
        row(3, "Dr Zo\u{eb}", "oncology"),
    ];
    app.import_all(&[], &rows).await;
    let query = "query($id: ID!) { appointments(filter: { clinicianId: [$id] }) { totalCount } clinicians { totalCount }
                   departments { totalCount } }";
    let data = app.send(query, json!({ "id": zoe })).await.data("");
    let counts = ["appointments", "clinicians", "departments"].map(|list| data[list]["totalCount"].clone());
    assert_eq!(counts, [2, 3, 2].map(Value::from));

    app.a_clinician("Dr Zo\u{eb}", &cardiology).await;
    let ambiguous = row(4, "Dr Zo\u{eb}", "cardiolog\u{ed}a");
    app.import_but(&[], &[ambiguous], &["appointments[0].clinician IMPORT_CLINICIAN_AMBIGUOUS"]).await;
}

#[tokio::test]
async fn rows_that_overlap_are_refused_within_a_file_and_against_the_record() {
    let app = with_patients().await;
    let first = appointment_row(0);
    let clinician_busy = altered(&beside(&first, 1), "clinician", "Dr Bell");
    let patient_busy = altered(&beside(&first, 2), "patient", nhs_number(1));
    let both_busy = altered(&other_id(&first), "time", "2026-03-03T00:29:00Z");
    let cancelled = altered(&altered(&first, "id", appointment_row(7)["id"].clone()), "status", "cancelled");
    let rows = [first, clinician_busy, patient_busy, both_busy, appointment_row(1), cancelled];
    let refused = [
        "appointments[1].time APPOINTMENT_CLINICIAN_BUSY",
        "appointments[2].time APPOINTMENT_PATIENT_BUSY",
        "appointments[3].time APPOINTMENT_CLINICIAN_BUSY",
        "appointments[3].time APPOINTMENT_PATIENT_BUSY",
    ];
    let report = app.import_but(&[], &rows, &refused).await;
    assert_eq!(report.appointments, FileTally { added: 3, unchanged: 0, refused: 3 });
    let again = app.import_but(&[], &rows, &refused).await;
    assert_eq!(again.appointments, FileTally { added: 0, unchanged: 3, refused: 3 });
}

#[tokio::test]
async fn a_record_may_come_twice_in_a_file_if_it_says_the_same() {
    let app = TestApp::start().await;
    let patients = [patient_row(1), patient_row(1), altered(&patient_row(1), "name", "Somebody")];
    let first = appointment_row(0);
    let appointments = [first.clone(), first.clone(), altered(&first, "duration", "10m")];
    let refused = ["patients[2].nhs_number IMPORT_CONFLICT", "appointments[2].id IMPORT_CONFLICT"];
    let report = app.import_but(&patients, &appointments, &refused).await;
    let tally = FileTally { added: 1, unchanged: 1, refused: 1 };
    assert_eq!((report.patients, report.appointments), (tally, tally));
    // Whoever repeats a refused row is refused for the same reason.
    let taken = other_id(&first);
    let busy = ["CLINICIAN", "PATIENT"].map(|who| format!("time APPOINTMENT_{who}_BUSY"));
    let expected: Vec<String> = [0, 1]
        .iter()
        .flat_map(|n| busy.iter().map(move |told| format!("appointments[{n}].{told}")))
        .collect();
    let report = app.import(&[], &[taken.clone(), taken], Strictness::SkipInvalid).await;
    assert_eq!(refusals(&report), expected);
}

#[tokio::test]
async fn two_imports_at_a_time_wait_for_each_other() {
    let app = TestApp::start().await;
    let patients: Vec<Value> = (1..=40).map(patient_row).collect();
    let appointments: Vec<Value> = (0..40).map(appointment_row).collect();
    let import = || app.import(&patients, &appointments, Strictness::AllOrNothing);
    let (one, other) = tokio::join!(import(), import());
    assert!(one.report.is_written && other.report.is_written);
    let mut added =
        [one, other].map(|import| (import.report.patients.added, import.report.appointments.added));
    added.sort_unstable();
    assert_eq!(added, [(0, 0), (40, 40)]);
}
