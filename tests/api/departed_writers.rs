//! Clients that leave in the middle of a booking do not delay the bookings of others.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use panda::account::RoleAssignment;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Bare, Crowd, TestApp, token};

const LEAVING: usize = 10;
const HONEST: usize = 2;
/// How many bookings each of the others makes.
const BOOKINGS: usize = 40;

/// How long a client that leaves pauses before the next booking, so that it does not take the machine for itself.
const PAUSE: Duration = Duration::from_millis(150);

/// How many times as long a booking may take beside clients that leave: much, because in the dev profile these clients take most of the
/// machine. `cargo bench --bench load -- --beside leaving` expects 3.
const RATIO: u32 = 12;

/// A patient and a clinician.
type Pair = (String, String);

/// A server with a pair for each client.
async fn crowd() -> (TestApp, Vec<Pair>) {
    let app = TestApp::start().await;
    let size = u32::try_from(LEAVING + HONEST).expect("a small number");
    app.add_crowd(Crowd { appointments: 0, ..Crowd::of(size) });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    (app, patients.into_iter().zip(clinicians).collect())
}

/// A booking with a key, of the n-th hour from now.
fn booking(app: &TestApp, (patient, clinician): &Pair, n: usize) -> Value {
    let query =
        "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";
    let minutes = 60 * i64::try_from(n + 1).expect("a small number");
    let input = json!({
        "patient": { "id": patient }, "clinicianId": clinician, "startsAt": app.in_minutes(minutes),
        "durationMinutes": 30, "postcode": "M1 1AE", "idempotencyKey": format!("{n}-{patient}"),
    });
    json!({ "query": query, "variables": { "input": input } })
}

/// Books one appointment after the other, and tells how long each took.
async fn books(app: &TestApp, pair: &Pair, from: usize) -> Vec<Duration> {
    let mut times = Vec::new();
    for n in from..from + BOOKINGS {
        let begun = Instant::now();
        let answer = app.post().json(&booking(app, pair, n)).send().await.expect("an answer");
        let body: Value = answer.json().await.expect("JSON");
        assert!(body["errors"].is_null(), "{body}");
        times.push(begun.elapsed());
        sleep(Duration::from_millis(3)).await;
    }
    times
}

/// Begins one booking after the other, and resets each connection within the time that a booking takes. Returns their number.
async fn leaves(app: &TestApp, pair: &Pair, whole: Duration, ends: &AtomicBool) -> usize {
    let mut bookings = 0;
    while !ends.load(Ordering::Relaxed) {
        let body = booking(app, pair, bookings).to_string();
        let (token, length) = (token(RoleAssignment::Admin, app.now()), body.len());
        let mut client = Bare::connect(&app.address).await;
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        client.say(&request).await;
        let tenths = u32::try_from(bookings * 7 % 10).expect("a digit");
        sleep(whole * tenths / 10).await;
        client.0.set_zero_linger().expect("it is connected");
        drop(client);
        bookings += 1;
        sleep(PAUSE).await;
    }
    bookings
}

fn mean(times: &[Duration]) -> Duration {
    times.iter().sum::<Duration>() / u32::try_from(times.len()).expect("few")
}

/// The processes of the database that serve the server.
fn processes(app: &TestApp) -> Vec<String> {
    app.database.texts(
        "SELECT pid::text FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'panda' AND pid <> pg_backend_pid()",
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_leave_bookings_close_no_connection_to_the_database_and_hardly_delay_others() {
    let (app, pairs) = crowd().await;
    let (honest, leaving) = pairs.split_at(HONEST);
    let book = async |round: usize| {
        mean(&join_all(honest.iter().map(|pair| books(&app, pair, round * BOOKINGS))).await.concat())
    };
    // The first statements are prepared, which is no part of this.
    book(0).await;
    let (alone, before) = (book(1).await, processes(&app));
    let ends = AtomicBool::new(false);
    let leaving = join_all(leaving.iter().map(|pair| leaves(&app, pair, alone, &ends)));
    let beside = async {
        let mean = book(2).await;
        ends.store(true, Ordering::Relaxed);
        mean
    };
    let (beside, left) = tokio::join!(beside, leaving);
    let (left, after) = (left.iter().sum::<usize>(), processes(&app));
    let closed = before.iter().filter(|process| !after.contains(process)).count();
    println!("a booking takes {alone:?} alone, {beside:?} beside {left} that were left");
    assert_eq!(closed, 0, "of {} connections, after {left} bookings were left", before.len());
    assert!(beside <= RATIO * alone, "{alone:?} became {beside:?}");
}
