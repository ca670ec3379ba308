//! The example that plots, as an analyst runs it.

use std::{
    fs,
    process::{Command, Output},
};

use chrono::{Datelike, TimeDelta};

use crate::support::{PASSWORD_OF_ALL, TestApp};

/// A Python that has matplotlib: the one that `PANDA_PLOT_PYTHON` names, which must, or the machine's, which may.
fn python() -> Option<String> {
    let named = std::env::var("PANDA_PLOT_PYTHON");
    let python = named.clone().unwrap_or_else(|_| "python3".to_owned());
    let has_matplotlib = Command::new(&python).args(["-c", "import matplotlib"]).output();
    if has_matplotlib.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert!(named.is_err(), "{python} has no matplotlib");
    eprintln!(
        "LEFT OUT: examples/plot_missed.py, for there is no matplotlib; PANDA_PLOT_PYTHON may name a Python that has it"
    );
    None
}

async fn plotted(app: &TestApp, python: String, arguments: &[String]) -> Output {
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/plot_missed.py"));
    command.arg("--url").arg(format!("{}/graphql", app.address)).args(arguments);
    command.env("PANDA_EMAIL", "ann@example.org").env("PANDA_PASSWORD", PASSWORD_OF_ALL);
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
        for day in 0..25 {
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
    assert!(plot.contains("</svg>") && plot.contains("CARDIOLOGY"), "{} bytes", plot.len());

    let nothing = ["--from", "1999-01-01", "--until", "1999-02-01"].map(str::to_owned);
    let ended = plotted(&app, python, &nothing).await;
    assert!(!ended.status.success());
    assert!(String::from_utf8_lossy(&ended.stderr).contains("no appointments"), "{ended:?}");
}
