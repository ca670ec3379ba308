//! `panda import` as an operator runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ended, Program, TestApp, altered, appointment_row, panda, patient_row};

/// Both files in a temporary directory.
struct Files {
    directory: TempDir,
}

impl Files {
    fn write(patients: &[Value], appointments: &[Value]) -> Self {
        let files = Self { directory: tempfile::tempdir().expect("a directory") };
        fs::write(files.patients(), json!(patients).to_string()).expect("a file");
        fs::write(files.appointments(), json!(appointments).to_string()).expect("a file");
        files
    }

    fn patients(&self) -> PathBuf {
        self.directory.path().join("patients.json")
    }

    fn appointments(&self) -> PathBuf {
        self.directory.path().join("appointments.json")
    }

    fn import(&self, app: &TestApp, arguments: &[&str]) -> Ended {
        import(app, &self.patients(), &self.appointments(), arguments)
    }
}

fn import(app: &TestApp, patients: &Path, appointments: &Path, arguments: &[&str]) -> Ended {
    let mut command = command(app);
    Program::run(
        command.arg("--patients").arg(patients).arg("--appointments").arg(appointments).args(arguments),
    )
}

fn command(app: &TestApp) -> Command {
    let mut command = panda();
    command.arg("import").env("DATABASE_URL", &app.database.url_text);
    command
}

#[tokio::test]
async fn both_files_are_imported_and_a_repetition_reports_no_change() {
    let app = TestApp::start().await;
    let past = altered(&altered(&appointment_row(1), "time", "2020-01-01T10:00:00Z"), "status", "missed");
    let cancelled = altered(&appointment_row(0), "status", "cancelled");
    let files = Files::write(&[patient_row(1), patient_row(2)], &[cancelled, past]);
    let first = files.import(&app, &[]);
    assert!(first.status.success(), "{first:?}");
    assert_eq!(
        first.stdout,
        "Patients: 2 new, 0 already recorded, 0 refused.\nAppointments: 2 new, 0 already recorded, 0 refused."
    );
    assert_eq!(first.stderr, "", "the progress bar is for terminals");
    let again = files.import(&app, &[]);
    assert!(again.status.success(), "{again:?}");
    assert_eq!(
        again.stdout,
        "Patients: 0 new, 2 already recorded, 0 refused.\nAppointments: 0 new, 2 already recorded, 0 refused.\n\
         Nothing has changed: there was nothing new."
    );
}

#[tokio::test]
async fn each_refused_row_is_a_line_with_position_code_and_localised_message() {
    let app = TestApp::start().await;
    let undated = altered(&appointment_row(1), "time", "2999-01-01T10:00:00");
    let cancelled = altered(&appointment_row(0), "status", "cancelled");
    let files = Files::write(&[patient_row(1), altered(&patient_row(2), "name", " ")], &[cancelled, undated]);
    let refused = files.import(&app, &[]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert_eq!(
        refused.stderr.lines().collect::<Vec<_>>(),
        [
            "patients[1].name TEXT_BLANK: This text must not be empty.",
            "appointments[1].time TIMESTAMP_WITHOUT_OFFSET: The offset from UTC is missing. Write it at the end, for \
             example +01:00 or Z.",
        ]
    );
    assert!(
        refused.stdout.ends_with(
            "Nothing was imported, because of the refused rows. --skip-invalid imports the others."
        )
    );
    assert_eq!(app.query("{ patients { totalCount } }").await.data("/patients/totalCount"), 0);

    let unknown = files.import(&app, &["--locale", "ja-x-private"]);
    assert!(
        unknown.stderr.contains("there are messages in en-GB, ar, cy, de, es, fr, pl, ur"),
        "{unknown:?}"
    );
    let polish = files.import(&app, &["--skip-invalid", "--locale", "pl-PL-x-private"]);
    assert!(polish.status.success(), "{polish:?}");
    assert!(
        polish.stderr.contains("patients[1].name TEXT_BLANK: Ten tekst nie może być pusty."),
        "{polish:?}"
    );
    assert!(polish.stdout.starts_with("Patients: 1 new, 0 already recorded, 1 refused."), "{polish:?}");
    assert_eq!(app.query("{ appointments { totalCount } }").await.data("/appointments/totalCount"), 1);
}

#[tokio::test]
async fn one_file_is_enough_and_an_unreadable_file_is_named() {
    let app = TestApp::start().await;
    let files = Files::write(&[patient_row(1)], &[]);
    let alone = Program::run(command(&app).arg("--patients").arg(files.patients()));
    assert!(alone.status.success(), "{alone:?}");
    for (content, reason) in [
        ("", "is not JSON"),
        ("[{]", "is not JSON"),
        ("{}", "is not a JSON array"),
        ("\"text\"", "is not a JSON array"),
    ] {
        fs::write(files.appointments(), content).expect("a file");
        let refused = files.import(&app, &[]);
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(
            refused.stderr.contains("appointments.json") && refused.stderr.contains(reason),
            "{refused:?}"
        );
    }
    let missing = Program::run(command(&app).args(["--patients", "/nowhere/patients.json"]));
    assert!(!missing.status.success() && missing.stderr.contains("/nowhere/patients.json"), "{missing:?}");
    let neither = Program::run(&mut command(&app));
    assert!(!neither.status.success() && neither.stderr.contains("--patients"), "{neither:?}");
}

#[tokio::test]
async fn an_unreachable_database_is_reported() {
    let files = Files::write(&[patient_row(1)], &[]);
    let away = Program::run(
        panda()
            .args(["import", "--patients"])
            .arg(files.patients())
            .env("DATABASE_URL", "postgres://panda:s3cret@127.0.0.1:1/panda"),
    );
    assert!(!away.status.success() && away.stderr.contains("the database cannot be reached"), "{away:?}");
    assert!(!away.stderr.contains("s3cret"));
}

/// The real files are beside the repository, not in it.
#[tokio::test]
async fn the_real_files_are_imported_completely() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.is_dir() {
        eprintln!("\n*** NOT TESTED: the real files are not at {} ***\n", data.display());
        return;
    }
    let app = TestApp::start().await;
    let [patients, appointments] =
        ["example_patients.json", "example_appointments.json"].map(|file| data.join(file));
    let imported = import(&app, &patients, &appointments, &[]);
    assert!(imported.status.success() && imported.stderr.is_empty(), "{imported:?}");
    assert_eq!(
        imported.stdout,
        "Patients: 100 new, 0 already recorded, 0 refused.\nAppointments: 100 new, 0 already recorded, 0 refused."
    );
    let again = import(&app, &patients, &appointments, &[]);
    assert!(again.stdout.ends_with("Nothing has changed: there was nothing new."), "{again:?}");
    let query = r#"{ patient(by: { nhsNumber: "0738835919" }) { nhsNumber name dateOfBirth postcode appointments {
        edges { node { status startsAt durationMinutes clinician { name } department { name } postcode } } } } }"#;
    assert_eq!(
        app.query(query).await.data("/patient"),
        json!({
            "nhsNumber": "0738835919", "name": "आरव डार", "dateOfBirth": "1920-07-17", "postcode": "BS1M 9US",
            "appointments": { "edges": [{ "node": {
                "status": "CANCELLED", "startsAt": "2023-06-22T09:00:00Z", "durationMinutes": 90,
                "clinician": { "name": "Ms Geraldine Collins" }, "department": { "name": "orthopaedics" },
                "postcode": "JE09 9WF",
            } }] },
        })
    );
    // Compares all rows byte for byte.
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(&patients).expect("a file")).expect("JSON");
    for row in rows {
        let by = json!({ "n": row["nhs_number"] });
        let query = "query($n: NhsNumber!) { patient(by: { nhsNumber: $n }) { name } }";
        assert_eq!(app.send(query, by).await.data("/patient/name"), row["name"]);
    }
}
