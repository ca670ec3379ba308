//! The server keeps its word while what it stands on fails, and when it is told to end.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use nix::sys::signal::Signal;
use panda::{
    clock::{Clock, SystemClock},
    database::cluster::LocalCluster,
};
use serde_json::{Value, json};

use crate::support::{Answer, Place, Program, Server, TestApp, connect, eventually, panda, texts};

const READ: &str = "{ departments { totalCount } }";
const WRITE: &str =
    "mutation($input: AddDepartmentInput!) { addDepartment(input: $input) { department { id } } }";
const BOOK: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";

/// A department that no other write adds.
fn department() -> Value {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    json!({ "input": { "code": format!("D-{number}"), "name": format!("Department {number}") } })
}

#[track_caller]
fn expect_unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503, "{:#}", answer.body);
    answer.expect_code("SERVICE_UNAVAILABLE");
    let seconds: u32 = answer.headers["retry-after"].to_str().expect("a text").parse().expect("seconds");
    assert!(seconds > 0);
}

/// A migrated cluster in a place, and a server that has not been told whether it runs.
fn migrated(place: &Place) -> (LocalCluster, String) {
    let cluster = LocalCluster::start(place.path()).expect("a cluster");
    let url = cluster.url("postgres");
    let migrated = Program::run(panda().arg("migrate").env("DATABASE_URL", &url));
    assert!(migrated.status.success(), "{migrated:?}");
    (cluster, url)
}

fn impatient(url: &str) -> Server {
    let mut command = panda();
    Server::start_with(
        command.arg("serve").env("DATABASE_URL", url).env("PANDA_DATABASE_ACQUIRE_TIMEOUT", "300"),
    )
}

/// Everything is answered as it is while the database is away.
async fn expect_outage(server: &Server) {
    expect_unavailable(&server.query(READ).await);
    expect_unavailable(&server.send(WRITE, department()).await);
    let anonymous = server.post_anonymously().json(&json!({ "query": "{ __typename }" }));
    let answer = Answer::of(anonymous.send().await.expect("the server answers")).await;
    assert_eq!(answer.text("/__typename"), "Query");
    assert_eq!(server.get("/health/live").await.status, 200);
    let ready = server.get("/health/ready").await;
    assert_eq!(ready.status, 503);
    assert!(ready.headers.contains_key("retry-after"));
}

async fn expect_recovery(server: &Server) {
    eventually("the server is ready again", async || {
        (server.get("/health/ready").await.status == 200).then_some(())
    })
    .await;
    eventually("it reads", async || (server.query(READ).await.status == 200).then_some(())).await;
    server.query(READ).await.data("");
    eventually("it writes", async || (server.send(WRITE, department()).await.status == 200).then_some(()))
        .await;
    server.send(WRITE, department()).await.data("");
}

#[tokio::test]
async fn a_server_starts_without_its_database_and_recovers_by_itself_each_time_that_comes_back() {
    let place = Place::new("outage");
    let (cluster, url) = migrated(&place);
    cluster.stop().expect("it stops");
    let server = impatient(&url);
    expect_outage(&server).await;
    for _ in 0..2 {
        let cluster = LocalCluster::start(place.path()).expect("the cluster starts again");
        assert_eq!(cluster.url("postgres"), url);
        expect_recovery(&server).await;
        cluster.stop().expect("it stops");
        expect_outage(&server).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_of_a_database_that_is_restarted_hear_of_nothing_but_that() {
    let place = Place::new("restart");
    let (cluster, url) = migrated(&place);
    let server = impatient(&url);
    expect_recovery(&server).await;
    let (is_over, unavailable) = (AtomicBool::new(false), AtomicUsize::new(0));
    let added = Mutex::new(Vec::new());
    let client = async |_| {
        while !is_over.load(Ordering::Relaxed) {
            for answer in [server.query(READ).await, server.send(WRITE, department()).await] {
                if answer.status == 503 {
                    expect_unavailable(&answer);
                    unavailable.fetch_add(1, Ordering::Relaxed);
                } else if let Some(id) = answer.data("").pointer("/addDepartment/department/id") {
                    added.lock().expect("nobody panics").push(id.clone());
                }
            }
        }
    };
    let restart = async {
        eventually("all are at work", async || {
            (added.lock().expect("nobody panics").len() > 20).then_some(())
        })
        .await;
        let stopping = tokio::task::spawn_blocking(move || cluster.stop());
        stopping.await.expect("no panic").expect("it stops");
        eventually("somebody noticed", async || (unavailable.load(Ordering::Relaxed) > 0).then_some(()))
            .await;
        let path = place.path().to_owned();
        let starting = tokio::task::spawn_blocking(move || LocalCluster::start(&path));
        let cluster = starting.await.expect("no panic").expect("it starts");
        let before = added.lock().expect("nobody panics").len();
        eventually("all are at work again", async || {
            (added.lock().expect("nobody panics").len() > before + 20).then_some(())
        })
        .await;
        is_over.store(true, Ordering::Relaxed);
        cluster
    };
    let (_cluster, _) = tokio::join!(restart, join_all((0..4).map(client)));
    let added = added.into_inner().expect("nobody panics");
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for ids in added.chunks(100) {
        let found = server.send(query, json!({ "ids": ids })).await.data("/nodes");
        let expected: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        assert_eq!(found, Value::from(expected), "what was acknowledged stays");
    }
}

#[tokio::test]
async fn every_booking_that_was_acknowledged_outlives_the_server_and_none_is_there_twice() {
    const CLIENTS: u32 = 8;
    let app = TestApp::start().await;
    let server = Server::start_patient(&app.database.url_text);
    let mut pairs = Vec::new();
    for n in 1..=CLIENTS {
        pairs.push((app.a_patient(n).await, app.some_clinician(&format!("D{n}")).await));
    }
    let begin = SystemClock.now() + TimeDelta::days(1);
    let (acknowledged, asked) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = pairs
        .into_iter()
        .map(|(patient, clinician)| {
            let (acknowledged, asked, request) = (acknowledged.clone(), asked.clone(), server.post());
            tokio::spawn(async move {
                for slot in 0_i32.. {
                    let input = json!({
                        "patient": { "id": patient }, "clinicianId": clinician, "durationMinutes": 30,
                        "startsAt": (begin + TimeDelta::minutes(30) * slot).to_rfc3339(), "postcode": "CF14 4XW",
                    });
                    let body = json!({ "query": BOOK, "variables": { "input": input } });
                    asked.fetch_add(1, Ordering::Relaxed);
                    let sent = request.try_clone().expect("it has no body yet").json(&body).send().await;
                    let Ok(response) = sent else { return };
                    let Ok(answer) = response.json::<Value>().await else { return };
                    let id = answer["data"]["bookAppointment"]["appointment"]["id"].as_str().expect("a booking");
                    acknowledged.lock().expect("nobody panics").push(id.to_owned());
                }
            })
        })
        .collect();
    eventually("there are bookings", async || {
        (acknowledged.lock().expect("nobody panics").len() > 150).then_some(())
    })
    .await;
    server.program.kill();
    join_all(clients).await.into_iter().for_each(|client| client.expect("no client fails otherwise"));
    let acknowledged = acknowledged.lock().expect("nobody panics").clone();

    let server = Server::start_patient(&app.database.url_text);
    for ids in acknowledged.chunks(100) {
        let found =
            server.send("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
        let expected: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        assert_eq!(found.data("/nodes"), Value::from(expected));
    }
    let recorded = server.query("{ appointments { totalCount } }").await.data("/appointments/totalCount");
    let recorded = usize::try_from(recorded.as_u64().expect("a number")).expect("a small one");
    assert!((acknowledged.len()..=asked.load(Ordering::Relaxed)).contains(&recorded), "{recorded}");
    let twice =
        "SELECT clinician_id::text FROM appointments GROUP BY clinician_id, starts_at HAVING count(*) > 1";
    assert_eq!(app.database.texts(twice), [""; 0]);
}

#[tokio::test]
async fn a_server_that_is_told_to_end_finishes_what_it_has_begun() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let server = Server::start_patient(&app.database.url_text);
    let begin = (SystemClock.now() + TimeDelta::days(1)).to_rfc3339();
    let mut input = app.booking(&patient, &clinician, 0);
    input["startsAt"] = json!(begin);
    let id = server.send(BOOK, json!({ "input": input })).await.text("/bookAppointment/appointment/id");

    // Somebody else is at the row, so the mutation has to wait.
    let mut somebody = connect(&app.database.url_text).await;
    somebody.batch_execute("BEGIN; SELECT FROM appointments FOR UPDATE").await.expect("the row is locked");
    let cancel = "mutation($id: ID!) { cancelAppointment(input: { id: $id }) { appointment { status } } }";
    let body = json!({ "query": cancel, "variables": { "id": id } });
    let waiting = tokio::spawn(server.post().json(&body).send());
    let (url, blocked) = (
        app.database.url_text.clone(),
        "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    eventually("the mutation waits", async || (!texts(&url, blocked).is_empty()).then_some(())).await;

    server.program.signal(Signal::SIGTERM);
    server.program.stderr.find(|line| line.contains("finishing the requests in flight").then_some(()));
    eventually("nobody is let in any more", async || server.try_send(READ, json!({})).await.err()).await;
    assert!(!waiting.is_finished(), "the answer waits for the row");
    somebody.batch_execute("COMMIT").await.expect("the row is free again");
    let answer = tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("an answer in time");
    let answer = Answer::of(answer.expect("no panic").expect("the answer arrives")).await;
    assert_eq!(answer.text("/cancelAppointment/appointment/status"), "CANCELLED");
    let ended = server.program.ended();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(app.database.texts("SELECT status FROM appointments"), ["cancelled"]);
}

#[tokio::test]
async fn an_idle_server_ends_at_once_when_told_to() {
    let app = TestApp::start().await;
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let server = Server::start_patient(&app.database.url_text);
        // The client keeps its connection open, which is no request.
        server.query(READ).await.data("");
        server.program.signal(signal);
        let ended = server.program.ended();
        assert!(ended.status.success(), "{ended:?}");
        assert!(!ended.stderr.contains("did not finish in time"), "{ended:?}");
    }
}
