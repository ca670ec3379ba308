//! An export can be imported into another database without loss of any data that the format can express.

use std::{fs, path::PathBuf};

use chrono::TimeDelta;
use panda::{
    export::{self, Exported, PendingFiles, Targets},
    import::{Sources, Strictness},
    seed::{self, Plan},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Program, TestApp, altered, appointment_row, nhs_number, panda, patient_row};

/// Both files of an export.
#[derive(PartialEq, Eq)]
struct Files {
    patients: String,
    appointments: String,
}

struct Directory(TempDir);

impl Directory {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

impl TestApp {
    async fn export(&self) -> Files {
        let directory = Directory::new();
        let [patients, appointments] =
            ["patients.json", "appointments.json"].map(|name| directory.file(name));
        let targets =
            Targets { patients: Some(&patients), appointments: Some(&appointments), ..Targets::default() };
        export::run(&self.context, targets, &PendingFiles::default(), &|left_out| panic!("{left_out}"))
            .await
            .expect("an export");
        let [patients, appointments] =
            [patients, appointments].map(|file| fs::read_to_string(file).expect("a file"));
        Files { patients, appointments }
    }
}

/// A server with an empty database into which the files were imported, at the same instant.
async fn copy_of(original: &TestApp, files: &Files) -> TestApp {
    let copy = TestApp::start().await;
    copy.clock.set(original.now());
    let source = |text: &str| -> panda::import::Source { Box::new(std::io::Cursor::new(text.to_owned())) };
    let sources =
        Sources { patients: Some(source(&files.patients)), appointments: Some(source(&files.appointments)) };
    let imported = copy.import_from(sources, Strictness::AllOrNothing).await.expect("no fault of ours");
    assert!(imported.report.is_written, "{:#?}", imported.refused.first());
    copy
}

/// Exports, imports into an empty database, exports again, and expects identical bytes.
async fn expect_round_trip(app: &TestApp) -> Files {
    let files = app.export().await;
    let again = copy_of(app, &files).await.export().await;
    assert!(files == again, "{}\n{}\n{}", files.appointments, again.patients, again.appointments);
    files
}

fn rows(json: &str) -> Vec<Value> {
    serde_json::from_str(json).expect("a JSON array")
}

#[tokio::test]
async fn files_are_sorted_with_one_row_per_line_in_the_specified_format() {
    let app = TestApp::start().await;
    let past = altered(&altered(&appointment_row(1), "time", "2025-07-01T09:00:00Z"), "duration", "90m");
    let zoe = altered(&patient_row(2), "name", "Zoe\u{308} \"O'Brien\" आरव");
    app.import_all(&[zoe, patient_row(1)], &[appointment_row(0), past]).await;
    let files = app.export().await;
    let mut people = [(nhs_number(1), "Patient 1"), (nhs_number(2), "Zoe\u{308} \\\"O'Brien\\\" आरव")];
    people.sort();
    let line = |n: usize| {
        let (number, name) = &people[n];
        format!(
            "{{\"nhs_number\":\"{number}\",\"name\":\"{name}\",\"date_of_birth\":\"1980-05-17\",\
             \"postcode\":\"CF10 1EP\"}}"
        )
    };
    assert_eq!(files.patients, format!("[\n{},\n{}\n]\n", line(0), line(1)));
    let appointment = |id: u32, status: &str, time: &str, duration: &str| {
        format!(
            "{{\"id\":\"00000000-0000-4000-8000-{id:012}\",\"patient\":\"{}\",\"status\":\"{status}\",\"time\":\"{time}\",\
             \"duration\":\"{duration}\",\"clinician\":\"Dr Bell\",\"department\":\"cardiology\",\"postcode\":\"M1 1AE\"}}",
            nhs_number(1)
        )
    };
    let expected = [
        appointment(1, "missed", "2025-07-01T10:00:00+01:00", "1h30m"),
        appointment(0, "active", "2026-03-03T00:00:00+00:00", "30m"),
    ];
    assert_eq!(files.appointments, format!("[\n{}\n]\n", expected.join(",\n")));
}

#[tokio::test]
async fn an_empty_database_is_exported_as_empty_arrays() {
    let files = expect_round_trip(&TestApp::start().await).await;
    assert_eq!((files.patients.as_str(), files.appointments.as_str()), ("[\n]\n", "[\n]\n"));
}

/// The generated data has every status, many scripts and years of history.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_appointments_survive_a_round_trip_byte_for_byte() {
    let app = TestApp::start().await;
    let plan = Plan { patients: 1_000, appointments: 10_000, seed: 7 };
    seed::run(&app.context, plan, &|_| {}).await.expect("made-up data");
    let files = expect_round_trip(&app).await;
    assert_eq!((rows(&files.patients).len(), rows(&files.appointments).len()), (1_000, 10_000));
}

#[tokio::test]
async fn every_status_survives_a_round_trip_including_early_attendance() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let mut ids = Vec::new();
    for hour in 1..=4 {
        ids.push(app.an_appointment(&patient, &clinician, hour * 60).await);
    }
    app.mutate("attendAppointment", json!({ "id": ids[0] }), "appointment { id }").await.data("");
    let cancellation = json!({ "id": ids[1], "reason": "Snow", "cancelledBy": "PATIENT" });
    app.mutate("cancelAppointment", cancellation, "appointment { id }").await.data("");
    let words = |files: &Files| -> Vec<String> {
        rows(&files.appointments)
            .iter()
            .map(|row| row["status"].as_str().expect("a word").to_owned())
            .collect()
    };
    assert_eq!(words(&expect_round_trip(&app).await), ["attended", "cancelled", "active", "active"]);
    app.clock.advance(TimeDelta::hours(4));
    assert_eq!(words(&expect_round_trip(&app).await), ["attended", "cancelled", "missed", "active"]);
}

#[tokio::test]
async fn clinicians_with_equal_names_in_one_department_survive_a_round_trip() {
    let app = TestApp::start().await;
    let ent = app.a_department("ENT").await;
    let (one, other) = (app.a_clinician("Zo\u{eb}", &ent).await, app.a_clinician("Zoe\u{308}", &ent).await);
    let elsewhere = app.a_clinician("Zo\u{eb}", &app.a_department("GP").await).await;
    for (n, clinician) in (1..).zip([&one, &other, &elsewhere]) {
        app.an_appointment(&app.a_patient(n).await, clinician, 60).await;
    }
    let files = expect_round_trip(&app).await;
    let reported = rows(&files.appointments);
    let referred_to: Vec<&Value> = reported.iter().map(|row| &row["clinician_id"]).collect();
    assert_eq!(referred_to.iter().filter(|id| id.is_string()).count(), 2, "only where the name does not do");
    let copy = copy_of(&app, &files).await;
    assert_eq!(copy.query("{ clinicians { totalCount } }").await.data("/clinicians/totalCount"), 3);
    // A second import adds nothing.
    let again = app.import_all(&rows(&files.patients), &reported).await;
    assert_eq!((again.appointments.added, again.appointments.unchanged), (0, 3));
}

/// Every clinician with their own department.
fn clinicians(app: &TestApp) -> Vec<String> {
    let query = "SELECT clinicians.name || '|' || departments.name FROM clinicians
                 JOIN departments ON departments.id = department_id ORDER BY 1";
    app.database.texts(query)
}

#[tokio::test]
async fn a_clinician_of_two_departments_survives_a_round_trip() {
    let app = TestApp::start().await;
    let (ent, gp) = (app.a_department("ENT").await, app.a_department("GP").await);
    let move_to = async |clinician: &str, department: &str| {
        let moved = json!({ "id": clinician, "departmentId": department });
        app.mutate("amendClinician", moved, "clinician { id }").await.data("");
    };
    let patient = app.a_patient(1).await;
    // Appointments before and after a move, only before it, in another department, of a clinician with the
    // same name, and ordinary ones.
    let moved = app.a_clinician("Dr Moved", &ent).await;
    app.an_appointment(&patient, &moved, 60).await;
    move_to(&moved, &gp).await;
    app.an_appointment(&patient, &moved, 120).await;
    let gone = app.a_clinician("Dr Gone", &ent).await;
    app.an_appointment(&patient, &gone, 180).await;
    move_to(&gone, &gp).await;
    let taken_over = app.an_appointment(&patient, &app.a_clinician("Dr Busy", &ent).await, 240).await;
    let helper = app.a_clinician("Dr Helper", &gp).await;
    let amendment = json!({ "id": taken_over, "clinicianId": helper });
    app.mutate("amendAppointment", amendment, "appointment { id }").await.data("");
    app.an_appointment(&patient, &app.a_clinician("Dr Gone", &gp).await, 300).await;
    app.an_appointment(&patient, &app.a_clinician("Dr Plain", &gp).await, 360).await;

    let files = expect_round_trip(&app).await;
    let reported = rows(&files.appointments);
    let with_id: Vec<bool> = reported.iter().map(|row| row["clinician_id"].is_string()).collect();
    assert_eq!(with_id, [true, true, true, true, true, false]);
    let own: Vec<&Value> = reported.iter().map(|row| &row["clinician_department"]).collect();
    let gp = json!("Department GP");
    assert_eq!(own, [&gp, &Value::Null, &gp, &gp, &Value::Null, &Value::Null]);
    let copied = clinicians(&copy_of(&app, &files).await);
    let all_names = ["Gone", "Gone", "Helper", "Moved", "Plain"];
    assert_eq!(copied, all_names.map(|name| format!("Dr {name}|Department GP")));
    let before = clinicians(&app);
    let again = app.import_all(&rows(&files.patients), &reported).await;
    assert_eq!((again.appointments.added, again.appointments.unchanged), (0, 6));
    assert_eq!(clinicians(&app), before);
}

#[tokio::test]
async fn names_that_differ_in_case_survive_a_round_trip() {
    let app = TestApp::start().await;
    let row = |n: u32, clinician: &str, department: &str| {
        altered(&altered(&appointment_row(n), "clinician", clinician), "department", department)
    };
    let all = [
        row(0, "Dr Bell", "ENT"),
        row(1, "dr bell", "ENT"),
        row(2, "Dr Bell", "ent"),
        row(3, "Dr Bell ", "ENT"),
    ];
    app.import_all(&[patient_row(1)], &all).await;
    expect_round_trip(&app).await;
    assert_eq!(clinicians(&app).len(), 4);
}

#[tokio::test]
async fn contacts_are_exported_on_request() {
    let app = TestApp::start().await;
    let whole = json!({
        "nhs_number": nhs_number(1), "name": "Zo\u{eb}", "date_of_birth": "1980-05-17", "postcode": "CF10 1EP",
        "email": "zoe@example.org", "phone": "+442079460018", "address_lines": ["Flat 1", "2 High Street"],
    });
    app.import_all(&[whole.clone(), patient_row(2)], &[]).await;
    let directory = Directory::new();
    let path = directory.file("patients.json");
    let export = |app: &TestApp| {
        let mut command = panda();
        command.args(["export", "--contacts", "--patients"]).arg(&path);
        let done = Program::run(command.env("DATABASE_URL", &app.database.url_text));
        assert!(done.status.success(), "{done:?}");
        fs::read_to_string(&path).expect("a file")
    };
    let text = export(&app);
    let reported = rows(&text);
    assert!(reported.contains(&whole) && reported.contains(&patient_row(2)), "{text}");
    let copy = TestApp::start().await;
    copy.import_all(&reported, &[]).await;
    assert_eq!(export(&copy), text);
    // Absent members are not compared.
    let basic = rows(&app.export().await.patients);
    assert_eq!(app.import_all(&basic, &[]).await.patients.unchanged, 2);
    assert_eq!(export(&app), text);
    for (member, value) in [
        ("email", json!("bo@example.org")),
        ("phone", json!("+442079460019")),
        ("address_lines", json!(["Flat 1"])),
    ] {
        let other = altered(&whole, member, value);
        app.import_but(&[other], &[], &["patients[0].nhs_number IMPORT_CONFLICT"]).await;
    }
    let faults = [
        altered(&whole, "email", "zoe"),
        altered(&whole, "phone", 7),
        altered(&whole, "address_lines", json!(["a", " "])),
        altered(&whole, "address_lines", "Flat 1"),
        altered(&whole, "address_lines", json!(["a", 1])),
    ];
    let refused = [
        "patients[0].email EMAIL_INVALID",
        "patients[1].phone IMPORT_ROW_MALFORMED",
        "patients[2].address_lines[1] TEXT_BLANK",
        "patients[3].address_lines IMPORT_ROW_MALFORMED",
        "patients[4].address_lines IMPORT_ROW_MALFORMED",
    ];
    app.import_but(&faults, &[], &refused).await;
}

#[tokio::test]
async fn a_row_with_a_clinician_id_of_another_name_is_refused() {
    let app = TestApp::start().await;
    let bell = "00000000-0000-4000-8000-0000000000aa";
    let by_id = |n: u32, name: &str, id: Value| {
        let mut row = altered(&appointment_row(n), "clinician", name);
        row["clinician_id"] = id;
        row
    };
    app.import_all(&[patient_row(1)], &[by_id(0, "Dr Bell", json!(bell))]).await;
    assert_eq!(app.database.texts("SELECT id::text FROM clinicians"), [bell]);
    let new = [
        by_id(1, "Dr Else", json!(bell)),
        by_id(2, "Dr Bell", json!("x")),
        by_id(3, "Dr Bell", json!(7)),
        by_id(4, "Dr Bell", json!("00000000-0000-0000-0000-000000000000")),
        by_id(5, "Dr Bell", Value::Null),
        altered(&by_id(6, "Dr Bell", json!(bell)), "department", "oncology"),
    ];
    let refused = [
        "appointments[0].clinician_id IMPORT_CONFLICT",
        "appointments[1].clinician_id IMPORT_ID_INVALID",
        "appointments[2].clinician_id IMPORT_ROW_MALFORMED",
        "appointments[3].clinician_id IMPORT_ID_NIL",
    ];
    let report = app.import_but(&[], &new, &refused).await;
    assert_eq!(report.appointments.added, 2);
    assert_eq!(app.database.texts("SELECT id::text FROM clinicians"), [bell], "the same in any department");
}

#[tokio::test]
async fn the_program_replaces_files_atomically() {
    use std::os::unix::fs::PermissionsExt;

    let app = TestApp::start().await;
    let cancelled = altered(&appointment_row(0), "status", "cancelled");
    app.import_all(&[patient_row(1)], &[cancelled]).await;
    let directory = Directory::new();
    let [patients, appointments] = ["patients.json", "appointments.json"].map(|name| directory.file(name));
    fs::write(&patients, "before").expect("a file");
    let export = || {
        let mut command = panda();
        command.arg("export").env("DATABASE_URL", &app.database.url_text);
        command
    };
    let whole =
        Program::run(export().arg("--patients").arg(&patients).arg("--appointments").arg(&appointments));
    assert!(whole.status.success(), "{whole:?}");
    assert_eq!(whole.stderr, "Exported 1 patients and 1 appointments.");
    let files = app.export().await;
    assert_eq!(fs::read_to_string(&patients).expect("a file"), files.patients);
    let mode = fs::metadata(&patients).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "what is about people is for their keeper alone");

    app.database.execute("ALTER TABLE patients RENAME TO elsewhere");
    let failed = Program::run(export().arg("--patients").arg(&patients));
    assert!(!failed.status.success(), "{failed:?}");
    assert_eq!(fs::read_to_string(&patients).expect("a file"), files.patients);
    assert_eq!(fs::read_dir(directory.0.path()).expect("a directory").count(), 2, "nothing unfinished stays");

    app.database.execute("ALTER TABLE elsewhere RENAME TO patients");
    let piped = Program::run(export().args(["--appointments", "/dev/stdout"]));
    assert_eq!(format!("{}\n", piped.stdout), files.appointments);
    let nowhere = Program::run(export().args(["--patients", "/nowhere/patients.json"]));
    assert!(!nowhere.status.success() && nowhere.stderr.contains("cannot be written"), "{nowhere:?}");
    let neither = Program::run(&mut export());
    assert!(!neither.status.success() && neither.stderr.contains("--patients"), "{neither:?}");
    let targets = Targets { patients: Some(&patients), ..Targets::default() };
    let counts =
        export::run(&app.context, targets, &PendingFiles::default(), &|left_out| panic!("{left_out}")).await;
    assert_eq!(counts.expect("an export"), Exported { patients: 1, appointments: 0, left_out: 0 });
}
