//! A panic during a request returns an internal error to its client, and affects no other request.
//!
//! The source of the panics is the clock, which many places read, and finally a batch read.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use panda::{clock::Clock, database::Loader};
use serde_json::json;
use tokio::{
    task::{self, Id},
    time::timeout,
};

use crate::support::{Answer, Crowd, LIVE, RawConnection, TestApp, eventually};

/// A clock that panics at the n-th read by a request, or by another task.
struct Trap {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The tasks that exist without any request.
    others: HashSet<Id>,
    has_learned: bool,
    /// The number of reads until one by a request panics.
    of_requests: Option<usize>,
    of_others: Option<usize>,
}

impl Clock for Trap {
    fn now(&self) -> DateTime<Utc> {
        let mut state = self.state.lock().expect("it is never poisoned");
        let is_other = task::try_id().is_some_and(|id| state.others.contains(&id));
        if let Some(id) = task::try_id().filter(|_| !state.has_learned) {
            state.others.insert(id);
        }
        let left = if is_other { &mut state.of_others } else { &mut state.of_requests };
        *left = match *left {
            Some(0) | None => None,
            Some(left) => Some(left - 1),
        };
        let is_trap = *left == Some(0);
        drop(state);
        assert!(!is_trap, "the clock is broken");
        self.clock.now()
    }
}

impl Trap {
    fn set(&self, of_requests: Option<usize>) {
        self.state.lock().expect("it is never poisoned").of_requests = of_requests;
    }

    /// Whether a read by a request has panicked. Also disarms the trap.
    fn has_caught(&self) -> bool {
        let left = self.state.lock().expect("it is never poisoned").of_requests.take();
        left.is_none_or(|left| left == 0)
    }
}

/// A server with a clock that can panic, and some appointments.
async fn start() -> (TestApp, Arc<Trap>) {
    let builder = TestApp::builder();
    let trap = Arc::new(Trap { clock: builder.manual_clock(), state: Mutex::default() });
    let app = builder.clock(trap.clone()).start().await;
    // The watcher of revoked sessions reads the clock four times a second.
    eventually("the clock is read", async || {
        (!trap.state.lock().expect("not poisoned").others.is_empty()).then_some(())
    })
    .await;
    trap.state.lock().expect("not poisoned").has_learned = true;
    app.add_crowd(Crowd { patients: 30, clinicians: 30, departments: 2, appointments: 1 });
    (app, trap)
}

/// The variables of an operation, for each repetition.
type Variables<'a> = Box<dyn Fn(usize) -> serde_json::Value + 'a>;

#[track_caller]
fn expect_internal(answer: &Answer, id: &str) {
    assert_eq!(answer.status, 500, "{answer:?}");
    assert_eq!(answer.headers["x-request-id"], id);
    assert_eq!(answer.expect_code("INTERNAL").args, json!({ "requestId": id }));
    assert!(!answer.body.to_string().contains("clock"), "{answer:?}");
}

#[tokio::test]
async fn a_panic_anywhere_in_an_operation_is_an_internal_error_and_the_next_request_works() {
    let (app, trap) = start().await;
    let appointments = app.ids("appointments").await;
    let (patient, clinician) = (app.ids("patients").await, app.ids("clinicians").await);
    let list =
        "{ appointments(first: 3, filter: { status: [MISSED] }) { totalCount edges { node { status } } } }";
    let cancel = "mutation($input: CancelAppointmentInput!) { cancelAppointment(input: $input) { appointment { status } } }";
    let book = "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { status } } }";
    let operations: [(&str, Variables<'_>); 3] = [
        (list, Box::new(|_| json!({}))),
        (cancel, Box::new(|n| json!({ "input": { "id": appointments[n] } }))),
        (book, Box::new(|n| json!({ "input": app.booking(&patient[n], &clinician[n], 30) }))),
    ];
    for (query, variables) in operations {
        let mut panics = 0;
        for nth in 1..20 {
            let id = format!("panic-{nth}");
            let body = json!({ "query": query, "variables": variables(nth) });
            let request = app.post().header("x-request-id", &id).json(&body);
            trap.set(Some(nth));
            let answer = Answer::of(request.send().await.expect("the server answers")).await;
            if !trap.has_caught() {
                answer.data("");
                break;
            }
            expect_internal(&answer, &id);
            panics += 1;
            // No session remains in a transaction with locks.
            let open = "SELECT 'open' FROM pg_stat_activity
                        WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
            eventually("nothing is open", async || app.database.texts(open).is_empty().then_some(())).await;
            app.query("{ clinicians(first: 1) { edges { node { name } } } }").await.data("");
        }
        assert!((2..19).contains(&panics), "{panics} places where {query} panics");
    }
}

#[tokio::test]
async fn a_panic_releases_its_database_connection() {
    let (app, trap) = start().await;
    let mut client = RawConnection::connect(&app.address).await;
    let body = r#"{"query":"{ __typename }"}"#;
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-request-id: mine\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    trap.set(Some(1));
    client.send_text(&request).await;
    let reported = client.receive().await.expect("an answer");
    assert!(trap.has_caught());
    assert_eq!(
        (reported.status, reported.json()["errors"][0]["extensions"]["code"].as_str()),
        (500, Some("INTERNAL"))
    );
    client.send_text(LIVE).await;
    assert_eq!(client.receive().await.expect("an answer").status, 200);
    client.send_text(&request).await;
    assert_eq!(client.receive().await.expect("an answer").status, 200);
}

#[tokio::test]
async fn the_watcher_of_ended_sessions_survives_a_panic() {
    let (app, trap) = start().await;
    trap.state.lock().expect("not poisoned").of_others = Some(1);
    let sprung = async || {
        trap.state.lock().expect("not poisoned").of_others.is_none_or(|left| left == 0).then_some(())
    };
    eventually("it panics", sprung).await;
    // Session state is valid for one second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    app.query("{ clinicians(first: 1) { edges { node { name } } } }").await.data("");
}

#[tokio::test]
async fn a_panic_in_a_batch_read_fails_all_waiting_keys() {
    let app = TestApp::start().await;
    let is_broken = Arc::new(AtomicBool::new(true));
    let broken = is_broken.clone();
    let loader = Arc::new(Loader::new(app.context.database.clone(), move |_, keys: Vec<u32>| {
        let is_broken = broken.clone();
        Box::pin(async move {
            assert!(!is_broken.load(Ordering::Relaxed), "the read is broken");
            Ok(keys.into_iter().map(|key| (key, key)).collect::<HashMap<_, _>>())
        })
    }));
    let outcomes = async || {
        let load = |key| {
            let loader = loader.clone();
            tokio::spawn(async move { loader.load(key % 5).await.expect("a record") })
        };
        timeout(Duration::from_mins(1), join_all((0_u32..20).map(load)))
            .await
            .expect("every waiting key completes")
    };
    assert!(outcomes().await.iter().all(|outcome| outcome.as_ref().is_err_and(task::JoinError::is_panic)));
    is_broken.store(false, Ordering::Relaxed);
    let records = outcomes().await.into_iter().map(|outcome| outcome.expect("no panic").expect("a record"));
    assert_eq!(records.collect::<Vec<_>>(), (0..20).map(|key| key % 5).collect::<Vec<u32>>());
}
