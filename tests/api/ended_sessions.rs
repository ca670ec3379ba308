//! After a session ends, no server accepts its tokens.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::SimpleAsyncConnection;
use panda::account::{RoleAssignment, tokens::MAXIMUM_LEEWAY};
use uuid::Uuid;

use crate::support::{Forgery, TestApp, TestDatabase, connect, eventually, key, token};

const TYPENAME: &str = "{ __typename }";

/// The maximum time after its end at which a session's token may still be accepted.
const SECOND: Duration = Duration::from_secs(1);

/// Inserts a user with a session, and returns the session's ID.
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
    Forgery::of(&token(RoleAssignment::Admin, now)).claim("sid", session.to_string()).signed_by(key())
}

fn end(session: Uuid, now: DateTime<Utc>) -> String {
    format!("UPDATE sessions SET ended_at = '{now}' WHERE id = '{session}'")
}

async fn expect_end(app: &TestApp, token: &str) {
    eventually("the session is known to have ended", async || {
        (app.request_with_token(token).await.status == 401).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_session_is_rejected_on_every_server_within_a_second() {
    let one = TestApp::start().await;
    let other = TestApp::builder().database(one.database.with_settings(&[])).start().await;
    let mut longest = Duration::ZERO;
    for _ in 0..3 {
        let [ending, staying] = [session(&one.database, one.now()), session(&one.database, one.now())]
            .map(|session| (session, token_of(session, one.now())));
        for app in [&one, &other] {
            assert!(app.accepts_token(&ending.1).await && app.accepts_token(&staying.1).await);
        }
        one.database.execute(&end(ending.0, one.now()));
        let ended = Instant::now();
        for app in [&one, &other] {
            expect_end(app, &ending.1).await;
        }
        longest = longest.max(ended.elapsed());
        // This holds on any slow machine, because a server without current session state rejects all tokens.
        tokio::time::sleep(SECOND.saturating_sub(ended.elapsed())).await;
        for app in [&one, &other] {
            assert!(!app.accepts_token(&ending.1).await);
            eventually("other tokens are accepted", async || {
                app.accepts_token(&staying.1).await.then_some(())
            })
            .await;
        }
    }
    println!("both servers knew after {longest:?} at the latest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ended_in_a_slow_transaction_is_noticed() {
    let app = TestApp::start().await;
    let [slow, quick] = [session(&app.database, app.now()), session(&app.database, app.now())];
    let mut other_session = connect(&app.database.url_text).await;
    other_session.batch_execute(&format!("BEGIN; {}", end(slow, app.now()))).await.expect("it is ended");
    app.clock.advance(TimeDelta::minutes(1));
    app.database.execute(&end(quick, app.now()));
    expect_end(&app, &token_of(quick, app.now())).await;
    // A session that is reported late was committed before the last known state.
    assert!(app.accepts_token(&token_of(slow, app.now())).await);
    other_session.batch_execute("COMMIT").await.expect("it is over");
    expect_end(&app, &token_of(slow, app.now())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ended_sessions_are_remembered_for_the_lifetime_of_tokens() {
    let app = TestApp::start().await;
    let begin = app.now();
    let ended = session(&app.database, begin);
    app.database.execute(&end(ended, begin));
    // For the lifetime of a token, and five minutes more.
    for minutes in [0, 14, 19] {
        app.clock.set(begin + TimeDelta::minutes(minutes));
        expect_end(&app, &token_of(ended, app.now())).await;
        tokio::time::sleep(SECOND).await;
        assert!(!app.accepts_token(&token_of(ended, app.now())).await, "{minutes}");
    }
    // Older entries are removed, so memory is bounded.
    app.clock.set(begin + TimeDelta::minutes(21));
    let fresh = token_of(ended, app.now());
    eventually("it is forgotten", async || app.accepts_token(&fresh).await.then_some(())).await;
}

/// The clock of the issuing server is ahead by the whole leeway, and that of the ending server behind by the
/// same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clock_differences_do_not_revive_a_session() {
    let app = TestApp::start().await;
    let begin = app.now();
    let ended = session(&app.database, begin);
    let token = token_of(ended, begin + TimeDelta::seconds(30));
    assert!(app.accepts_token(&token).await);
    app.database.execute(&end(ended, begin - MAXIMUM_LEEWAY));
    expect_end(&app, &token).await;
    app.clock.set(begin + TimeDelta::seconds(29) + TimeDelta::minutes(15));
    // State is valid for one second only.
    tokio::time::sleep(SECOND).await;
    for _ in 0..10 {
        assert!(!app.accepts_token(&token).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_clock_that_has_moved_by_days_changes_nothing() {
    let app = TestApp::start().await;
    for days in [1, 400, -700] {
        app.clock.advance(TimeDelta::days(days));
        let ended = session(&app.database, app.now());
        assert!(app.accepts_token(&token_of(ended, app.now())).await);
        app.database.execute(&end(ended, app.now()));
        expect_end(&app, &token_of(ended, app.now())).await;
    }
}

#[tokio::test]
async fn authentication_takes_no_statement() {
    let app = TestApp::start().await;
    let read = "{ departments { edges { node { id } } } }";
    app.query(read).await.data("");
    // Meanwhile the ended sessions are read several times.
    let ((), statements) = app.statements(tokio::time::sleep(Duration::from_millis(600))).await;
    assert_eq!(statements, 0);
    assert_eq!(app.statements(app.query(TYPENAME)).await.1, 0);
    assert_eq!(app.statements(app.query(read)).await.1, 1);
}
