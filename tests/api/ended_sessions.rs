//! A session that has ended lets nobody in any longer, on any server, and when that cannot be told, nobody is let in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::SimpleAsyncConnection;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use panda::{
    account::AccountRules,
    clock::{Clock, SystemClock},
    database::{Capacity, Database, cluster::LocalCluster, migrations},
    panda::{Panda, Rules},
    principal::Standing,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Answer, Forgery, Place, Program, Server, TestApp, TestDatabase, accounts, connect, eventually, key,
    panda, texts, token,
};

const TYPENAME: &str = "{ __typename }";

/// How long after its end a session may still let somebody in.
const SECOND: Duration = Duration::from_secs(1);

/// A user with a session on record, whose identifier is answered.
fn session(database: &TestDatabase, now: DateTime<Utc>) -> Uuid {
    static NUMBER: AtomicU32 = AtomicU32::new(100);
    let [user, session] = [(); 2].map(|()| Uuid::from_u128(NUMBER.fetch_add(1, Ordering::Relaxed).into()));
    database.execute(&format!(
        "INSERT INTO users (id, email, display_name, role, locale, password_hash, created_at, updated_at)
             VALUES ('{user}', '{user}@example.org', 'Somebody', 'ADMIN', 'en-GB', '', '{now}', '{now}');
         INSERT INTO sessions (id, user_id, created_at, expires_at)
             VALUES ('{session}', '{user}', '{now}', '{now}'::timestamptz + interval '30 days')"
    ));
    session
}

fn token_of(session: Uuid, now: DateTime<Utc>) -> String {
    Forgery::of(&token(Standing::Admin, now)).claim("sid", session.to_string()).signed_by(key())
}

fn end(session: Uuid, now: DateTime<Utc>) -> String {
    format!("UPDATE sessions SET ended_at = '{now}' WHERE id = '{session}'")
}

async fn ask(app: &TestApp, token: &str) -> Answer {
    let request = app.post_anonymously().bearer_auth(token).json(&json!({ "query": TYPENAME }));
    Answer::of(request.send().await.expect("the server answers")).await
}

async fn is_admitted(app: &TestApp, token: &str) -> bool {
    let answer = ask(app, token).await;
    match answer.status.as_u16() {
        200 => assert_eq!(answer.text("/__typename"), "Query"),
        401 => drop(answer.expect_code("UNAUTHENTICATED")),
        503 => drop(answer.expect_code("SERVICE_UNAVAILABLE")),
        _ => panic!("{answer:#?}"),
    }
    answer.status == 200
}

async fn expect_end(app: &TestApp, token: &str) {
    eventually("the session is known to have ended", async || {
        (ask(app, token).await.status == 401).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_is_closed_on_every_server_within_a_second() {
    let one = TestApp::start().await;
    let other = TestApp::start_on(one.database.with_settings(&[])).await;
    let mut longest = Duration::ZERO;
    for _ in 0..3 {
        let [ending, staying] = [session(&one.database, one.now()), session(&one.database, one.now())]
            .map(|session| (session, token_of(session, one.now())));
        for app in [&one, &other] {
            assert!(is_admitted(app, &ending.1).await && is_admitted(app, &staying.1).await);
        }
        one.database.execute(&end(ending.0, one.now()));
        let ended = Instant::now();
        for app in [&one, &other] {
            expect_end(app, &ending.1).await;
        }
        longest = longest.max(ended.elapsed());
        // Not later than this on any machine, however slow: whoever knows nothing newer lets nobody in.
        tokio::time::sleep(SECOND.saturating_sub(ended.elapsed())).await;
        for app in [&one, &other] {
            assert!(!is_admitted(app, &ending.1).await);
            eventually("others are let in", async || is_admitted(app, &staying.1).await.then_some(())).await;
        }
    }
    println!("both servers knew after {longest:?} at the latest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_ends_a_session_may_take_long_to_commit() {
    let app = TestApp::start().await;
    let [slow, quick] = [session(&app.database, app.now()), session(&app.database, app.now())];
    let mut somebody = connect(&app.database.url_text).await;
    somebody.batch_execute(&format!("BEGIN; {}", end(slow, app.now()))).await.expect("it is ended");
    app.clock.advance(TimeDelta::minutes(1));
    app.database.execute(&end(quick, app.now()));
    expect_end(&app, &token_of(quick, app.now())).await;
    // What comes to light now began before what is known.
    assert!(is_admitted(&app, &token_of(slow, app.now())).await);
    somebody.batch_execute("COMMIT").await.expect("it is over");
    expect_end(&app, &token_of(slow, app.now())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_outlives_what_is_known_of_ended_sessions() {
    let app = TestApp::start().await;
    let begin = app.now();
    let ended = session(&app.database, begin);
    app.database.execute(&end(ended, begin));
    // For as long as a token may be good, and five minutes more.
    for minutes in [0, 14, 19] {
        app.clock.set(begin + TimeDelta::minutes(minutes));
        expect_end(&app, &token_of(ended, app.now())).await;
        tokio::time::sleep(SECOND).await;
        assert!(!is_admitted(&app, &token_of(ended, app.now())).await, "{minutes}");
    }
    // What lies further back is forgotten, or there would be more and more of it.
    app.clock.set(begin + TimeDelta::minutes(21));
    let fresh = token_of(ended, app.now());
    eventually("it is forgotten", async || is_admitted(&app, &fresh).await.then_some(())).await;
}

#[tokio::test]
async fn a_clock_that_has_moved_by_days_changes_nothing() {
    let app = TestApp::start().await;
    for days in [1, 400, -700] {
        app.clock.advance(TimeDelta::days(days));
        let ended = session(&app.database, app.now());
        assert!(is_admitted(&app, &token_of(ended, app.now())).await);
        app.database.execute(&end(ended, app.now()));
        expect_end(&app, &token_of(ended, app.now())).await;
    }
}

#[tokio::test]
async fn to_let_somebody_in_takes_no_statement() {
    let app = TestApp::start().await;
    let read = "{ departments { edges { node { id } } } }";
    app.query(read).await.data("");
    // Meanwhile what has ended is read several times.
    let ((), statements) = app.statements(tokio::time::sleep(Duration::from_millis(600))).await;
    assert_eq!(statements, 0);
    assert_eq!(app.statements(app.query(TYPENAME)).await.1, 0);
    assert_eq!(app.statements(app.query(read)).await.1, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_let_in_while_it_cannot_be_told_which_sessions_have_ended() {
    let capacity = Capacity { patience: Duration::from_millis(300), ..Capacity::default() };
    let app = TestApp::start_with(TestDatabase::create(), capacity).await;
    let token = token(Standing::Admin, app.now());
    let admitted = async || is_admitted(&app, &token).await.then_some(());
    eventually("somebody is let in", admitted).await;
    // The database answers as ever, but for this.
    let mut somebody = connect(&app.database.url_text).await;
    let lock = "BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE";
    somebody.batch_execute(lock).await.expect("the table is locked");
    tokio::time::sleep(SECOND).await;
    for _ in 0..3 {
        let refused = ask(&app, &token).await;
        assert_eq!(refused.status, 503, "{:#}", refused.body);
        refused.expect_code("SERVICE_UNAVAILABLE");
        assert!(refused.headers.contains_key("retry-after"));
        // A bad token is bad, whatever is known.
        assert_eq!(ask(&app, "nonsense").await.status, 401);
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
    let app = TestApp::start_patient().await;
    let token = token(Standing::Admin, app.now());
    assert!(is_admitted(&app, &token).await);
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
        assert!(is_admitted(&app, &token).await);
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
    let capacity = Capacity { lanes: 1, ..Capacity::default() };
    let connections = Database::new(&named.parse().expect("a URL"), capacity).expect("a pool");
    let panda = Panda { database: connections, clock: Arc::new(SystemClock), rules: Rules::default() };
    let accounts = accounts(&panda, AccountRules::default());
    let token = token(Standing::Admin, SystemClock.now());
    let is_admitted = async || accounts.admit(&token, SystemClock.now()).await.is_ok().then_some(());
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
        let request = server.post_by(token(Standing::Admin, SystemClock.now()));
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
