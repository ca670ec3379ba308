//! Repetitions of a request in progress wait without a connection, so that other requests have enough.

use std::time::Duration;

use futures_util::future::join_all;
use panda::{database::Capacity, http::Connections};
use serde_json::{Value, json};
use tokio::{
    task::{AbortHandle, JoinSet},
    time::timeout,
};

use crate::support::{Answer, ConcurrentTransaction, Crowd, TestApp, eventually, patient, with};

const BOOKED: &str = "/bookAppointment/appointment/id";

/// The maximum number of waiting repetitions per key, as in `KeyedMutex`.
const MAY_WAIT: usize = 64;

/// Transactions that wait for another.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// A server where the clinician `locked` cannot be booked until the other transaction ends.
struct Held {
    app: TestApp,
    other: ConcurrentTransaction,
    patients: Vec<String>,
    locked: String,
    free: String,
}

impl Held {
    async fn on(app: TestApp) -> Self {
        app.add_crowd(Crowd { patients: 20, clinicians: 2, departments: 1, appointments: 0 });
        let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run("SELECT FROM clinicians WHERE name = (SELECT min(name) FROM clinicians) FOR UPDATE").await;
        Self { app, other, patients, locked: clinicians[0].clone(), free: clinicians[1].clone() }
    }

    /// The same booking with the same key, sent several times by clients that can disconnect.
    fn repeats(&self, number: usize) -> (JoinSet<Answer>, Vec<AbortHandle>) {
        let mut waiting = JoinSet::new();
        let input =
            with(self.app.booking(&self.patients[0], &self.locked, 60), json!({ "idempotencyKey": "once" }));
        let body = json!({
            "query": "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }",
            "variables": { "input": input },
        });
        let clients = (0..number)
            .map(|_| {
                let request = self.app.post().json(&body);
                waiting.spawn(async { Answer::of(request.send().await.expect("an answer")).await })
            })
            .collect();
        (waiting, clients)
    }

    async fn someone_waits(&self) {
        eventually("the first waits", async || self.app.database.texts(WAITING).pop()).await;
    }

    /// Expects that other bookings with other keys succeed.
    async fn expect_others_booked(&self) {
        let others = (1..=8).map(|n| {
            let booking =
                self.app.booking(&self.patients[n], &self.free, 60 + 60 * i64::try_from(n).expect("few"));
            self.app.book(with(booking, json!({ "idempotencyKey": format!("own-{n}") })))
        });
        for answer in timeout(Duration::from_secs(8), join_all(others)).await.expect("they do not wait") {
            answer.text(BOOKED);
        }
    }
}

#[track_caller]
fn expect_unavailable(answer: &Answer) {
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["retry-after"]),
        (503, &"2".parse().expect("a header"))
    );
    answer.expect_code("SERVICE_UNAVAILABLE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_waiting_repetitions_hold_no_connection() {
    let mut held = Held::on(TestApp::start().await).await;
    let (mut repeats, _clients) = held.repeats(60);
    held.someone_waits().await;
    held.expect_others_booked().await;
    assert_eq!(held.app.database.texts(WAITING).len(), 1, "one of them is at work");
    held.other.run("ROLLBACK").await;
    let mut booked = Vec::new();
    while let Some(answer) = repeats.join_next().await {
        booked.push(answer.expect("no panic").text(BOOKED));
    }
    booked.dedup();
    assert_eq!(booked.len(), 1, "all are answered the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_repetitions_are_limited_and_disconnects_free_a_place() {
    let mut held = Held::on(TestApp::start().await).await;
    let (mut waiting, clients) = held.repeats(1 + MAY_WAIT + 3);
    // Requests beyond the limit are refused immediately, and the others wait.
    for _ in 0..3 {
        let answer = timeout(Duration::from_mins(1), waiting.join_next()).await.expect("an answer at once");
        expect_unavailable(&answer.expect("one of them").expect("no panic"));
    }
    held.someone_waits().await;
    expect_unavailable(&held.repeats(1).0.join_next().await.expect("one").expect("no panic"));
    // All but the last few disconnect, possibly including the request in progress.
    clients.iter().take(MAY_WAIT).for_each(AbortHandle::abort);
    let has_room = async || {
        let (mut one, _) = held.repeats(1);
        timeout(Duration::from_millis(200), one.join_next()).await.is_err().then_some(())
    };
    eventually("there is room again", has_room).await;
    held.other.run("ROLLBACK").await;
    let mut booked: Vec<String> = Vec::new();
    while let Some(ended) = waiting.join_next().await {
        booked.extend(ended.ok().map(|answer| answer.text(BOOKED)));
    }
    booked.dedup();
    assert_eq!(booked.len(), 1);
    assert_eq!(held.app.count_appointments().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repetitions_wait_at_most_for_the_operation_timeout() {
    let connections = Connections { request_timeout: Duration::from_millis(700), ..Connections::default() };
    let capacity = Capacity { operation: Duration::from_hours(1), ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).connections(connections).start().await;
    let mut held = Held::on(app).await;
    for answer in held.repeats(5).0.join_all().await {
        expect_unavailable(&answer);
    }
    held.other.run("ROLLBACK").await;
    let booked = async || {
        let answer = held.repeats(1).0.join_next().await?.ok()?;
        answer.body.pointer("/data/bookAppointment/appointment/id").map(Value::to_string)
    };
    eventually("the key is free", booked).await;
}

/// A cancellation is repeatable without a key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_changes_of_one_appointment_do_not_exhaust_the_pool() {
    let app = TestApp::start().await;
    for (n, mutation) in
        ["cancelAppointment", "amendAppointment", "attendAppointment"].into_iter().enumerate()
    {
        let (patient, clinician) =
            (app.a_patient(n.try_into().expect("few")).await, app.some_clinician(&format!("D{n}")).await);
        let id = app.an_appointment(&patient, &clinician, 60).await;
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run("SELECT FROM appointments WHERE status = 'active' FOR UPDATE").await;
        let repeats =
            join_all((0..60).map(|_| app.mutate(mutation, json!({ "id": id }), "appointment { version }")));
        let others = async {
            other.wait_for_blocked_session().await;
            let booked = (1..=8).map(|n| app.book(app.booking(&patient, &clinician, 60 + 60 * n)));
            let keyed = (11..=18).map(|n| {
                let booking = app.booking(&patient, &clinician, 60 + 60 * n);
                app.book(with(booking, json!({ "idempotencyKey": format!("{mutation}-{n}") })))
            });
            let (booked, keyed) = tokio::join!(join_all(booked), join_all(keyed));
            other.run("ROLLBACK").await;
            [booked, keyed].concat()
        };
        let (repeats, others) = tokio::join!(repeats, others);
        for answer in others {
            answer.text(BOOKED);
        }
        assert!(repeats.iter().all(|answer| answer.status == 200), "{mutation}");
        let changed = repeats.iter().filter(|answer| answer.body.get("errors").is_none()).count();
        assert_eq!(changed, if mutation == "amendAppointment" { 60 } else { 1 }, "{mutation}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_bookings_of_one_patient_do_not_exhaust_the_pool() {
    let mut held = Held::on(TestApp::start().await).await;
    let own = &held.patients[0];
    let bookings: Vec<_> = (0..60)
        .map(|n| {
            let input = held.app.booking(own, &held.locked, 60 + 60 * n);
            let query = "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";
            let body = json!({ "query": query, "variables": { "input": input } });
            held.app.post_as(patient(own)).json(&body)
        })
        .collect();
    let mut waiting = JoinSet::new();
    for booking in bookings {
        waiting.spawn(async { Answer::of(booking.send().await.expect("an answer")).await });
    }
    held.someone_waits().await;
    held.expect_others_booked().await;
    held.other.run("ROLLBACK").await;
    let answers = waiting.join_all().await;
    let booked = answers.iter().filter(|answer| answer.body.get("errors").is_none()).count();
    assert_eq!(booked, 10);
}
