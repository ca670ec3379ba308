//! Many who sign in at once, and those who are signed in already.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use panda::{
    account::{Limit, Limits},
    http::Edge,
};

use crate::support::{PASSWORD_OF_ALL, TestApp};

const QUERY: &str = "{ clinicians(first: 5) { edges { node { name } } } }";
const PROBES: usize = 400;

/// How long a request takes that has nothing to do with logins, at the 99th percentile.
async fn p99(app: &TestApp, mut go_on: impl FnMut(usize) -> bool) -> (f64, usize) {
    let mut times = Vec::new();
    while go_on(times.len()) {
        let begun = Instant::now();
        app.query(QUERY).await.data("/clinicians");
        times.push(begun.elapsed().as_secs_f64());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() * 99 / 100], times.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "wants a quiet machine: cargo test --release --test api -- --ignored --nocapture hundred_logins"]
async fn a_hundred_logins_at_once_hardly_keep_anybody_waiting() {
    let often = Limit::new(1_000, Duration::from_mins(1));
    let limits = Limits { logins_by_account: often, logins_by_address: often, ..Limits::default() };
    let app = TestApp::start_behind(Edge::default(), limits).await;
    app.some_clinician("ENT").await;
    app.a_user("STAFF", "zoe@example.org").await;
    p99(&app, |made| made < 50).await;
    let (idle, _) = p99(&app, |made| made < PROBES).await;
    let logins = join_all((0..100).map(|_| async {
        app.visitor().log_in("zoe@example.org", PASSWORD_OF_ALL).await.data("/login");
    }));
    let begun = Instant::now();
    let (done, is_done) = tokio::sync::oneshot::channel::<()>();
    let mut is_done = Some(is_done);
    let waiting = |_: usize| {
        let is_over = is_done.as_mut().is_none_or(|done| done.try_recv().is_ok());
        !is_over
    };
    let ((busy, probes), ()) = tokio::join!(p99(&app, waiting), async {
        logins.await;
        done.send(()).expect("somebody waits");
    });
    println!(
        "p99 {:.2} ms idle, {:.2} ms during 100 logins ({:.1} s, {probes} probes): {:.1} times",
        idle * 1e3,
        busy * 1e3,
        begun.elapsed().as_secs_f64(),
        busy / idle
    );
    assert!(busy < idle * 3.0);
}
