//! `panda demo`: everything in one command.

use std::process::Command;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::{Place, Program, Server, panda, texts};

fn demo(place: &Place) -> Command {
    let mut command = panda();
    command.args(["demo", "--data-dir"]).arg(place.path());
    command
}

/// The number of patients, and of appointments.
async fn counts(server: &Server) -> (Value, Value) {
    let answer = server.query("{ patients { totalCount } appointments { totalCount } }").await;
    (answer.data("/patients/totalCount"), answer.data("/appointments/totalCount"))
}

/// The connection URL that the demo tells.
fn url(server: &Server) -> String {
    server
        .program
        .stdout
        .find(|line| Some(line.split_once("DATABASE_URL='")?.1.trim_end_matches('\'').to_owned()))
}

const REGISTER: &str = r#"mutation { registerPatient(input: {
    nhsNumber: "9434765919", name: "Zoë", dateOfBirth: "1987-03-25", postcode: "SW1A 1AA" }) { patient { id } } }"#;

#[tokio::test]
async fn the_demo_says_where_it_is_and_holds_a_sample() {
    let place = Place::new("demo");
    let server = Server::start_with(&mut demo(&place));
    assert_eq!(counts(&server).await, (200.into(), 2_000.into()));
    let said =
        |word: &'static str| server.program.stdout.find(|line| line.contains(word).then(|| line.to_owned()));
    assert!(said("GraphiQL").contains(&format!("{}/graphiql", server.address)));
    assert!(said("psql").contains("-U panda panda"));
    let query = said("-d '").split_once("-d '").expect("a body").1.trim_end_matches('\'').to_owned();
    let first =
        server.post().header("content-type", "application/json").body(query).send().await.expect("an answer");
    assert!(first.text().await.expect("a text").contains("\"totalCount\":2000"));
    let posts =
        server.query("{ organisations { totalCount edges { node { clinicians { totalCount } } } } }").await;
    assert_eq!(posts.data("/organisations/totalCount"), 5);
    assert_ne!(posts.data("/organisations/edges/0/node/clinicians/totalCount"), 0);
}

#[tokio::test]
async fn a_second_run_keeps_the_data_and_a_reset_starts_over() {
    let place = Place::new("kept");
    let server = Server::start_with(&mut demo(&place));
    server.query(REGISTER).await.data("/registerPatient/patient/id");
    let url_before = url(&server);
    server.program.signal(Signal::SIGINT);
    let ended = server.program.ended();
    assert!(ended.status.success(), "{ended:?}");
    assert!(panda_cannot_reach(&url_before), "the cluster outlives the demo");

    let server = Server::start_with(&mut demo(&place));
    assert_eq!(counts(&server).await.0, 201);
    server.program.signal(Signal::SIGINT);
    assert!(server.program.ended().status.success());

    let server = Server::start_with(demo(&place).arg("--reset"));
    assert_eq!(counts(&server).await.0, 200);
}

fn panda_cannot_reach(url: &str) -> bool {
    !Program::run(panda().arg("migrate").env("DATABASE_URL", url)).status.success()
}

#[tokio::test]
async fn after_a_kill_the_next_start_adopts_what_was_left_and_loses_nothing() {
    let place = Place::new("killed");
    let server = Server::start_with(&mut demo(&place));
    server.query(REGISTER).await.data("/registerPatient/patient/id");
    let url = url(&server);
    server.program.kill();
    // The cluster goes on alone.
    assert_eq!(texts(&url, "SELECT name FROM patients WHERE nhs_number = '9434765919'"), ["Zoë"]);
    let server = Server::start_with(&mut demo(&place));
    assert_eq!(counts(&server).await.0, 201);
    server.program.signal(Signal::SIGTERM);
    assert!(server.program.ended().status.success());
    assert!(panda_cannot_reach(&url), "the adopted cluster outlives the demo");
}

#[tokio::test]
async fn a_start_that_was_killed_halfway_is_completed_by_the_next() {
    let place = Place::new("halfway");
    let server = Server::start_with(&mut demo(&place));
    let url = url(&server);
    server.program.kill();
    // As a kill between the places and the patients leaves it.
    for table in ["appointments", "patients"] {
        crate::support::execute(&url, &format!("DELETE FROM {table}"));
    }
    let server = Server::start_with(&mut demo(&place));
    assert_eq!(counts(&server).await, (200.into(), 2_000.into()));
}

#[tokio::test]
async fn the_demo_is_for_this_machine_only() {
    let place = Place::new("open");
    let ended = Program::run(demo(&place).args(["--listen", "0.0.0.0:0"]));
    assert!(!ended.status.success());
    assert!(ended.stderr.contains("0.0.0.0"), "{}", ended.stderr);
    assert!(!place.path().exists());
}
