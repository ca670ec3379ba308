//! While the state of sessions is unknown, the server accepts no token.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use diesel_async::SimpleAsyncConnection;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use panda::{
    account::{AccountRules, RoleAssignment},
    clock::{Clock, ManualClock, SystemClock},
    context::{AppContext, Rules},
    database::{Capacity, Database, local_cluster::CLUSTERS, migrations},
};
use serde_json::{Value, json};

use crate::support::{
    Answer, MORNING, Place, Program, Server, TestApp, accounts, connect, eventually, panda, texts, token,
};

const TYPENAME: &str = "{ __typename }";

/// How long session state is valid.
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_is_accepted_while_session_state_is_unknown() {
    let capacity = Capacity { acquire_timeout: Duration::from_millis(300), ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).start().await;
    let token = token(RoleAssignment::Admin, app.now());
    let admitted = async || app.accepts_token(&token).await.then_some(());
    eventually("a token is accepted", admitted).await;
    // Other queries of the database work.
    let mut other_session = connect(&app.database.url_text).await;
    let lock = "BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE";
    other_session.batch_execute(lock).await.expect("the table is locked");
    tokio::time::sleep(SECOND).await;
    for _ in 0..3 {
        let refused = app.request_with_token(&token).await;
        assert_eq!(refused.status, 503, "{:#}", refused.body);
        refused.expect_code("SERVICE_UNAVAILABLE");
        assert!(refused.headers.contains_key("retry-after"));
        // An invalid token is refused as such in any state.
        assert_eq!(app.request_with_token("nonsense").await.status, 401);
        let anonymous = app.post_anonymously().json(&json!({ "query": TYPENAME }));
        assert_eq!(anonymous.send().await.expect("an answer").status(), 200);
        let ready = Answer::of(app.get("/health/ready").send().await.expect("an answer")).await;
        assert_eq!(ready.status, 503);
        assert!(ready.body["reason"].as_str().is_some_and(|reason| reason.contains("sessions")), "{ready:?}");
        tokio::time::sleep(SECOND).await;
    }
    other_session.batch_execute("ROLLBACK").await.expect("the table is free again");
    eventually("a token is accepted again", admitted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_waits_for_session_state_before_it_is_refused() {
    let app = TestApp::start().await;
    let token = token(RoleAssignment::Admin, app.now());
    assert!(app.accepts_token(&token).await);
    let mut other_session = connect(&app.database.url_text).await;
    let lock = "BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE";
    other_session.batch_execute(lock).await.expect("the table is locked");
    tokio::time::sleep(SECOND).await;
    let free = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        other_session.batch_execute("ROLLBACK").await.expect("the table is free again");
        Instant::now()
    };
    let answered = async {
        assert!(app.accepts_token(&token).await);
        Instant::now()
    };
    let (freed, answered) = tokio::join!(free, answered);
    // The read that accepts it completes when the table is unlocked, and the test notices that slightly
    // later.
    assert!(answered + Duration::from_millis(500) > freed, "it was accepted by outdated state");
}

/// The server process of the connection with this name.
fn backends(url: &str, name: &str) -> Vec<i32> {
    let query =
        format!("SELECT pid::text FROM pg_stat_activity WHERE application_name = '{name}' ORDER BY pid");
    texts(url, &query).into_iter().map(|pid| pid.parse().expect("a number")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hanging_connection_is_replaced() {
    // A dedicated cluster, because its processes will be stopped.
    let cluster = CLUSTERS.disposable().unwrap_or_else(|error| panic!("{error}"));
    let url = cluster.url("postgres");
    migrations::run(connect(&url).await).await.expect("it migrates");
    let named = with_name(&url, "watcher");
    let capacity = Capacity { read_connections: 1, ..Capacity::default() };
    let connections = Database::new(&named.parse().expect("a URL"), capacity).expect("a pool");
    let clock = Arc::new(ManualClock::at(MORNING.parse().expect("an instant")));
    let context = AppContext::new(connections, clock.clone(), Rules::default());
    let accounts = accounts(&context, AccountRules::default());
    let token = token(RoleAssignment::Admin, clock.now());
    let is_admitted = async || accounts.authenticate(&token, clock.now()).await.is_ok().then_some(());
    eventually("a token is accepted", is_admitted).await;
    let hanging = eventually("the shared connection and the watcher are open", async || {
        Some(backends(&url, "watcher")).filter(|found| found.len() == 2)
    })
    .await;
    for pid in &hanging {
        kill(Pid::from_raw(*pid), Signal::SIGSTOP).expect("it is ours");
    }
    let other = eventually("there is another connection", async || {
        backends(&url, "watcher").into_iter().find(|pid| !hanging.contains(pid))
    })
    .await;
    eventually("a token is accepted again", is_admitted).await;
    for pid in &hanging {
        kill(Pid::from_raw(*pid), Signal::SIGCONT).expect("it is ours");
    }
    // Without servers, nothing watches the sessions.
    drop(accounts);
    eventually("the connection ends", async || (!backends(&url, "watcher").contains(&other)).then_some(()))
        .await;
}

/// The same URL with an application name.
fn with_name(url: &str, name: &str) -> String {
    format!("{url}{}application_name={name}", if url.contains('?') { '&' } else { '?' })
}

#[tokio::test]
async fn without_a_database_servers_accept_no_token() {
    let place = Place::new("ended-sessions");
    let cluster = CLUSTERS.start(place.path()).expect("a cluster");
    let url = cluster.url("postgres");
    let migrated = Program::run(panda().arg("migrate").env("DATABASE_URL", &url));
    assert!(migrated.status.success(), "{migrated:?}");
    let servers = [Server::start(&url), Server::start(&url)];
    let ask = async |server: &Server, query: &str| {
        let request = server.post_by(token(RoleAssignment::Admin, SystemClock.now()));
        let request = request.json(&json!({ "query": query }));
        Answer::of(request.send().await.expect("the server answers")).await
    };
    for server in &servers {
        eventually("it lets people in", async || (ask(server, TYPENAME).await.status == 200).then_some(()))
            .await;
    }
    cluster.stop().expect("it stops");
    tokio::time::sleep(SECOND).await;
    for server in &servers {
        let refused = ask(server, TYPENAME).await;
        assert_eq!(refused.status, 503, "{:#}", refused.body);
        refused.expect_code("SERVICE_UNAVAILABLE");
        assert!(refused.headers.contains_key("retry-after"));
        let anonymous = server.post_anonymously().json(&json!({ "query": TYPENAME }));
        let anonymous = Answer::of(anonymous.send().await.expect("an answer")).await;
        assert_eq!(anonymous.text("/__typename"), "Query");
    }
    let _cluster = CLUSTERS.start(place.path()).expect("the cluster starts again");
    for server in &servers {
        eventually("it lets people in again", async || {
            (ask(server, TYPENAME).await.status == 200).then_some(())
        })
        .await;
        // Logged once, although it was tried several times.
        let reported = server.program.stderr.so_far();
        let reported = reported.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let warnings = reported.filter(|event| {
            event["message"].as_str().is_some_and(|m| m.starts_with("it is not known which sessions"))
        });
        assert_eq!(warnings.count(), 1);
    }
}
