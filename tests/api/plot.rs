//! The plotting example, run as by an analyst.

use std::{
    fs,
    process::{Command, Output},
};

use chrono::{Datelike, TimeDelta};

use crate::support::{SHARED_PASSWORD, TestApp};

/// A Python with matplotlib: the one in `PANDA_PLOT_PYTHON`, which must have it, or the machine's, which may.
fn python() -> Option<String> {
    let named = std::env::var("PANDA_PLOT_PYTHON");
    let python = named.clone().unwrap_or_else(|_| "python3".to_owned());
    let has_matplotlib = Command::new(&python).args(["-c", "import matplotlib"]).output();
    if has_matplotlib.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert!(named.is_err(), "{python} has no matplotlib");
    eprintln!(
        "SKIPPED: examples/plot_missed.py, because there is no matplotlib; PANDA_PLOT_PYTHON may name a Python that has it"
    );
    None
}

async fn plotted(app: &TestApp, python: String, arguments: &[String]) -> Output {
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/plot_missed.py"));
    command.arg("--url").arg(format!("{}/graphql", app.address)).args(arguments);
    command.env("PANDA_EMAIL", "ann@example.org").env("PANDA_PASSWORD", SHARED_PASSWORD);
    tokio::task::spawn_blocking(move || command.output().expect("python runs")).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_plots_the_departments() {
    let Some(python) = python() else { return };
    let app = TestApp::start().await;
    app.a_user("ANALYST", "ann@example.org").await;
    let clinicians = [app.some_clinician("ENT").await, app.some_clinician("CARDIOLOGY").await];
    let patient = app.a_patient(1).await;
    for (index, clinician) in (1..).zip(&clinicians) {
        // 25 in March, and too few in April to be shown to analysts.
        for day in (0..25).chain(31..34) {
            app.an_appointment(&patient, clinician, 24 * 60 * day + 60 * index).await;
        }
    }
    app.clock.advance(TimeDelta::days(100));

    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("missed.svg").to_str().expect("a text").to_owned();
    let until = app.now().date_naive();
    let from = until.with_day(1).expect("each month has a first day") - TimeDelta::days(150);
    let period = ["--from", &from.to_string(), "--until", &until.to_string()].map(str::to_owned);
    let ended =
        plotted(&app, python.clone(), &[&period[..], &["--output".to_owned(), output.clone()]].concat())
            .await;
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(String::from_utf8_lossy(&ended.stdout).trim(), format!("2 departments in {output}"));
    let plot = fs::read_to_string(&output).expect("a plot");
    assert!(plot.contains("</svg>"), "{} bytes", plot.len());
    for drawn in [
        "CARDIOLOGY -->",
        "<!-- departments -->",
        "<!-- 95 % interval -->",
        "<!-- suppressed: 1 to 7 patients -->",
        // 28 in the whole period are rounded to 30. The sum of the months would be £750.
        "<!-- £900 -->",
    ] {
        assert!(plot.contains(drawn), "{drawn} is not in the plot");
    }
    assert_eq!(plot.matches("id=\"suppressed in ").count(), 2, "April is marked for each department");

    let nothing = ["--from", "1999-01-01", "--until", "1999-02-01"].map(str::to_owned);
    let ended = plotted(&app, python, &nothing).await;
    assert!(!ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stderr).contains("There are no appointments"), "{ended:?}");
}

/// A Python program that imports this file as `matplotlib`.
fn with_matplotlib(source: &str) -> (tempfile::TempDir, Command) {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("matplotlib.py"), source).expect("it is written");
    let mut command = Command::new("python3");
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/plot_missed.py"))
        .env("PYTHONPATH", directory.path());
    (directory, command)
}

#[test]
fn missing_requirements_are_reported_in_a_sentence() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("SKIPPED: the refusals of examples/plot_missed.py, because there is no python3");
        return;
    }
    let free_port =
        std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let url = format!("http://{free_port}/graphql");
    for (matplotlib, arguments, expected) in [
        ("raise ImportError()", vec![], "has no matplotlib. Install it with: ".to_owned()),
        ("", vec!["--url", &url], format!("No server answers at {url} (")),
    ] {
        let (_directory, mut command) = with_matplotlib(matplotlib);
        let ended = command.args(arguments).output().expect("python runs");
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success() && stderr.contains(&expected), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "one sentence, no traceback: {stderr}");
    }
}
