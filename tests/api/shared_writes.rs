//! Bookings share connections, and a blocked booking does not delay the others.

use std::time::Duration;

use futures_util::{
    StreamExt,
    future::{join, join_all},
    stream::FuturesUnordered,
};
use panda::database::Capacity;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Answer, ConcurrentTransaction, Crowd, TestApp, eventually};

const HOUR: Duration = Duration::from_hours(1);

/// All bookings are at different times, 15 minutes apart.
const APART: i64 = 45;

/// A server where all bookings share one connection, with one patient and two clinicians, and a concurrent
/// transaction.
async fn shared(pool: usize) -> (TestApp, ConcurrentTransaction, [Value; 3]) {
    let capacity = Capacity { write_connections: 1, pool, acquire_timeout: HOUR, ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).start().await;
    app.add_crowd(Crowd { patients: 1, clinicians: 2, departments: 1, appointments: 0 });
    let (patient, clinicians) = (app.ids("patients").await.remove(0), app.ids("clinicians").await);
    let other = ConcurrentTransaction::begin(&app).await;
    (app, other, [patient, clinicians[0].clone(), clinicians[1].clone()].map(Value::String))
}

async fn book(app: &TestApp, patient: &Value, clinician: &Value, n: i64) -> Answer {
    let text = |id: &Value| id.as_str().expect("an identifier").to_owned();
    app.book(app.booking(&text(patient), &text(clinician), 60 + n * APART)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_booking_does_not_delay_others() {
    let (app, mut other, [patient, locked, free]) = shared(1).await;
    other.run("SELECT FROM clinicians WHERE name = (SELECT min(name) FROM clinicians) FOR UPDATE").await;
    let held_up = book(&app, &patient, &locked, 0);
    let others = async {
        other.wait_for_blocked_session().await;
        let bookings = join_all((1..20).map(|n| book(&app, &patient, &free, n)));
        // A blocked statement waits for its lock for ten seconds.
        let answers = timeout(Duration::from_secs(5), bookings).await.expect("they do not wait");
        for answer in answers {
            answer.text("/bookAppointment/appointment/id");
        }
        other.wait_for_blocked_session().await;
        other.run("ROLLBACK").await;
    };
    let (answer, ()) = join(held_up, others).await;
    answer.text("/bookAppointment/appointment/id");
    assert_eq!(
        app.query("{ appointments { totalCount } }").await.data("/appointments/totalCount"),
        json!(20)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bookings_beyond_the_queue_are_refused_immediately_and_the_others_succeed() {
    const ALL: i64 = 200;
    // The pool has connections for all that wait.
    let (app, mut other, [patient, clinician, _]) = shared(10).await;
    other.run("LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE").await;
    let mut answers: FuturesUnordered<_> = (0..ALL).map(|n| book(&app, &patient, &clinician, n)).collect();
    // A statement in the pool gives up its lock after ten seconds.
    for _ in 0..50 {
        let answer = timeout(Duration::from_secs(8), answers.next()).await;
        answer.expect("there is no wait").expect("an answer").expect_code("SERVICE_UNAVAILABLE");
    }
    other.run("ROLLBACK").await;
    let mut booked = 0;
    while let Some(answer) = answers.next().await {
        if answer.body.pointer("/data/bookAppointment/appointment").is_some() {
            booked += 1;
        } else {
            answer.expect_code("SERVICE_UNAVAILABLE");
        }
    }
    assert!(booked >= 50, "{booked} are booked");
    let on_record = app.query("{ appointments { totalCount } }").await.data("/appointments/totalCount");
    assert_eq!(on_record, json!(booked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bookings_recover_after_their_connections_are_closed() {
    let (app, _other, [patient, clinician, _]) = shared(1).await;
    book(&app, &patient, &clinician, 0).await.text("/bookAppointment/appointment/id");
    let cut = app.database.texts(
        "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'panda' AND query LIKE 'INSERT INTO \"appointments\"%'",
    );
    assert_eq!(cut, ["true"]);
    let booked = async || {
        let answer = book(&app, &patient, &clinician, 1).await;
        answer.body.pointer("/data/bookAppointment/appointment/id").is_some().then_some(())
    };
    timeout(Duration::from_mins(1), eventually("it is booked", booked)).await.expect("another is opened");
}
