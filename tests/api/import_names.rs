//! Names in files and names on record: which are joined, and which stay two.

use std::fs;

use panda::import::{FileTally, Strictness};
use serde_json::{Value, json};

use crate::support::{Program, TestApp, altered, appointment_row, panda, patient_row, refusals};

fn row(n: u32, clinician: &str, department: &str) -> Value {
    altered(&altered(&appointment_row(n), "clinician", clinician), "department", department)
}

/// The clinicians with the departments of their appointments, in the order of time.
fn booked(app: &TestApp) -> Vec<String> {
    app.database.texts(
        "SELECT clinicians.name || '|' || departments.name FROM appointments
         JOIN clinicians ON clinicians.id = clinician_id
         JOIN departments ON departments.id = appointments.department_id ORDER BY starts_at",
    )
}

async fn with_record() -> TestApp {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1)], &[row(0, "Dr Bell", "Cardiology")]).await;
    app
}

#[tokio::test]
async fn a_name_that_differs_in_case_or_outer_spaces_is_the_recorded_one() {
    let app = with_record().await;
    let rows =
        [row(1, "DR BELL", "cardiology "), row(2, " Dr Bell", "Cardiology"), row(3, "dr bell", "Oncology")];
    app.import_all(&[], &rows).await;
    let bell = "Dr Bell|Cardiology";
    assert_eq!(booked(&app), [bell, bell, bell, "dr bell|Oncology"]);
    let again = app.import_all(&[], &rows).await;
    assert_eq!(again.appointments, FileTally { added: 0, unchanged: 3, refused: 0 });

    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("appointments.json");
    fs::write(&path, json!([row(4, "dr bell", "CARDIOLOGY")]).to_string()).expect("a file");
    let mut command = panda();
    command.args(["import", "--appointments"]).arg(&path).env("DATABASE_URL", &app.database.url_text);
    let report = Program::run(&mut command);
    let note = "Names taken for recorded ones that differ only in case or outer spaces: \
                \"CARDIOLOGY\" for \"Cardiology\", \"dr bell\" for \"Dr Bell\".";
    assert!(report.status.success() && report.stdout.lines().any(|line| line == note), "{report:?}");
    assert_eq!(booked(&app).pop().as_deref(), Some(bell));
}

#[tokio::test]
async fn names_of_one_file_stay_two_and_a_third_is_refused_with_both_named() {
    let app = TestApp::start().await;
    let rows = [row(0, "Dr Bell", "ENT"), row(1, "dr bell", "ENT"), row(2, "Dr Bell", "ent")];
    app.import_all(&[patient_row(1)], &rows).await;
    let two = ["Dr Bell|ENT", "dr bell|ENT", "Dr Bell|ent"];
    assert_eq!(booked(&app), two);
    assert_eq!(app.import_all(&[], &rows).await.appointments.unchanged, 3);
    let unclear = [row(3, "DR BELL", "ENT"), row(4, "Dr Bell", "Ent")];
    let report = app.import(&[], &unclear, Strictness::SkipInvalid).await;
    let expected = [
        "appointments[0].clinician IMPORT_NAME_AMBIGUOUS",
        "appointments[1].department IMPORT_NAME_AMBIGUOUS",
    ];
    assert_eq!(refusals(&report), expected);
    let named = |index: usize| {
        let args = &report.refused[index].violations[0].args;
        let mut names =
            [&args["first"], &args["second"]].map(|name| name.as_str().expect("a name").to_owned());
        names.sort();
        names
    };
    assert_eq!(named(0), ["Dr Bell", "dr bell"]);
    assert_eq!(named(1), ["ENT", "ent"]);
    assert_eq!(booked(&app), two);
}

#[tokio::test]
async fn another_normal_form_of_a_recorded_name_is_no_conflict() {
    let app = TestApp::start().await;
    let composed = altered(&patient_row(1), "name", "Zo\u{eb}");
    app.import_all(&[composed], &[row(0, "Dr Zo\u{eb}", "caf\u{e9}")]).await;
    let decomposed = altered(&patient_row(1), "name", "Zoe\u{308}");
    let again = app.import_all(&[decomposed], &[row(0, "Dr Zoe\u{308}", "cafe\u{301}")]).await;
    let unchanged = FileTally { added: 0, unchanged: 1, refused: 0 };
    assert_eq!((again.patients, again.appointments), (unchanged, unchanged));
    assert_eq!(app.database.texts("SELECT name FROM patients"), ["Zo\u{eb}"]);
}

/// A row of the time before the move names the department of then.
#[tokio::test]
async fn an_old_row_of_a_clinician_who_has_moved_joins_that_clinician() {
    let app = TestApp::start().await;
    let clinician = app.some_clinician("ENT").await;
    app.an_appointment(&app.a_patient(1).await, &clinician, 60).await;
    let moved = json!({ "id": clinician, "departmentId": app.a_department("GP").await });
    app.mutate("amendClinician", moved, "clinician { id }").await.data("");
    app.import_all(&[], &[row(0, "Dr ENT", "Department ENT")]).await;
    assert_eq!(app.database.texts("SELECT name FROM clinicians"), ["Dr ENT"]);
    assert_eq!(booked(&app), ["Dr ENT|Department ENT"; 2]);
}

#[tokio::test]
async fn an_appointment_before_birth_is_refused() {
    let app = TestApp::start().await;
    let born = altered(&patient_row(1), "date_of_birth", "2020-06-15");
    let at = |n: u32, time: &str| altered(&altered(&appointment_row(n), "time", time), "status", "cancelled");
    // London's clocks show the day of birth from eleven o'clock of the day before, by UTC.
    let rows = [at(0, "2020-06-14T22:59:59Z"), at(1, "2020-06-14T23:00:00Z"), at(2, "1999-01-01T10:00:00Z")];
    let refused =
        ["appointments[0].time APPOINTMENT_BEFORE_BIRTH", "appointments[2].time APPOINTMENT_BEFORE_BIRTH"];
    app.import_but(&[born], &rows, &refused).await;
    let query = "{ patients { edges { node { id } } } }";
    let id = app.query(query).await.text("/patients/edges/0/node/id");
    let amend = async |date: &str| {
        app.mutate("amendPatient", json!({ "id": id, "dateOfBirth": date }), "patient { dateOfBirth }").await
    };
    let refused = amend("2020-06-16").await;
    let fault = refused.expect_code("APPOINTMENT_BEFORE_BIRTH");
    assert_eq!(fault.field, "input.dateOfBirth");
    amend("2020-06-15").await.data("");
    amend("2019-01-01").await.data("");
    amend("2020-06-15").await.data("");
}

#[tokio::test]
async fn a_nil_identifier_and_an_end_beyond_9999_have_codes_of_their_own() {
    let app = TestApp::start().await;
    let nil = altered(&appointment_row(0), "id", "00000000-0000-0000-0000-000000000000");
    let late = altered(&appointment_row(1), "time", "9999-12-31T23:55:00Z");
    let refused = [
        "appointments[0].id IMPORT_ID_NIL",
        "appointments[1].time BOOKING_TOO_FAR",
        "appointments[1].duration APPOINTMENT_ENDS_TOO_LATE",
    ];
    app.import_but(&[patient_row(1)], &[nil, late], &refused).await;
}
