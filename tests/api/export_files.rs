//! An export publishes both files completely, or neither.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use nix::{
    sys::{signal::Signal, stat::Mode},
    unistd::mkfifo,
};

use crate::support::{Ended, Program, TestApp, eventually, panda, patient_row};

fn export(app: &TestApp, directory: &Path, patients: &Path, appointments: &Path) -> std::process::Command {
    let mut command = panda();
    command.arg("export").env("DATABASE_URL", &app.database.url_text).current_dir(directory);
    command.arg("--patients").arg(patients).arg("--appointments").arg(appointments);
    command
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

#[tokio::test]
async fn one_path_for_both_files_is_refused() {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1)], &[]).await;
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    fs::create_dir(path("below")).expect("a directory");
    symlink("below", path("other")).expect("a link");
    symlink("../x.json", path("below/link.json")).expect("a link");
    let expect_refusal = |patients: &str, appointments: &str| {
        let refused: Ended = Program::run(&mut export(
            &app,
            directory.path(),
            &PathBuf::from(patients),
            &PathBuf::from(appointments),
        ));
        assert_eq!(refused.status.code(), Some(1), "{patients} {appointments}: {refused:?}");
        assert!(refused.stderr.contains("are one file"), "{refused:?}");
    };
    let absolute = path("x.json");
    let ways = ["./x.json", "below/../x.json", "below/link.json", absolute.to_str().expect("UTF-8")];
    for way in ways {
        expect_refusal("x.json", way);
    }
    assert_eq!(names(directory.path()), ["below", "other"]);
    fs::write(&absolute, "before").expect("a file");
    for way in ways {
        expect_refusal(way, "x.json");
    }
    expect_refusal("below/new.json", "other/new.json");
    expect_refusal("/dev/stdout", "/dev/stdout");
    assert_eq!(fs::read_to_string(&absolute).expect("a file"), "before");
}

#[tokio::test]
async fn a_symbolic_link_is_kept_and_its_target_replaced() {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1)], &[]).await;
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    symlink("real.json", path("link.json")).expect("a link");
    let done = Program::run(&mut export(
        &app,
        directory.path(),
        Path::new("link.json"),
        Path::new("appointments.json"),
    ));
    assert!(done.status.success(), "{done:?}");
    assert!(fs::symlink_metadata(path("link.json")).expect("a link").is_symlink());
    assert!(fs::read_to_string(path("real.json")).expect("a file").contains("Patient 1"));
}

#[tokio::test]
async fn neither_file_appears_before_the_other_is_complete() {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1)], &[]).await;
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("patients.json"), "before").expect("a file");
    app.database.execute("ALTER TABLE appointments RENAME TO elsewhere");
    let failed = Program::run(&mut export(
        &app,
        directory.path(),
        Path::new("patients.json"),
        Path::new("appointments.json"),
    ));
    assert!(!failed.status.success(), "{failed:?}");
    assert_eq!(names(directory.path()), ["patients.json"]);
    assert_eq!(
        fs::read_to_string(directory.path().join("patients.json")).expect("a file"),
        "before",
        "the first file waits for the second"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_leaves_no_unfinished_file_behind() {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1)], &[]).await;
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let directory = tempfile::tempdir().expect("a directory");
        let lock = crate::support::connect(&app.database.url_text);
        let mut lock = lock.await;
        diesel_async::SimpleAsyncConnection::batch_execute(
            &mut lock,
            "BEGIN; LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE",
        )
        .await
        .expect("the table is locked");
        let program = Program::spawn(&mut export(
            &app,
            directory.path(),
            Path::new("patients.json"),
            Path::new("appointments.json"),
        ));
        eventually("a file is begun", async || (!names(directory.path()).is_empty()).then_some(())).await;
        program.signal(signal);
        let ended = program.ended();
        assert!(!ended.status.success(), "{ended:?}");
        assert_eq!(names(directory.path()), [""; 0], "{signal}: {ended:?}");
    }
}

/// Also while the program blocks on an output without a reader.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_ends_an_export_that_waits_for_a_reader() {
    let app = TestApp::start().await;
    app.import_all(&[patient_row(1)], &[]).await;
    let directory = tempfile::tempdir().expect("a directory");
    mkfifo(&directory.path().join("pipe"), Mode::S_IRWXU).expect("a pipe");
    let program =
        Program::spawn(&mut export(&app, directory.path(), Path::new("patients.json"), Path::new("pipe")));
    eventually("a file is begun", async || (names(directory.path()).len() == 2).then_some(())).await;
    program.signal(Signal::SIGTERM);
    assert!(!program.ended().status.success());
    assert_eq!(names(directory.path()), ["pipe"]);
}
