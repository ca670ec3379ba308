//! Files with many rows: each invalid row is reported, an import is atomic, and memory does not grow with the
//! file.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    Ended, Program, TestApp, TestDatabase, altered, connect, eventually, nhs_numbers, panda, patient_row,
};

const PATIENTS: usize = 100;
const APPOINTMENTS: usize = 5_000;

/// Patients who differ only in their numbers.
fn patients(count: usize) -> Vec<Value> {
    let numbers = nhs_numbers().take(count);
    numbers.map(|number| altered(&patient_row(1), "nhs_number", number)).collect()
}

/// Appointments of one hour: each patient has one clinician, and consecutive appointments.
fn appointments(count: usize, numbers: &[Value]) -> Vec<Value> {
    let row = |n: usize| {
        let (patient, hours) = (n % numbers.len(), n / numbers.len());
        json!({
            "id": format!("00000000-0000-4000-8000-{n:012}"), "patient": numbers[patient]["nhs_number"],
            "status": (["attended", "missed", "cancelled"])[n % 3], "duration": "1h",
            "time": format!("2025-{:02}-{:02}T{:02}:00:00Z", 1 + hours / 24 / 28, 1 + hours / 24 % 28, hours % 24),
            "clinician": format!("Dr {patient}"), "department": format!("department {}", patient % 7),
            "postcode": "M1 1AE",
        })
    };
    (0..count).map(row).collect()
}

/// Both files on disk.
struct Files {
    directory: TempDir,
}

impl Files {
    fn write(patients: &[Value], appointments: &[Value]) -> Self {
        let files = Self { directory: tempfile::tempdir().expect("a directory") };
        for (name, rows) in [("patients", patients), ("appointments", appointments)] {
            fs::write(files.path(name), json!(rows).to_string()).expect("a file");
        }
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn import(&self, database: &TestDatabase) -> Command {
        let mut command = import(database, &self.path("patients"));
        command.arg("--appointments").arg(self.path("appointments"));
        command
    }
}

fn import(database: &TestDatabase, patients: &Path) -> Command {
    let mut command = panda();
    command.arg("import").arg("--patients").arg(patients).env("DATABASE_URL", &database.url_text);
    command
}

fn count(database: &TestDatabase, table: &str) -> usize {
    let count = database.texts(&format!("SELECT count(*)::text FROM {table}")).remove(0);
    count.parse().expect("a number")
}

/// A fault of a row: how to create it, and how it is reported.
type Fault = (fn(&Value) -> Value, &'static str);

const FAULTS: [Fault; 10] = [
    (
        |row| altered(row, "id", "7"),
        "id IMPORT_ID_INVALID: The identifier of the appointment must be a UUID.",
    ),
    (|row| altered(row, "patient", "9434765918"), "patient PATIENT_NHS_NUMBER_CHECKSUM: "),
    (|row| altered(row, "patient", "9434765919"), "patient IMPORT_PATIENT_UNKNOWN: "),
    (|row| altered(row, "status", "Attended"), "status IMPORT_STATUS_UNKNOWN: "),
    (|row| altered(row, "time", "2025-06-01T10:00"), "time TIMESTAMP_WITHOUT_OFFSET: "),
    (|row| altered(row, "duration", "an hour"), "duration IMPORT_DURATION_INVALID: "),
    (|row| altered(row, "clinician", "\u{200b}"), "clinician TEXT_BLANK: This text must not be empty."),
    (|row| altered(row, "postcode", "nowhere"), "postcode POSTCODE_INVALID: "),
    // The previous row has this ID.
    (|row| altered(row, "id", previous(row)), "id IMPORT_CONFLICT: "),
    (|row| altered(row, "department", json!({ "name": "oncology" })), "department IMPORT_ROW_MALFORMED: "),
];

fn previous(row: &Value) -> String {
    let id = row["id"].as_str().expect("a text");
    let number: usize = id[24..].parse().expect("a number");
    format!("{}{:012}", &id[..24], number - 1)
}

#[tokio::test]
async fn each_invalid_row_of_ten_kinds_is_reported_and_the_others_are_imported() {
    let app = TestApp::start().await;
    let patients = patients(PATIENTS);
    let mut appointments = appointments(APPOINTMENTS, &patients);
    // Three in a hundred, equally many of each fault.
    let bad: Vec<usize> = (0..APPOINTMENTS).filter(|n| [10, 43, 77].contains(&(n % 100))).collect();
    for (kind, n) in bad.iter().enumerate() {
        let spoil = FAULTS[kind % FAULTS.len()].0;
        appointments[*n] = spoil(&appointments[*n]);
    }
    let files = Files::write(&patients, &appointments);
    let expect_told = |ended: &Ended| {
        let mut lines: BTreeSet<&str> = ended.stderr.lines().collect();
        for (kind, n) in bad.iter().enumerate() {
            let beginning = format!("appointments[{n}].{}", FAULTS[kind % FAULTS.len()].1);
            let line =
                lines.iter().find(|line| line.starts_with(&beginning) && line.len() > beginning.len() - 1);
            let line = *line.unwrap_or_else(|| panic!("{beginning} is not in {lines:#?}"));
            lines.remove(line);
        }
        assert!(lines.is_empty(), "{lines:#?}");
    };
    let strict = Program::run(&mut files.import(&app.database));
    assert_eq!(strict.status.code(), Some(1), "{strict:?}");
    expect_told(&strict);
    for table in ["patients", "appointments", "clinicians", "departments"] {
        assert_eq!(count(&app.database, table), 0, "{table}");
    }
    let lenient = Program::run(files.import(&app.database).arg("--skip-invalid"));
    assert!(lenient.status.success(), "{lenient:?}");
    expect_told(&lenient);
    let good = APPOINTMENTS - bad.len();
    assert_eq!(
        lenient.stdout,
        format!(
            "Patients: {PATIENTS} new, 0 already recorded, 0 refused.\n\
             Appointments: {good} new, 0 already recorded, {} refused.",
            bad.len()
        )
    );
    assert_eq!(count(&app.database, "appointments"), good);
}

/// Waits until the server has rolled back the work of a killed program.
async fn abandoned(database: &TestDatabase) {
    eventually("the import's connection ends", async || {
        let others = "SELECT count(*)::text FROM pg_stat_activity
                      WHERE datname = current_database() AND application_name = 'panda' AND pid <> pg_backend_pid()";
        (database.texts(others) == ["0"]).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_is_atomic_and_can_be_repeated() {
    let patients = patients(PATIENTS);
    let files = Files::write(&patients, &appointments(APPOINTMENTS, &patients));
    let begun = Instant::now();
    let whole = Program::run(&mut files.import(&TestDatabase::create()));
    assert!(whole.status.success(), "{whole:?}");
    let all_of_it = begun.elapsed();
    let mut database = TestDatabase::create();
    for moment in 0..10 {
        let program = Program::spawn(&mut files.import(&database));
        thread::sleep(all_of_it * (2 * moment + 1) / 20 + Duration::from_millis(u64::from(moment * 7 % 10)));
        program.kill();
        abandoned(&database).await;
        let counts = ["patients", "appointments", "clinicians"].map(|table| count(&database, table));
        assert!(
            [[0, 0, 0], [PATIENTS, APPOINTMENTS, PATIENTS]].contains(&counts),
            "killed at moment {moment}: {counts:?}"
        );
        if counts[0] > 0 {
            database = TestDatabase::create();
        }
    }
    let again = Program::run(&mut files.import(&database));
    assert!(again.status.success(), "{again:?}");
    assert_eq!(count(&database, "appointments"), APPOINTMENTS);
}

/// Distinguishes one build of an index from another.
fn making(database: &TestDatabase) -> String {
    database.texts("SELECT oid::text FROM pg_class WHERE relname = 'appointments_by_starts_at'").remove(0)
}

/// The definitions of the indexes, and the other properties of the table.
fn definitions(database: &TestDatabase) -> Vec<String> {
    let mut definitions = database.texts("SELECT indexdef FROM pg_indexes WHERE tablename = 'appointments'");
    definitions.extend(database.texts(
        "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'appointments'::regclass",
    ));
    definitions.sort();
    definitions
}

#[tokio::test]
async fn importing_the_first_appointments_restores_every_index_and_constraint() {
    let app = TestApp::start().await;
    let (before, made) = (definitions(&app.database), making(&app.database));
    let patients = patients(2);
    let rows = appointments(10, &patients);
    app.import_all(&patients, &rows[..8]).await;
    assert_eq!(definitions(&app.database), before);
    let made_anew = making(&app.database);
    assert_ne!(made_anew, made, "an empty table is filled without its indexes");
    app.import_all(&[], &rows[8..]).await;
    assert_eq!(making(&app.database), made_anew, "the others find appointments there, and keep the indexes");
    assert!(before.iter().any(|definition| definition.contains("appointments_patient_busy")), "{before:#?}");
}

/// The first import would drop the table's indexes, but not while another session uses the table.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_appointments_can_be_imported_while_the_table_is_in_use() {
    let app = TestApp::start().await;
    let mut reader = connect(&app.database.url_text).await;
    reader.batch_execute("BEGIN; SELECT * FROM appointments").await.expect("a transaction");
    let made = making(&app.database);
    let patients = patients(2);
    let rows = appointments(10, &patients);
    let report = app.import_all(&patients, &rows).await;
    assert_eq!((report.appointments.added, making(&app.database)), (10, made));
    reader.batch_execute("COMMIT").await.expect("it is still there");
}

/// Twenty times as many rows, in files of 10.5 MB, must not take much more memory.
#[tokio::test(flavor = "multi_thread")]
async fn memory_does_not_grow_with_the_file() {
    if !cfg!(target_os = "linux") {
        eprintln!("\n*** NOT TESTED: how much memory an import takes is known on Linux only ***\n");
        return;
    }
    let peak = |count: usize| {
        let files = Files::write(&patients(count), &[]);
        let database = TestDatabase::create();
        let program = Program::spawn(&mut import(&database, &files.path("patients")));
        let mut peak = 0;
        while let Some(now) = program.peak_memory() {
            peak = peak.max(now);
            thread::sleep(Duration::from_millis(5));
        }
        let ended = program.ended();
        assert!(ended.status.success(), "{ended:?}");
        peak
    };
    let (few, many) = (peak(5_000), peak(100_000));
    assert!(many < few + 8_000_000, "{few} bytes became {many}");
}
