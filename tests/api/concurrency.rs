//! All invariants hold under concurrent requests.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, Crowd, TestApp, with};

const OK: &str = "OK";

/// The number of responses per outcome.
fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let refusals = answer.refusals();
        let outcome = if refusals.is_empty() { OK.to_owned() } else { refusals.join(", ") };
        *tally.entry(outcome).or_default() += 1;
    }
    tally
}

fn counts<const N: usize>(counts: [(&str, usize); N]) -> BTreeMap<String, usize> {
    counts.map(|(outcome, count)| (outcome.to_owned(), count)).into()
}

const CLINICIAN_BUSY: &str = "APPOINTMENT_CLINICIAN_BUSY at input.startsAt";
const PATIENT_BUSY: &str = "APPOINTMENT_PATIENT_BUSY at input.startsAt";

/// A server with patients and clinicians without appointments.
async fn free(patients: u32, clinicians: u32) -> (TestApp, Vec<String>, Vec<String>) {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients, clinicians, departments: 1, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    (app, patients, clinicians)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_concurrent_bookings_of_one_slot_succeed_exactly_once() {
    let (app, patients, clinicians) = free(200, 1).await;
    let bookings = patients.iter().map(|patient| app.book(app.booking(patient, &clinicians[0], 60)));
    let answers = join_all(bookings).await;
    assert_eq!(tally(&answers), counts([(OK, 1), (CLINICIAN_BUSY, 199)]));
    assert_eq!(app.count_appointments().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_concurrent_bookings_of_one_patient_succeed_exactly_once() {
    let (app, patients, clinicians) = free(1, 200).await;
    let bookings = clinicians.iter().map(|clinician| app.book(app.booking(&patients[0], clinician, 60)));
    let answers = join_all(bookings).await;
    assert_eq!(tally(&answers), counts([(OK, 1), (PATIENT_BUSY, 199)]));
    assert_eq!(app.count_appointments().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_identical_bookings_create_one_appointment() {
    let (app, patients, clinicians) = free(1, 1).await;
    let bookings = (0..200).map(|_| app.book(app.booking(&patients[0], &clinicians[0], 60)));
    let answers = join_all(bookings).await;
    let both = format!("{CLINICIAN_BUSY}, {PATIENT_BUSY}");
    assert_eq!(tally(&answers), counts([(OK, 1), (&both, 199)]));
    assert_eq!(app.count_appointments().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_bookings_of_disjoint_slots_of_two_clinicians_all_succeed() {
    let (app, patients, clinicians) = free(200, 2).await;
    let bookings = (0_i64..).zip(&patients).map(|(n, patient)| {
        let clinician = &clinicians[usize::from(n % 2 == 0)];
        app.book(app.booking(patient, clinician, 60 + n / 2 * 30))
    });
    let answers = join_all(bookings).await;
    assert_eq!(tally(&answers), counts([(OK, 200)]));
    assert_eq!(app.count_appointments().await, 200);
}

/// Concurrent requests for the same times return only success or busy.
fn expect_nothing_but_busy(answers: &[Answer]) {
    let expected = |outcome: &str| {
        outcome.split(", ").all(|refusal| matches!(refusal, OK | CLINICIAN_BUSY | PATIENT_BUSY))
    };
    // If the winner is committed, the others return its end.
    let faults = answers.iter().flat_map(Answer::faults);
    faults.for_each(|fault| assert!(fault.args["busyUntil"].is_string(), "{fault:?}"));
    let tally = tally(answers);
    assert!(tally.keys().all(|outcome| expected(outcome)), "{tally:#?}");
}

/// Overlapping appointments of a clinician or a patient, read through the API.
async fn overlaps(app: &TestApp) -> Vec<Value> {
    let query = "{ appointments(first: 100, filter: { status: [ACTIVE, ATTENDED] }) {
                   edges { node { startsAt endsAt patient { id } clinician { id } } } } }";
    let entries = app.query(query).await.data("/appointments/edges");
    let entries: Vec<Value> =
        entries.as_array().expect("edges").iter().map(|edge| edge["node"].clone()).collect();
    let meet = |one: &Value, other: &Value| {
        let shared = one["patient"] == other["patient"] || one["clinician"] == other["clinician"];
        // All times have the same format, to the second, so texts compare like times.
        let before = |a: &Value, b: &Value| a.as_str() < b.as_str();
        shared && before(&one["startsAt"], &other["endsAt"]) && before(&other["startsAt"], &one["endsAt"])
    };
    let pairs = (0..entries.len()).flat_map(|i| (0..i).map(move |k| (i, k)));
    pairs.filter(|(i, k)| meet(&entries[*i], &entries[*k])).map(|(i, _)| entries[i].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_crossing_bookings_never_overlap() {
    let (app, patients, clinicians) = free(4, 4).await;
    // Every patient requests each of twenty times with every clinician. A quarter of them can succeed.
    let wanted = (0..320_usize).map(|n| {
        let (slot, patient, clinician) = (n / 16, &patients[n % 4], &clinicians[n / 4 % 4]);
        app.book(app.booking(patient, clinician, 60 + 40 * i64::try_from(slot).expect("a small number")))
    });
    let answers = join_all(wanted).await;
    expect_nothing_but_busy(&answers);
    assert_eq!(overlaps(&app).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrently_moved_appointments_never_overlap() {
    let (app, patients, clinicians) = free(4, 4).await;
    let mut appointments = Vec::new();
    for slot in 0..4_usize {
        for (n, patient) in patients.iter().enumerate() {
            let in_minutes = 60 + 30 * i64::try_from(slot).expect("a small number");
            appointments.push(app.an_appointment(patient, &clinicians[(n + slot) % 4], in_minutes).await);
        }
    }
    // In each round, all appointments are moved concurrently to another clinician and time, while other
    // requests book free times.
    for round in 1..=4_usize {
        let moved = appointments.iter().enumerate().map(|(n, id)| {
            let clinician = &clinicians[(n * 3 + round) % 4];
            let in_minutes = 60 + 30 * i64::try_from((n * 5 + round * 3) % 6).expect("a small number");
            app.amend(id, json!({ "clinicianId": clinician, "startsAt": app.in_minutes(in_minutes) }))
        });
        let booked = (0..8_usize).map(|n| {
            let in_minutes = 60 + 30 * i64::try_from((n + round) % 6).expect("a small number");
            app.book(app.booking(&patients[n % 4], &clinicians[(n + round) % 4], in_minutes))
        });
        let (moved, booked) = tokio::join!(join_all(moved), join_all(booked));
        expect_nothing_but_busy(&moved);
        expect_nothing_but_busy(&booked);
        assert_eq!(overlaps(&app).await, Vec::<Value>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn swapping_appointment_times_never_causes_an_internal_error() {
    let (app, patients, clinicians) = free(2, 2).await;
    let one = app.an_appointment(&patients[0], &clinicians[0], 60).await;
    let other = app.an_appointment(&patients[1], &clinicians[1], 60).await;
    for round in 0..10_usize {
        let to = |clinician: usize, in_minutes: i64| json!({ "clinicianId": clinicians[clinician % 2], "startsAt": app.in_minutes(in_minutes) });
        let (one, other) = tokio::join!(app.amend(&one, to(round + 1, 60)), app.amend(&other, to(round, 75)));
        expect_nothing_but_busy(&[one, other]);
        assert_eq!(overlaps(&app).await, Vec::<Value>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_concurrent_moves_to_one_time_succeed_exactly_once() {
    let (app, patients, clinicians) = free(60, 1).await;
    let bookings = (0_i64..).zip(&patients).map(|(n, patient)| {
        let booking = app.booking(patient, &clinicians[0], 600 + 30 * n);
        app.book(booking)
    });
    let booked = join_all(bookings).await;
    let ids: Vec<String> =
        booked.iter().map(|booked| booked.text("/bookAppointment/appointment/id")).collect();
    for round in 1..=5 {
        let free_time = json!({ "startsAt": app.in_minutes(60 * round) });
        let answers = join_all(ids.iter().map(|id| app.amend(id, free_time.clone()))).await;
        assert_eq!(tally(&answers), counts([(OK, 1), (CLINICIAN_BUSY, 59)]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_concurrent_amendments_of_one_version_succeed_exactly_once() {
    let (app, patients, clinicians) = free(1, 1).await;
    let id = app.an_appointment(&patients[0], &clinicians[0], 60).await;
    let amendments = (10..60).map(|minutes| {
        let changes = json!({ "expectedVersion": 1, "durationMinutes": minutes });
        // A change to 30 minutes would change nothing, so both would succeed.
        app.amend(&id, if minutes == 30 { with(changes, json!({ "durationMinutes": 60 })) } else { changes })
    });
    let answers = join_all(amendments).await;
    let conflict = "VERSION_CONFLICT at input.expectedVersion";
    assert_eq!(tally(&answers), counts([(OK, 1), (conflict, 49)]));
    let winner = answers.iter().find(|answer| answer.faults().is_empty()).expect("a winner");
    assert_eq!(app.recorded(&id).await, winner.data("/amendAppointment/appointment"));
    assert_eq!(app.recorded(&id).await["version"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_concurrent_conclusions_of_one_appointment_succeed_exactly_once() {
    let (app, patients, clinicians) = free(1, 1).await;
    let id = app.an_appointment(&patients[0], &clinicians[0], 60).await;
    let cancellations = join_all((0..25).map(|_| app.cancel(&id)));
    let attendances = join_all((0..25).map(|_| app.attend(&id)));
    let (cancellations, attendances) = tokio::join!(cancellations, attendances);
    let tally = tally(&[cancellations, attendances].concat());
    let refusal = match app.status(&id).await.as_str() {
        "CANCELLED" => "APPOINTMENT_ALREADY_CANCELLED at input.id",
        _ => "APPOINTMENT_ALREADY_ATTENDED at input.id",
    };
    assert_eq!(tally, counts([(OK, 1), (refusal, 49)]));
    assert_eq!(app.recorded(&id).await["version"], 2);
}
