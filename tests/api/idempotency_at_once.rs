//! A repetition while the first request is in progress.

use std::collections::BTreeSet;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, Crowd, TestApp, connect, eventually, nhs_number, with};

const BOOKED: &str = "/bookAppointment/appointment/id";

fn keyed(input: Value, key: &str) -> Value {
    with(input, json!({ "idempotencyKey": key }))
}

/// A second server, with patients and clinicians without appointments.
async fn free(patients: u32, clinicians: u32) -> (TestApp, Vec<String>, Vec<String>) {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients, clinicians, departments: 1, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    (app, patients, clinicians)
}

/// Expects that all responses are equal.
#[track_caller]
fn expect_one(answers: &[Answer], pointer: &str) -> String {
    let ids: BTreeSet<String> = answers.iter().map(|answer| answer.text(pointer)).collect();
    assert_eq!((answers.len(), ids.len()), (50, 1), "{ids:?}");
    ids.into_iter().next().expect("one")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_concurrent_identical_requests_write_once_and_all_succeed() {
    let (app, patients, clinicians) = free(1, 1).await;
    let booking = keyed(app.booking(&patients[0], &clinicians[0], 60), "once");
    let answers = join_all((0..50).map(|_| app.book(booking.clone()))).await;
    let id = expect_one(&answers, BOOKED);
    assert_eq!(app.recorded(&id).await["version"], 1);
    assert_eq!(app.count_appointments().await, 1);

    let patient = json!({
        "nhsNumber": nhs_number(7), "name": "Ann", "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP",
    });
    let register = |_| app.mutate("registerPatient", keyed(patient.clone(), "once"), "patient { id }");
    expect_one(&join_all((0..50).map(register)).await, "/registerPatient/patient/id");
    assert_eq!(app.ids("patients").await.len(), 2);

    // Only the key prevents adding the same clinician again.
    let department = app.ids("departments").await.remove(0);
    let clinician = json!({ "name": "Dr Who", "departmentId": department });
    let add = |_| app.mutate("addClinician", keyed(clinician.clone(), "once"), "clinician { id }");
    expect_one(&join_all((0..50).map(add)).await, "/addClinician/clinician/id");
    assert_eq!(app.ids("clinicians").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_concurrent_identical_invalid_requests_are_all_refused() {
    let (app, patients, clinicians) = free(1, 1).await;
    let booking = keyed(app.booking(&patients[0], &clinicians[0], -60), "once");
    for refused in join_all((0..50).map(|_| app.book(booking.clone()))).await {
        refused.expect_refusals(&["APPOINTMENT_STARTS_IN_PAST at input.startsAt"]);
    }
    assert_eq!(app.database.texts("SELECT key FROM idempotency_keys"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_with_one_key_and_two_inputs_write_one_input() {
    let (app, _, _) = free(1, 1).await;
    let department = app.ids("departments").await.remove(0);
    let add = |n: usize| {
        let clinician = json!({ "name": format!("Dr {}", n % 2), "departmentId": department });
        app.mutate("addClinician", keyed(clinician, "once"), "clinician { id name }")
    };
    let answers = join_all((0..50).map(add)).await;
    let (refused, answered): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.body.get("errors").is_some());
    let entities: BTreeSet<String> =
        answered.iter().map(|answer| answer.data("/addClinician/clinician").to_string()).collect();
    assert_eq!((answered.len(), refused.len(), entities.len()), (25, 25, 1));
    for refused in refused {
        refused.expect_refusals(&["IDEMPOTENCY_KEY_REUSED at input.idempotencyKey"]);
    }
    assert_eq!(app.ids("clinicians").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_concurrent_bookings_of_one_slot_with_keys_succeed_exactly_once() {
    let (app, patients, clinicians) = free(50, 1).await;
    let bookings: Vec<Value> =
        (0..50).map(|n| keyed(app.booking(&patients[n], &clinicians[0], 60), &format!("key-{n}"))).collect();
    let answers = join_all(bookings.iter().map(|booking| app.book(booking.clone()))).await;
    let winners: Vec<usize> = (0..50).filter(|n| answers[*n].body.get("errors").is_none()).collect();
    let [winner] = winners[..] else { panic!("{winners:?}") };
    for refused in answers.iter().filter(|answer| answer.body.get("errors").is_some()) {
        refused.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
    }
    // All requests are repeated: the winner's returns the same record, and the others fail as before.
    for (n, booking) in bookings.into_iter().enumerate() {
        let again = app.book(booking).await;
        if n == winner {
            assert_eq!(again.text(BOOKED), answers[n].text(BOOKED));
        } else {
            again.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
        }
    }
}

/// A concurrent transaction.
struct ConcurrentTransaction(AsyncPgConnection);

impl ConcurrentTransaction {
    async fn begin(app: &TestApp) -> Self {
        let mut other = Self(connect(&app.database.url_text).await);
        other.run("BEGIN").await;
        other
    }

    async fn run(&mut self, sql: &str) {
        self.0.batch_execute(sql).await.expect("the database obeys");
    }
}

/// Waits until that many transactions are blocked.
async fn expect_waiting(app: &TestApp, expected: usize) {
    let waiting = "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    eventually("they wait", async || (app.database.texts(waiting).len() == expected).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repetition_waits_for_the_first_request_which_may_still_fail() {
    let (app, patients, clinicians) = free(1, 1).await;
    // A repetition on the same server waits in memory, and one on another server waits in the database.
    let elsewhere = TestApp::builder().database(app.database.with_settings(&[])).start().await;
    let booking = keyed(app.booking(&patients[0], &clinicians[0], 60), "once");
    for ends in ["ROLLBACK", "COMMIT"] {
        // The first request holds the key, and its write is blocked.
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run("SELECT FROM clinicians FOR UPDATE").await;
        let first = app.book(booking.clone());
        let repeat = async {
            expect_waiting(&app, 1).await;
            let released = async {
                expect_waiting(&app, 2).await;
                if ends == "COMMIT" {
                    other.run("DELETE FROM clinicians").await;
                }
                other.run(ends).await;
            };
            let (here, there, ()) =
                tokio::join!(app.book(booking.clone()), elsewhere.book(booking.clone()), released);
            [here, there]
        };
        let (first, repeats) = tokio::join!(first, repeat);
        if ends == "ROLLBACK" {
            for repeat in repeats {
                assert_eq!(first.text(BOOKED), repeat.text(BOOKED));
            }
            app.database.execute("DELETE FROM idempotency_keys; DELETE FROM appointments");
        } else {
            first.expect_refusals(&["NOT_FOUND at input.clinicianId"]);
            for repeat in repeats {
                repeat.expect_refusals(&["NOT_FOUND at input.clinicianId"]);
            }
        }
    }
    assert_eq!(app.database.texts("SELECT key FROM idempotency_keys"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_retried_for_a_request_with_a_key() {
    let (app, patients, clinicians) = free(1, 1).await;
    let booking = keyed(app.booking(&patients[0], &clinicians[0], 60), "once");
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("SELECT FROM clinicians FOR UPDATE").await;
    let crossing = async {
        expect_waiting(&app, 1).await;
        // The deadlock aborts one of the two: usually the booking, which has waited longer and retries.
        let claim =
            "INSERT INTO idempotency_keys VALUES ('staff', 'bookAppointment', 'once', '', NULL, 'infinity')";
        drop(other.0.batch_execute(claim).await);
        other.run("ROLLBACK").await;
    };
    let (booked, ()) = tokio::join!(app.book(booking.clone()), crossing);
    let id = booked.text(BOOKED);
    assert_eq!(app.book(booking).await.text(BOOKED), id);
    assert_eq!(app.count_appointments().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disconnected_client_releases_its_key() {
    let (app, patients, clinicians) = free(1, 1).await;
    let booking = keyed(app.booking(&patients[0], &clinicians[0], 60), "once");
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("SELECT FROM clinicians FOR UPDATE").await;
    tokio::select! {
        answer = app.book(booking.clone()) => panic!("{answer:?}"),
        () = expect_waiting(&app, 1) => {}
    }
    other.run("ROLLBACK").await;
    let id = app.book(booking.clone()).await.text(BOOKED);
    assert_eq!(app.book(booking).await.text(BOOKED), id);
    assert_eq!(app.count_appointments().await, 1);
}
