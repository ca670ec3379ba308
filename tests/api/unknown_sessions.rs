//! While it cannot be told which sessions have ended, nobody is let in.

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
    account::AccountRules,
    clock::{Clock, ManualClock, SystemClock},
    context::{AppContext, Rules},
    database::{Capacity, Database, cluster::LocalCluster, migrations},
    principal::RoleAssignment,
};
use serde_json::{Value, json};

use crate::support::{
    Answer, MORNING, Place, Program, Server, TestApp, TestDatabase, accounts, connect, eventually, panda,
    texts, token,
};

const TYPENAME: &str = "{ __typename }";

/// For how long what is known is believed.
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_let_in_while_it_cannot_be_told_which_sessions_have_ended() {
    let capacity = Capacity { acquire_timeout: Duration::from_millis(300), ..Capacity::default() };
    let app = TestApp::start_with(TestDatabase::create(), capacity).await;
    let token = token(RoleAssignment::Admin, app.now());
    let admitted = async || app.admits(&token).await.then_some(());
    eventually("somebody is let in", admitted).await;
    // The database answers as ever, but for this.
    let mut somebody = connect(&app.database.url_text).await;
    let lock = "BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE";
    somebody.batch_execute(lock).await.expect("the table is locked");
    tokio::time::sleep(SECOND).await;
    for _ in 0..3 {
        let refused = app.knock(&token).await;
        assert_eq!(refused.status, 503, "{:#}", refused.body);
        refused.expect_code("SERVICE_UNAVAILABLE");
        assert!(refused.headers.contains_key("retry-after"));
        // A bad token is bad, whatever is known.
        assert_eq!(app.knock("nonsense").await.status, 401);
        let anonymous = app.post_anonymously().json(&json!({ "query": TYPENAME }));
        assert_eq!(anonymous.send().await.expect("an answer").status(), 200);
        let ready = Answer::of(app.get("/health/ready").send().await.expect("an answer")).await;
        assert_eq!(ready.status, 503);
        assert!(ready.body["reason"].as_str().is_some_and(|reason| reason.contains("sessions")), "{ready:?}");
        tokio::time::sleep(SECOND).await;
    }
    somebody.batch_execute("ROLLBACK").await.expect("the table is free again");
    eventually("somebody is let in again", admitted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_waits_for_news_before_it_is_sent_away() {
    let app = TestApp::start().await;
    let token = token(RoleAssignment::Admin, app.now());
    assert!(app.admits(&token).await);
    let mut somebody = connect(&app.database.url_text).await;
    let lock = "BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE";
    somebody.batch_execute(lock).await.expect("the table is locked");
    tokio::time::sleep(SECOND).await;
    let free = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        somebody.batch_execute("ROLLBACK").await.expect("the table is free again");
        Instant::now()
    };
    let answered = async {
        assert!(app.admits(&token).await);
        Instant::now()
    };
    let (freed, answered) = tokio::join!(free, answered);
    // The reading that lets it in ends when the table is free, of which the one who frees it hears a little later.
    assert!(answered + Duration::from_millis(500) > freed, "it was let in by what was known before");
}

/// The server process in which a connection of this name ends.
fn backends(url: &str, name: &str) -> Vec<i32> {
    let query =
        format!("SELECT pid::text FROM pg_stat_activity WHERE application_name = '{name}' ORDER BY pid");
    texts(url, &query).into_iter().map(|pid| pid.parse().expect("a number")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_hangs_is_given_up_for_another() {
    // A server of its own, whose processes may be stopped.
    let cluster = LocalCluster::disposable().unwrap_or_else(|error| panic!("{error}"));
    let url = cluster.url("postgres");
    migrations::run(connect(&url).await).await.expect("it migrates");
    let named = with_name(&url, "watcher");
    let capacity = Capacity { read_connections: 1, ..Capacity::default() };
    let connections = Database::new(&named.parse().expect("a URL"), capacity).expect("a pool");
    let clock = Arc::new(ManualClock::at(MORNING.parse().expect("an instant")));
    let panda = AppContext::new(connections, clock.clone(), Rules::default());
    let accounts = accounts(&panda, AccountRules::default());
    let token = token(RoleAssignment::Admin, clock.now());
    let is_admitted = async || accounts.authenticate(&token, clock.now()).await.is_ok().then_some(());
    eventually("somebody is let in", is_admitted).await;
    let hanging = eventually("lane and watcher are connected", async || {
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
    eventually("somebody is let in again", is_admitted).await;
    for pid in &hanging {
        kill(Pid::from_raw(*pid), Signal::SIGCONT).expect("it is ours");
    }
    // Nobody watches for those who let nobody in.
    drop(accounts);
    eventually("the connection ends", async || (!backends(&url, "watcher").contains(&other)).then_some(()))
        .await;
}

/// The same address for connections that go by a name.
fn with_name(url: &str, name: &str) -> String {
    format!("{url}{}application_name={name}", if url.contains('?') { '&' } else { '?' })
}

#[tokio::test]
async fn servers_whose_database_goes_away_let_nobody_in_until_it_is_back() {
    let place = Place::new("ended-sessions");
    let cluster = LocalCluster::start(place.path()).expect("a cluster");
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
    let _cluster = LocalCluster::start(place.path()).expect("the cluster starts again");
    for server in &servers {
        eventually("it lets people in again", async || {
            (ask(server, TYPENAME).await.status == 200).then_some(())
        })
        .await;
        // Told once, however often it was tried.
        let told = server.program.stderr.so_far();
        let told = told.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let warnings = told.filter(|event| {
            event["message"].as_str().is_some_and(|m| m.starts_with("it is not known which sessions"))
        });
        assert_eq!(warnings.count(), 1);
    }
}
