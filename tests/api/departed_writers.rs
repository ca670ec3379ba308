//! Clients that disconnect during a booking do not delay other clients' bookings.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use panda::account::RoleAssignment;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Crowd, RawConnection, TestApp, token};

const LEAVING: usize = 10;
const HONEST: usize = 2;
/// The number of bookings per client.
const BOOKINGS: usize = 40;

/// The pause of a disconnecting client between bookings, so that it does not saturate the machine.
const PAUSE: Duration = Duration::from_millis(150);

/// The maximum ratio of booking times beside disconnecting clients. It is high, because in the dev profile
/// these clients use most of the machine. `cargo bench --bench load -- --beside leaving` expects 3.
const RATIO: u32 = 12;

/// The IDs of a patient and a clinician.
type Pair = (String, String);

/// A server with a pair per client.
async fn crowd() -> (TestApp, Vec<Pair>) {
    let app = TestApp::start().await;
    let size = u32::try_from(LEAVING + HONEST).expect("a small number");
    app.add_crowd(Crowd { appointments: 0, ..Crowd::of(size) });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    (app, patients.into_iter().zip(clinicians).collect())
}

/// A booking with an idempotency key, in the n-th hour from now.
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

/// Makes bookings in sequence, and returns their durations.
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

/// Starts bookings in sequence, and resets each connection within the usual time of a booking. Returns their
/// number.
async fn leaves(app: &TestApp, pair: &Pair, whole: Duration, ends: &AtomicBool) -> usize {
    let mut bookings = 0;
    while !ends.load(Ordering::Relaxed) {
        let body = booking(app, pair, bookings).to_string();
        let (token, length) = (token(RoleAssignment::Admin, app.now()), body.len());
        let mut client = RawConnection::connect(&app.address).await;
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        client.send_text(&request).await;
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

/// The server's database sessions.
fn processes(app: &TestApp) -> Vec<String> {
    app.database.texts(
        "SELECT pid::text FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'panda' AND pid <> pg_backend_pid()",
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_disconnect_during_bookings_close_no_database_connection_and_hardly_delay_others() {
    let (app, pairs) = crowd().await;
    let (honest, leaving) = pairs.split_at(HONEST);
    let book = async |round: usize| {
        mean(&join_all(honest.iter().map(|pair| books(&app, pair, round * BOOKINGS))).await.concat())
    };
    // Warm-up: prepares the statements.
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
