//! A request that is repeated after the server was killed.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use chrono::TimeDelta;
use futures_util::future::join_all;
use panda::{
    account::RoleAssignment,
    clock::{Clock, SystemClock},
};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Crowd, Server, TestApp, eventually, token, with};

const BOOK: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";
const BOOKED: &str = "/bookAppointment/appointment/id";

fn keyed(input: Value, key: &str) -> Value {
    with(input, json!({ "idempotencyKey": key }))
}

/// Patients and clinicians without appointments.
async fn free(patients: u32, clinicians: u32) -> (TestApp, Vec<String>, Vec<String>) {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients, clinicians, departments: 1, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    (app, patients, clinicians)
}

/// A booking for a server that uses the machine's clock.
fn tomorrow(app: &TestApp, patient: &str, clinician: &str, slot: i32) -> Value {
    let starts_at = SystemClock.now() + TimeDelta::days(1) + TimeDelta::minutes(30) * slot;
    with(app.booking(patient, clinician, 0), json!({ "startsAt": starts_at.to_rfc3339() }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_lost_with_a_killed_server_is_found_by_its_key() {
    let (app, patients, clinicians) = free(1, 1).await;
    let server = Server::start_with_long_timeout(&app.database.url_text);
    let input = keyed(tomorrow(&app, &patients[0], &clinicians[0], 0), "once");
    let body = json!({ "query": BOOK, "variables": { "input": input } }).to_string();
    let address = server.address.trim_start_matches("http://");
    let mut client = TcpStream::connect(address).await.expect("a connection");
    let (token, length) = (token(RoleAssignment::Admin, SystemClock.now()), body.len());
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    client.write_all(request.as_bytes()).await.expect("it is sent");
    // It is committed, but the client has not read the response.
    let recorded = "SELECT entity_id::text FROM idempotency_keys";
    let id = eventually("it is booked", async || app.database.texts(recorded).pop()).await;
    server.program.kill();
    drop(client);

    let server = Server::start_with_long_timeout(&app.database.url_text);
    let again = async || server.send(BOOK, json!({ "input": input })).await.text(BOOKED);
    assert_eq!(again().await, again().await);
    assert_eq!(app.database.texts("SELECT id::text FROM appointments"), [id]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_to_a_killed_server_are_executed_once_after_repetition() {
    const CLIENTS: usize = 8;
    let (app, patients, clinicians) = free(8, 8).await;
    let server = Server::start_with_long_timeout(&app.database.url_text);
    let is_over = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(AtomicUsize::new(0));
    // Every input sent, with the ID returned.
    let sent = Arc::new(Mutex::new(Vec::<(Value, Option<String>)>::new()));
    let clients = (0..CLIENTS).map(|n| {
        let (is_over, acknowledged, sent, request) =
            (is_over.clone(), acknowledged.clone(), sent.clone(), server.post());
        let inputs: Vec<Value> = (0..500)
            .map(|slot| keyed(tomorrow(&app, &patients[n], &clinicians[n], slot), &format!("{n}-{slot}")))
            .collect();
        tokio::spawn(async move {
            for input in inputs {
                let body = json!({ "query": BOOK, "variables": { "input": input } });
                let answer = request.try_clone().expect("it has no body yet").json(&body).send().await;
                let id = match answer {
                    Ok(answer) => answer.json::<Value>().await.ok(),
                    Err(_) => None,
                };
                let id = id.map(|answer| answer["data"]["bookAppointment"]["appointment"]["id"].clone());
                let id = id.map(|id| id.as_str().expect("a booking").to_owned());
                let is_answered = id.is_some();
                sent.lock().expect("the lock is not poisoned").push((input, id));
                acknowledged.fetch_add(usize::from(is_answered), Ordering::Relaxed);
                if !is_answered || is_over.load(Ordering::Relaxed) {
                    return;
                }
            }
        })
    });
    let clients: Vec<_> = clients.collect();
    eventually("there are bookings", async || (acknowledged.load(Ordering::Relaxed) > 100).then_some(()))
        .await;
    server.program.kill();
    is_over.store(true, Ordering::Relaxed);
    join_all(clients).await.into_iter().for_each(|client| client.expect("no client fails otherwise"));

    let server = Server::start_with_long_timeout(&app.database.url_text);
    let sent = sent.lock().expect("the lock is not poisoned").clone();
    for (input, id) in &sent {
        let again = server.send(BOOK, json!({ "input": input })).await.text(BOOKED);
        assert!(id.as_ref().is_none_or(|id| *id == again), "{input:#}");
    }
    let recorded = app.database.texts("SELECT count(*)::text FROM appointments");
    assert_eq!(recorded, [sent.len().to_string()]);
}
