//! Under concurrency, the stored counts delay no write, cause no failure, and are always exact.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use panda::statistics::upkeep;
use serde_json::{Value, json};

use crate::support::{Answer, Crowd, TestApp, connect, with};

const CLIENTS: usize = 64;
const ROUNDS: usize = 4;
const DAYS: [&str; 2] = ["2026-03-02", "2026-03-04"];

/// The number of responses per code. Success is `OK`.
#[derive(Default)]
struct Tally(BTreeMap<String, usize>);

impl Tally {
    fn add(&mut self, answer: &Answer) {
        let refusals = answer.refusals();
        let outcome = if refusals.is_empty() { "OK".to_owned() } else { refusals.join(", ") };
        *self.0.entry(outcome).or_default() += 1;
    }
}

/// Books with one of four clinicians of two departments on one day, and then changes the appointment.
async fn client(app: &TestApp, n: usize, patients: &[String], clinicians: &[String]) -> Tally {
    let mut tally = Tally::default();
    for round in 0..ROUNDS {
        // Two clients request each time of a clinician, and the later one is refused.
        let slot = i64::try_from(n / 8 + round * 8).expect("a small number");
        let booking = app.booking(&patients[n], &clinicians[n % 4], 60 + 15 * slot);
        let booked = app.book(with(booking, json!({ "durationMinutes": 15 }))).await;
        tally.add(&booked);
        let Some(id) = booked.body["data"]["bookAppointment"]["appointment"]["id"].as_str() else { continue };
        let done = match (n + round) % 4 {
            0 => app.attend(id).await,
            1 => app.cancel(id).await,
            2 => {
                let other = json!({ "clinicianId": clinicians[(n + 1) % 4], "startsAt": app.in_minutes(1200 + 15 * slot) });
                app.amend(id, other).await
            }
            _ => continue,
        };
        tally.add(&done);
    }
    tally
}

/// Booked, attended and cancelled appointments of both days, by the stored counts and by the groups in the
/// same response.
async fn read(app: &TestApp) -> [i64; 3] {
    let counts = "booked attended missed cancelled upcoming";
    let fields = format!("totals {{ {counts} }} rows(first: 100) {{ edges {{ node {{ {counts} }} }} }}");
    let report =
        app.report(DAYS, "groupBy: [CLINICIAN, DEPARTMENT] interval: DAY", &fields).await.data("/report");
    let number = |row: &Value, field: &str| row[field].as_i64().expect("a number");
    let rows: Vec<&Value> =
        report["rows"]["edges"].as_array().expect("edges").iter().map(|edge| &edge["node"]).collect();
    for field in counts.split(' ') {
        let sum: i64 = rows.iter().map(|row| number(row, field)).sum();
        assert_eq!(sum, number(&report["totals"], field), "{field}");
        assert!(rows.iter().all(|row| number(row, field) >= 0), "fewer than none: {report}");
    }
    ["booked", "attended", "cancelled"].map(|field| number(&report["totals"], field))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_concurrent_writers_are_counted_exactly() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 64, clinicians: 4, departments: 2, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    let left = AtomicUsize::new(CLIENTS);
    let clients = (0..CLIENTS).map(async |n| {
        let tally = client(&app, n, &patients, &clinicians).await;
        left.fetch_sub(1, Ordering::Relaxed);
        tally
    });
    let reader = async {
        let (mut reads, mut last) = (0, [0; 3]);
        while left.load(Ordering::Relaxed) > 0 && reads < 10_000 {
            let now = read(&app).await;
            assert!(now.iter().zip(&last).all(|(now, last)| now >= last), "{last:?} became {now:?}");
            (reads, last) = (reads + 1, now);
        }
        reads
    };
    // Compares stored counts and rows in one statement, so at one instant. It also folds, which writers do
    // less often.
    let inspector = async {
        let mut verified = 0;
        let mut connection = connect(&app.database.url_text).await;
        while left.load(Ordering::Relaxed) > 0 && verified < 10_000 {
            let found = upkeep::verify(&app.context).await.expect("it is verified");
            assert_eq!(found.wrong, 0, "of {}", found.cells);
            connection.batch_execute("SELECT statistics_fold()").await.expect("it folds");
            verified += 1;
        }
        verified
    };
    let (tallies, reads, verified) = tokio::join!(join_all(clients), reader, inspector);
    assert!(reads > 3 && verified > 3, "{reads} and {verified} are too few to tell anything");

    let mut outcomes = BTreeMap::new();
    for (outcome, count) in tallies.into_iter().flat_map(|tally| tally.0) {
        *outcomes.entry(outcome).or_default() += count;
    }
    let busy = "APPOINTMENT_CLINICIAN_BUSY at input.startsAt";
    assert!(outcomes.keys().all(|outcome| ["OK", busy].contains(&outcome.as_str())), "{outcomes:#?}");
    assert!(outcomes.get("OK").is_some_and(|count: &usize| *count > CLIENTS * ROUNDS / 2), "{outcomes:#?}");
    app.database.expect_right_counts();
    let on_record = app.count_appointments().await.as_i64().expect("a number");
    assert_eq!(read(&app).await[0], on_record);
    let rows = async |zone| app.rows(zone, DAYS, "groupBy: [CLINICIAN] interval: DAY").await;
    let kept = rows("Europe/London").await;
    assert_eq!(kept, rows("Europe/Jersey").await);
    assert_eq!(kept.len(), 4 * 2, "{kept:?}");
    assert!(app.database.number("SELECT count(*) FROM statistics_cells") > 0);
    app.database.execute("SELECT statistics_fold()");
    assert_eq!(app.database.number("SELECT count(*) FROM statistics_changes"), 0);
    app.database.expect_right_counts();
    assert_eq!(read(&app).await[0], on_record);
}
