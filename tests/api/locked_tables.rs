//! A table lock delays only reads of that table. Other reads and readiness are not affected.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use panda::database::Capacity;
use serde_json::json;
use tokio::time::sleep;

use crate::support::{ConcurrentTransaction, Crowd, TestApp, eventually};

/// Reads of tables that are not locked here.
const UNRELATED: [&str; 3] = [
    "{ viewer { id } }",
    "{ departments(first: 5) { edges { node { name } } } }",
    "{ organisations(first: 5) { edges { node { name odsCode } } } }",
];

/// Reads of each table: a list, a counted list, a nested list, and a single record, where they exist.
const READS: [(&str, &[&str]); 3] = [
    (
        "appointments",
        &[
            "{ appointments(first: 5) { edges { node { startsAt } } } }",
            "{ appointments(first: 5) { totalCount } }",
            "{ patients(first: 5) { edges { node { appointments(first: 2) { edges { node { startsAt } } } } } } }",
            "{ node(id: $appointment) { id } }",
        ],
    ),
    (
        "patients",
        &[
            "{ patients(first: 5) { edges { node { name } } } }",
            "{ patients(filter: { search: \"patient\" }, first: 5) { totalCount } }",
            "{ appointments(first: 5) { edges { node { patient { name } } } } }",
            "{ node(id: $patient) { id } }",
        ],
    ),
    (
        "clinicians",
        &[
            "{ clinicians(first: 5) { edges { node { name } } } }",
            "{ clinicians(first: 5) { totalCount } }",
            "{ departments(first: 5) { edges { node { clinicians(first: 2) { edges { node { name } } } } } } }",
        ],
    ),
];

/// The number of clients per read of a locked table.
const READERS: usize = 4;

/// The pause of a client between reads of a locked table, so that refusals do not saturate the machine.
const PAUSE: Duration = Duration::from_millis(50);

/// The maximum number of measured rounds.
const ROUNDS: usize = 5;

/// The minimum baseline for a p99 on an idle server, because a busy test machine is less exact.
const SHORTEST: Duration = Duration::from_millis(20);

async fn app_with(capacity: Capacity) -> TestApp {
    let app = TestApp::builder().capacity(capacity).start().await;
    app.add_crowd(Crowd { patients: 20, clinicians: 5, departments: 3, appointments: 10 });
    app.wait_for_reference_cache().await;
    app
}

/// A read with the IDs of a patient and of an appointment.
async fn with_ids(app: &TestApp, read: &str) -> String {
    let mut read = read.to_owned();
    for (list, name) in [("appointments", "$appointment"), ("patients", "$patient")] {
        if read.contains(name) {
            read = read.replace(name, &format!("{:?}", app.ids(list).await.remove(0)));
        }
    }
    read
}

/// The durations of many unrelated reads by three clients, and the number refused.
async fn unrelated(app: &TestApp, period: Duration) -> (Vec<Duration>, usize) {
    let client = async |query: &str| {
        let (begun, mut times, mut refused) = (Instant::now(), Vec::new(), 0);
        while begun.elapsed() < period {
            let sent = Instant::now();
            refused += usize::from(app.query(query).await.status != 200);
            times.push(sent.elapsed());
            sleep(Duration::from_millis(2)).await;
        }
        (times, refused)
    };
    let (times, refused): (Vec<_>, Vec<_>) = join_all(UNRELATED.map(client)).await.into_iter().unzip();
    (times.concat(), refused.into_iter().sum())
}

fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() * 99 / 100]
}

/// Sends a read repeatedly and ignores the responses.
async fn keeps_reading(app: &TestApp, read: &str, ends: &AtomicBool) {
    while !ends.load(Ordering::Relaxed) {
        let body = json!({ "query": read });
        // A client with a timeout disconnects and retries.
        drop(app.post().json(&body).timeout(Duration::from_secs(5)).send().await);
        sleep(PAUSE).await;
    }
}

/// The number of probes that found the server not ready.
async fn unready(app: &TestApp, ends: &AtomicBool) -> usize {
    let mut unready = 0;
    while !ends.load(Ordering::Relaxed) {
        let answer = app.get("/health/ready").send().await.expect("the server answers");
        unready += usize::from(answer.status() != 200);
        sleep(Duration::from_millis(50)).await;
    }
    unready
}

/// The results of one round of reads beside a locked table.
#[derive(Debug)]
struct Round {
    idle: Duration,
    locked: Duration,
    refused: usize,
    unready: usize,
}

impl Round {
    /// Whether reads of other tables and readiness were unaffected.
    fn is_undisturbed(&self) -> bool {
        self.locked <= 5 * self.idle.max(SHORTEST) && self.refused == 0 && self.unready == 0
    }
}

/// Reads other tables before and during the lock.
async fn round(app: &TestApp, table: &str, reads: &[String]) -> Round {
    let (idle, _) = unrelated(app, Duration::from_secs(1)).await;
    let (mut other, ends) = (ConcurrentTransaction::begin(app).await, AtomicBool::new(false));
    let readers = reads.iter().flat_map(|read| (0..READERS).map(|_| keeps_reading(app, read, &ends)));
    let measured = async {
        // The readers have started, so their statements are in progress when the lock is taken.
        sleep(Duration::from_millis(100)).await;
        other.run(&format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")).await;
        let found = unrelated(app, Duration::from_secs(4)).await;
        ends.store(true, Ordering::Relaxed);
        other.run("ROLLBACK").await;
        found
    };
    let (_, unready, (times, refused)) = tokio::join!(join_all(readers), unready(app, &ends), measured);
    Round { idle: p99(idle), locked: p99(times), refused, unready }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_table_delays_no_read_of_another_and_the_server_stays_ready() {
    let app = app_with(Capacity::default()).await;
    // Warm-up: prepares the statements.
    unrelated(&app, Duration::from_millis(300)).await;
    for (table, reads) in READS {
        let reads: Vec<String> = join_all(reads.iter().map(|read| with_ids(&app, read))).await;
        // Other processes may disturb one round. A lock that delays other reads disturbs all of them.
        let mut rounds = Vec::new();
        while rounds.len() < ROUNDS && !rounds.last().is_some_and(Round::is_undisturbed) {
            rounds.push(round(&app, table, &reads).await);
        }
        println!("{table}: {rounds:?}");
        assert!(rounds.last().is_some_and(Round::is_undisturbed), "{table}: {rounds:#?}");
        for read in &reads {
            let served = async || (app.query(read).await.status == 200).then_some(());
            eventually("the table is read again", served).await;
        }
    }
}

/// Database sessions that wait for a lock.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_is_served_as_soon_as_a_short_lock_ends() {
    let app = app_with(Capacity { acquire_timeout: Duration::from_mins(1), ..Capacity::default() }).await;
    for (table, reads) in READS {
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run(&format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")).await;
        // The other reads need an ID, which is not known while the table is locked.
        let reads = reads.iter().filter(|read| !read.contains('$'));
        let released = async {
            other.wait_for_blocked_session().await;
            // Longer than a shared connection waits for a lock.
            sleep(Duration::from_millis(200)).await;
            other.run("ROLLBACK").await;
        };
        let answers = join_all((0..3).flat_map(|_| reads.clone().map(|read| app.query(read))));
        let (answers, ()) = tokio::join!(answers, released);
        for answer in answers {
            answer.data("");
        }
        // No session waits for a lock again.
        assert!(app.database.texts(WAITING).is_empty(), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn excess_readers_of_a_locked_table_are_refused_soon_and_others_are_served() {
    const LIST: &str = "{ appointments(first: 5) { edges { node { startsAt } } } }";
    const COUNT: &str = "{ appointments(first: 5) { totalCount } }";
    /// If each of 80 waited in sequence, it would take more than 40 s.
    const SOON: Duration = Duration::from_secs(6);
    let app = app_with(Capacity { acquire_timeout: Duration::from_millis(500), ..Capacity::default() }).await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE").await;
    let mut took = Vec::new();
    while took.len() < 2 || (took.len() < ROUNDS && took.iter().filter(|time| **time < SOON).count() < 2) {
        let begun = Instant::now();
        let readers = join_all((0..40).flat_map(|_| [app.query(LIST), app.query(COUNT)]));
        let others = async {
            sleep(Duration::from_millis(100)).await;
            join_all(UNRELATED.map(|read| app.query(read))).await;
            app.query("{ patients(first: 5) { totalCount } }").await
        };
        let (refused, served) = tokio::join!(readers, others);
        took.push(begun.elapsed());
        for answer in refused {
            answer.expect_code("SERVICE_UNAVAILABLE");
        }
        served.data("/patients/totalCount");
    }
    assert!(took.iter().filter(|time| **time < SOON).count() >= 2, "{took:?}");
    other.run("ROLLBACK").await;
    let served = async || (app.query(LIST).await.status == 200).then_some(());
    eventually("the table is read again", served).await;
    app.query(COUNT).await.data("/appointments/totalCount");
}
