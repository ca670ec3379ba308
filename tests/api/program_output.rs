//! A command's effect does not depend on its output: a closed pipe or a full device.

use std::{
    fs::File,
    io::pipe,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::support::{
    Ended, Role, SHARED_PASSWORD, TestApp, TestDatabase, altered, appointment_row, key_file, panda,
    patient_row,
};

const ME: &str = "zoe@example.org";
const FULL: &str = "standard output cannot be written: No space left on device";

fn command(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = panda();
    command.args(arguments).env("DATABASE_URL", &database.url_text).env("PANDA_JWT_KEYS", key_file());
    command
}

fn ended(command: &mut Command) -> Ended {
    let output = command.stderr(Stdio::piped()).spawn().expect("it starts").wait_with_output();
    let output = output.expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8").trim_end().to_owned();
    Ended { status: output.status, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs a command with a full device as its standard output.
fn run_full(database: &TestDatabase, arguments: &[&str]) -> Ended {
    let full = File::options().write(true).open("/dev/full").expect("the device is there");
    ended(command(database, arguments).stdout(full))
}

/// Runs a command with a closed pipe as its standard output.
fn run_closed(database: &TestDatabase, arguments: &[&str]) -> Ended {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    ended(command(database, arguments).stdout(writer))
}

/// Two files in a temporary directory, with one invalid row, and the arguments of their import.
fn files(directory: &tempfile::TempDir) -> [String; 5] {
    let [patients, appointments] =
        ["patients.json", "appointments.json"].map(|name| directory.path().join(name));
    let rows = [patient_row(1), altered(&patient_row(2), "name", " ")];
    std::fs::write(&patients, json!(rows).to_string()).expect("a file");
    let past = altered(&altered(&appointment_row(0), "time", "2020-01-01T10:00:00Z"), "status", "missed");
    std::fs::write(&appointments, json!([past]).to_string()).expect("a file");
    let path = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    ["import".into(), "--patients".into(), path(&patients), "--appointments".into(), path(&appointments)]
}

fn patients(database: &TestDatabase) -> i64 {
    database.number("SELECT count(*) FROM patients")
}

#[test]
fn an_import_does_not_depend_on_its_output() {
    let directory = tempfile::tempdir().expect("a directory");
    let arguments = files(&directory);
    let strict: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let lenient = [strict.as_slice(), &["--skip-invalid"]].concat();

    let database = TestDatabase::create();
    let refused = run_full(&database, &strict);
    assert_eq!((refused.status.code(), patients(&database)), (Some(1), 0), "{refused:?}");
    let closed = run_closed(&database, &lenient);
    assert_eq!((closed.status.code(), patients(&database)), (Some(0), 1), "{closed:?}");
    assert_eq!(closed.stderr, "patients[1].name TEXT_BLANK: This text must not be empty.");

    let database = TestDatabase::create();
    let full = run_full(&database, &lenient);
    assert_eq!((full.status.code(), patients(&database)), (Some(0), 1), "{full:?}");
    assert_eq!(full.stderr.lines().last(), Some(&*format!("panda: {FULL} (os error 28)")));
    assert_eq!(full.stderr.lines().count(), 2, "{full:?}");

    let database = TestDatabase::create();
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    let errors = writer.try_clone().expect("a pipe");
    let status = command(&database, &lenient).stdout(writer).stderr(errors).status().expect("it runs");
    assert_eq!((status.code(), patients(&database)), (Some(0), 1), "as in `2>&1 | head -0`");
}

#[tokio::test]
async fn a_password_that_cannot_be_printed_is_not_stored() {
    let app = TestApp::start().await;
    let add = ["user", "add", ME, "--role", "admin"];
    for (refused, reason) in
        [(run_full(&app.database, &add), FULL), (run_closed(&app.database, &add), "Broken pipe")]
    {
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(refused.stderr.contains(reason) && refused.stderr.lines().count() == 1, "{refused:?}");
        assert_eq!(app.database.number("SELECT count(*) FROM users"), 0);
    }
    app.database.execute("DELETE FROM users");
    let added = ended(command(&app.database, &add).stdout(Stdio::piped()));
    let password = added.stdout.lines().find_map(|line| line.strip_prefix("The password is "));
    let password = password.expect("it is printed").to_owned();
    for refused in [run_full, run_closed].map(|run| run(&app.database, &["user", "password", ME])) {
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        app.visitor().log_in(ME, &password).await.data("/login");
    }
    let role = Role::new(&app.database);
    for refused in [run_full, run_closed].map(|run| run(&app.database, &["analytics", "grant", &role.name])) {
        assert_eq!(refused.status.code(), Some(1), "{refused:?}");
        assert!(!role.exists(), "{refused:?}");
    }
}

#[test]
fn a_password_can_be_set_without_an_output_reader() {
    use std::io::Write;

    let database = TestDatabase::create();
    let add = ["user", "add", ME, "--role", "admin", "--password-stdin"];
    let full = File::options().write(true).open("/dev/full").expect("the device is there");
    let mut process = command(&database, &add).stdin(Stdio::piped()).stdout(full).spawn().expect("it starts");
    process.stdin.take().expect("a pipe").write_all(SHARED_PASSWORD.as_bytes()).expect("it reads");
    assert_eq!(process.wait().expect("it ends").code(), Some(0));
    assert_eq!(database.number("SELECT count(*) FROM users"), 1);
}

#[test]
fn completed_commands_exit_with_success_without_output() {
    let database = TestDatabase::create_empty();
    for run in [run_full, run_closed] {
        for arguments in [
            ["migrate"].as_slice(),
            &["statistics", "verify"],
            &["statistics", "rebuild"],
            &["analytics", "revoke", "panda_nobody_at_all"],
        ] {
            let done = run(&database, arguments);
            assert_eq!(done.status.code(), Some(0), "{arguments:?}: {done:?}");
            assert!(done.stderr.is_empty() || done.stderr.contains(FULL), "{arguments:?}: {done:?}");
        }
    }
    let seeded = run_full(&database, &["seed", "--patients", "20", "--appointments", "20"]);
    assert_eq!((seeded.status.code(), patients(&database)), (Some(0), 20), "{seeded:?}");
}

#[test]
fn commands_whose_purpose_is_output_fail_if_it_is_incomplete() {
    let database = TestDatabase::create();
    let add = ["user", "add", ME, "--role", "admin"];
    assert!(ended(command(&database, &add).stdout(Stdio::piped())).status.success());
    let key = key_file();
    let key = key.to_str().expect("UTF-8");
    for arguments in [["schema"].as_slice(), &["user", "list"], &["token", ME], &["keys", "public", key]] {
        let full = run_full(&database, arguments);
        assert_eq!(full.status.code(), Some(1), "{arguments:?}: {full:?}");
        assert_eq!(full.stderr, format!("panda: {FULL} (os error 28)"), "{arguments:?}");
        let closed = run_closed(&database, arguments);
        assert!(closed.status.success(), "{arguments:?}: {closed:?}");
        assert!(
            closed.stderr.is_empty() || closed.stderr.starts_with("Good until"),
            "{arguments:?}: {closed:?}"
        );
    }
    let export = ["export", "--appointments", "/dev/stdout"];
    let full = run_full(&database, &export);
    assert!(!full.status.success() && full.stderr.contains("No space left on device"), "{full:?}");
    let closed = run_closed(&database, &export);
    assert_eq!((closed.status.code(), closed.stderr.as_str()), (Some(1), ""), "{closed:?}");
}
