//! Login, refresh and logout.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use futures_util::future::join_all;
use panda::account::{AccountRules, Limit, Limits};
use serde_json::json;

use crate::support::{SHARED_PASSWORD, TestApp, Visitor, eventually};

const ME: &str = "zoe@example.org";

async fn expect_out(visitor: &Visitor<'_>) {
    let gone = async || (!visitor.has_valid_token().await).then_some(());
    eventually("access ends", gone).await;
}

#[tokio::test]
async fn login_identifies_the_user() {
    let app = TestApp::start().await;
    let id = app.a_user("ANALYST", ME).await;
    // E-mail addresses are case-insensitive.
    let answer = app.visitor().log_in("ZOE@Example.ORG", SHARED_PASSWORD).await;
    assert_eq!(answer.data("/login/user"), json!({ "id": id, "email": ME, "role": "ANALYST" }));
    let expires_at = answer.text("/login/accessTokenExpiresAt");
    assert_eq!(expires_at, "2026-03-02T09:15:00Z");
    let me = app.visitor().with_tokens(&answer.data("/login"));
    let query = "{ viewer { id displayName isActive locale permissions { field extent } } }";
    let viewer = me.query(query).await.data("/viewer");
    assert_eq!(viewer["id"], json!(id));
    let may = |field: &str, extent: &str| {
        let permissions = viewer["permissions"].as_array().expect("a list");
        permissions.contains(&json!({ "field": field, "extent": extent }))
    };
    assert!(may("Query.clinicians", "ALL") && may("Mutation.changePassword", "OWN"));
    assert!(!may("Query.patients", "ALL") && !may("Query.patients", "OWN"));
    assert_eq!(app.visitor().query("{ viewer { id } }").await.data("/viewer"), json!(null));
}

#[tokio::test]
async fn a_refused_login_does_not_state_the_reason() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let out = app.a_user("STAFF", "out@example.org").await;
    app.mutate("deactivateUser", json!({ "id": out }), "user { isActive }").await.data("");
    app.a_user("STAFF", "demo@example.org").await;
    app.database.execute("UPDATE users SET is_demo = true WHERE email = 'demo@example.org'");
    let wrong = "eight quiet pandas eat bamboo";
    let mut answers = BTreeSet::new();
    for (email, password) in [
        (ME, wrong),
        (ME, ""),
        (ME, &*"x".repeat(20_000)),
        ("nobody@example.org", SHARED_PASSWORD),
        ("nobody@example.org", wrong),
        ("out@example.org", SHARED_PASSWORD),
        ("demo@example.org", SHARED_PASSWORD),
        ("", ""),
        ("not an address", SHARED_PASSWORD),
        ("nul\0@example.org", SHARED_PASSWORD),
        ("%", SHARED_PASSWORD),
    ] {
        let (answer, statements) = app.statements(app.visitor().log_in(email, password)).await;
        answer.expect_code("ACCOUNT_CREDENTIALS_INVALID");
        answers.insert((answer.status.as_u16(), answer.body.to_string(), statements));
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

/// The costs of two refusals are measured in pairs, so that other load affects both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_of_a_refused_login_does_not_reveal_accounts() {
    const ROUNDS: usize = 41;
    let often = Limit::new(1_000, Duration::from_mins(1));
    let limits = Limits { logins_by_account: often, logins_by_address: often, ..Limits::default() };
    let app = TestApp::builder().rate_limits(limits).start().await;
    app.a_user("STAFF", ME).await;
    let time = async |email: &str| {
        let begun = Instant::now();
        app.visitor()
            .log_in(email, "eight quiet pandas eat bamboo")
            .await
            .expect_code("ACCOUNT_CREDENTIALS_INVALID");
        begun.elapsed().as_secs_f64()
    };
    let (mut known, mut differences) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let unknown = format!("nobody{round}@example.org");
        // The order alternates, because the first may be slower.
        let (one, other) = if round % 2 == 0 {
            let one = time(ME).await;
            (one, time(&unknown).await)
        } else {
            let other = time(&unknown).await;
            (time(ME).await, other)
        };
        known.push(one);
        differences.push(one - other);
    }
    let median = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let (known, difference) = (median(&mut known), median(&mut differences));
    println!("known: {known:.4} s, difference of pairs: {difference:.5} s");
    assert!(difference.abs() < known * 0.2, "{difference} of {known}");
}

#[tokio::test]
async fn a_refresh_returns_new_tokens_and_each_works_once() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let first = app.sign_in(ME).await;
    app.clock.advance(TimeDelta::minutes(14));
    let answer = first.refresh().await;
    let second = first.with_tokens(&answer.data("/refresh"));
    assert_eq!(answer.text("/refresh/accessTokenExpiresAt"), "2026-03-02T09:29:00Z");
    assert_ne!(first.refresh_token, second.refresh_token);
    assert!(first.has_valid_token().await && second.has_valid_token().await);
    app.clock.advance(TimeDelta::minutes(2));
    assert!(!first.has_valid_token().await, "its time is over");
    let third = second.with_tokens(&second.refresh().await.data("/refresh"));
    assert!(third.has_valid_token().await);

    // An attacker has the second token as well.
    app.clock.advance(TimeDelta::milliseconds(1));
    let answer = second.refresh().await;
    assert_eq!(answer.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID").field, "input.refreshToken");
    third.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
    expect_out(&third).await;
    // Other sessions continue.
    let other = app.sign_in(ME).await;
    other.refresh().await.data("/refresh");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_concurrent_refreshes_one_succeeds_and_the_session_ends() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let me = app.sign_in(ME).await;
    let answers = join_all((0..50).map(|_| me.refresh())).await;
    let given: Vec<_> = answers.iter().filter(|answer| answer.body.get("errors").is_none()).collect();
    assert_eq!(given.len(), 1);
    let next = me.with_tokens(&given[0].data("/refresh"));
    next.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
    expect_out(&next).await;
    assert_eq!(app.database.number("SELECT count(*) FROM refresh_tokens"), 2);
    assert_eq!(app.database.number("SELECT count(*) FROM sessions WHERE ended_at IS NULL"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn within_the_reuse_interval_fifty_concurrent_refreshes_get_one_successor() {
    // Ten seconds, by default.
    let app = TestApp::builder().account_rules(AccountRules::default()).start().await;
    app.a_user("STAFF", ME).await;
    let me = app.sign_in(ME).await;
    let answers = join_all((0..50).map(|_| me.refresh())).await;
    let tokens: BTreeSet<_> = answers.iter().map(|answer| answer.text("/refresh/refreshToken")).collect();
    assert_eq!(tokens.len(), 1, "one chain");
    assert_eq!(app.database.number("SELECT count(*) FROM refresh_tokens"), 2);
    let next = me.with_tokens(&answers[0].data("/refresh"));
    let after = next.with_tokens(&next.refresh().await.data("/refresh"));

    // The first response was lost, and the client repeats the request. Much later, an attacker uses the same
    // token.
    app.clock.advance(TimeDelta::milliseconds(9_999));
    assert_eq!(me.refresh().await.text("/refresh/refreshToken"), next.refresh_token);
    assert!(after.has_valid_token().await);
    app.clock.advance(TimeDelta::milliseconds(1));
    me.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
    after.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
    expect_out(&after).await;
}

#[tokio::test]
async fn a_session_has_an_idle_timeout_and_a_maximum_lifetime() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let idle = app.sign_in(ME).await;
    app.clock.advance(TimeDelta::days(7));
    idle.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");

    let begun = app.now();
    let mut busy = app.sign_in(ME).await;
    for _ in 0..4 {
        app.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        busy = busy.with_tokens(&busy.refresh().await.data("/refresh"));
    }
    // No access token outlives its session.
    app.clock.set(begun + TimeDelta::days(30) - TimeDelta::minutes(1));
    let answer = busy.refresh().await;
    assert_eq!(answer.text("/refresh/accessTokenExpiresAt"), "2026-04-08T09:00:00Z");
    busy = busy.with_tokens(&answer.data("/refresh"));
    assert!(busy.has_valid_token().await);
    app.clock.set(begun + TimeDelta::days(30));
    assert!(!busy.has_valid_token().await);
    busy.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
}

#[tokio::test]
async fn a_logout_ends_one_session() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let (one, other) = (app.sign_in(ME).await, app.sign_in(ME).await);
    let rotated = one.with_tokens(&one.refresh().await.data("/refresh"));
    // Any token of the session is enough, and no access token is needed.
    let log_out = async |token: &str| {
        let answer = app.visitor().mutate("logout", json!({ "refreshToken": token }), "endedSessions").await;
        answer.data("/logout/endedSessions")
    };
    assert_eq!(log_out(&one.refresh_token).await, json!(1));
    for token in [&*one.refresh_token, &rotated.refresh_token, "nothing", ""] {
        assert_eq!(log_out(token).await, json!(0), "{token}");
    }
    rotated.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
    expect_out(&rotated).await;
    assert!(other.has_valid_token().await);
}

#[tokio::test]
async fn a_logout_everywhere_ends_every_session_of_one_user() {
    let app = TestApp::start().await;
    let (me, other) = (app.a_user("STAFF", ME).await, app.a_user("STAFF", "bo@example.org").await);
    let (one, two, bo) = (app.sign_in(ME).await, app.sign_in(ME).await, app.sign_in("bo@example.org").await);
    let everywhere =
        "mutation($input: LogoutEverywhereInput) { logoutEverywhere(input: $input) { endedSessions } }";
    let answer = one.send(everywhere, json!({ "input": { "userId": other } })).await;
    assert_eq!(answer.expect_code("FORBIDDEN").field, "input.userId");
    let answer = one.send(everywhere, json!({ "input": { "userId": "nobody" } })).await;
    assert_eq!(answer.expect_code("FORBIDDEN").field, "input.userId");
    assert_eq!(
        one.send(everywhere, json!({})).await.data("/logoutEverywhere"),
        json!({ "endedSessions": 2 })
    );
    expect_out(&one).await;
    expect_out(&two).await;
    assert!(bo.has_valid_token().await);
    let answer = app.send(everywhere, json!({ "input": { "userId": other } })).await;
    assert_eq!(answer.data("/logoutEverywhere/endedSessions"), json!(1));
    expect_out(&bo).await;
    let again = app.send(everywhere, json!({ "input": { "userId": me } })).await;
    assert_eq!(again.data("/logoutEverywhere/endedSessions"), json!(0));
    let unknown = app.send(everywhere, json!({ "input": { "userId": "nobody" } })).await;
    assert_eq!(unknown.expect_code("NOT_FOUND").field, "input.userId");
}

#[tokio::test]
async fn expired_sessions_are_deleted() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    for _ in 0..3 {
        app.sign_in(ME).await;
    }
    app.clock.advance(TimeDelta::days(31));
    app.sign_in(ME).await;
    assert_eq!(app.database.number("SELECT count(*) FROM sessions"), 1);
    assert_eq!(app.database.number("SELECT count(*) FROM refresh_tokens"), 1);
}

#[tokio::test]
async fn no_password_or_token_is_stored() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let me = app.sign_in(ME).await;
    let all = "SELECT u::text || s::text || t::text FROM users u, sessions s, refresh_tokens t";
    let written = app.database.texts(all).concat();
    for secret in [SHARED_PASSWORD, &me.refresh_token, me.access_token.as_deref().expect("a token")] {
        assert!(!written.contains(secret), "{written}");
    }
    assert!(written.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{written}");
}
