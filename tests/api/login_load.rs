//! Many concurrent logins do not slow other requests.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use panda::account::{Limit, Limits};
use tokio::sync::oneshot::{self, error::TryRecvError};

use crate::support::{SHARED_PASSWORD, TestApp};

const QUERY: &str = "{ clinicians(first: 5) { edges { node { name } } } }";

/// The durations of many sequential requests without logins.
async fn probe(app: &TestApp, mut go_on: impl FnMut(usize) -> bool) -> Vec<f64> {
    let mut times = Vec::new();
    while go_on(times.len()) {
        let begun = Instant::now();
        app.query(QUERY).await.data("/clinicians");
        times.push(begun.elapsed().as_secs_f64());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    times
}

/// The same during a hundred concurrent logins.
async fn probe_meanwhile(app: &TestApp) -> Vec<f64> {
    let (done, mut is_done) = oneshot::channel();
    let logins = async {
        join_all((0..100).map(|_| async {
            app.visitor().log_in("zoe@example.org", SHARED_PASSWORD).await.data("/login");
        }))
        .await;
        done.send(()).expect("the receiver exists");
    };
    tokio::join!(probe(app, |_| is_done.try_recv() == Err(TryRecvError::Empty)), logins).0
}

fn p99(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "wants a quiet machine: cargo test --release --test api -- --ignored --nocapture hundred_concurrent_logins"]
async fn a_hundred_concurrent_logins_hardly_delay_other_requests() {
    const ROUNDS: usize = 5;
    let often = Limit::new(10_000, Duration::from_mins(1));
    let limits = Limits { logins_by_account: often, logins_by_address: often, ..Limits::default() };
    let app = TestApp::builder().rate_limits(limits).start().await;
    app.some_clinician("ENT").await;
    app.a_user("STAFF", "zoe@example.org").await;
    probe(&app, |made| made < 50).await;
    let (mut idle, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        idle.extend(probe(&app, |made| made < 400).await);
        busy.extend(probe_meanwhile(&app).await);
    }
    let probes = busy.len();
    let (idle, busy) = (p99(idle), p99(busy));
    let times = busy / idle;
    println!(
        "p99 {:.2} ms idle, {:.2} ms during logins ({probes} probes): {times:.1} times",
        idle * 1e3,
        busy * 1e3
    );
    assert!(times < 3.0);
}
