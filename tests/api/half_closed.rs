//! A client may shut down its writing side after a request, and still gets its answer, unless that takes long.

use std::time::Duration;

use panda::account::RoleAssignment;
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    time::{sleep, timeout},
};

use crate::support::{Bare, LARGE, LIVE, Other, TestApp, eventually, token};

/// A `POST /graphql` of an administrator.
fn post(app: &TestApp, query: &str) -> String {
    let (token, body) = (token(RoleAssignment::Admin, app.now()), json!({ "query": query }).to_string());
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

const ADD: &str =
    r#"mutation { addDepartment(input: { code: "ENT", name: "Ears" }) { department { code } } }"#;

/// A server on which an addition waits for a lock, a client that has sent one, and the holder of the lock.
async fn waiting() -> (TestApp, Bare, Other) {
    let app = TestApp::start().await;
    let mut other = Other::begin(&app).await;
    other.run("LOCK TABLE departments IN SHARE MODE").await;
    let mut client = Bare::connect(&app.address).await;
    client.say(&post(&app, ADD)).await;
    other.sees_someone_wait().await;
    (app, client, other)
}

/// Waits until no statement waits for the lock, though it is still held, and nothing was written.
async fn expect_cancelled(app: &TestApp, mut other: Other) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let nobody_waits = eventually("nobody waits", async || (app.database.number(waiting) == 0).then_some(()));
    // A statement that is not cancelled waits for ten seconds.
    timeout(Duration::from_secs(8), nobody_waits).await.expect("it is cancelled");
    other.run("ROLLBACK").await;
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), json!(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_closed_client_gets_an_answer_that_is_still_worked_on() {
    let (_app, mut client, mut other) = waiting().await;
    client.0.shutdown().await.expect("it is connected");
    sleep(Duration::from_millis(200)).await;
    assert!(client.is_kept_waiting());
    other.run("ROLLBACK").await;
    let told = client.hear().await.expect("an answer");
    let expected: Value = json!({ "data": { "addDepartment": { "department": { "code": "ENT" } } } });
    assert_eq!((told.status, told.json()), (200, expected));
    client.hears_the_end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_takes_too_long_for_a_half_closed_client_is_not_worked_on() {
    let (app, mut client, other) = waiting().await;
    client.0.shutdown().await.expect("it is connected");
    client.hears_the_end().await;
    expect_cancelled(&app, other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_of_a_client_that_leaves_is_dropped() {
    for is_reset in [false, true] {
        let (app, client, other) = waiting().await;
        if is_reset {
            client.0.set_zero_linger().expect("it is connected");
        }
        drop(client);
        expect_cancelled(&app, other).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_answer_is_written_to_its_end() {
    let app = TestApp::start().await;
    let mut client = Bare::connect_narrowly(&app.address).await;
    client.say(LARGE).await;
    client.0.shutdown().await.expect("it is connected");
    let told = client.hear().await.expect("an answer");
    assert!(told.status == 200 && told.body.len() > 1_000_000);
    client.hears_the_end().await;
}

#[tokio::test]
async fn every_request_that_was_sent_is_answered() {
    let app = TestApp::start().await;
    let mut client = Bare::connect(&app.address).await;
    client.say(&format!("{LIVE}{}{LIVE}", post(&app, ADD))).await;
    client.0.shutdown().await.expect("it is connected");
    for _ in 0..3 {
        assert_eq!(client.hear().await.expect("an answer").status, 200);
    }
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_request_that_was_not_sent_to_its_end_gets_no_good_answer() {
    let app = TestApp::start().await;
    let whole = post(&app, ADD);
    for part in [&whole[..20], &whole[..whole.len() - 1]] {
        let mut client = Bare::connect(&app.address).await;
        client.say(part).await;
        client.0.shutdown().await.expect("it is connected");
        if let Some(told) = client.hear().await {
            assert_eq!(told.status, 400, "{told:?}");
            client.hears_the_end().await;
        }
    }
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), json!(0));
}
