//! A client may shut down its write side after a request, and still gets a quick response.

use std::time::Duration;

use panda::account::RoleAssignment;
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    time::{sleep, timeout},
};

use crate::support::{ConcurrentTransaction, LARGE, LIVE, RawConnection, TestApp, eventually, token};

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

/// A server where an insert waits for a lock, the client that sent it, and the transaction that holds the
/// lock.
async fn waiting() -> (TestApp, RawConnection, ConcurrentTransaction) {
    let app = TestApp::start().await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("LOCK TABLE departments IN SHARE MODE").await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&post(&app, ADD)).await;
    other.wait_for_blocked_session().await;
    (app, client, other)
}

/// Waits until no statement waits for the lock, although it is still held, and nothing was written.
async fn expect_cancelled(app: &TestApp, mut other: ConcurrentTransaction) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let no_waiter =
        eventually("no session waits", async || (app.database.number(waiting) == 0).then_some(()));
    // Without cancellation, a statement waits for ten seconds.
    timeout(Duration::from_secs(8), no_waiter).await.expect("it is cancelled");
    other.run("ROLLBACK").await;
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), json!(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_closed_client_gets_the_response_in_progress() {
    let (_app, mut client, mut other) = waiting().await;
    client.0.shutdown().await.expect("it is connected");
    sleep(Duration::from_millis(200)).await;
    assert!(client.is_idle_and_open());
    other.run("ROLLBACK").await;
    let reported = client.receive().await.expect("an answer");
    let expected: Value = json!({ "data": { "addDepartment": { "department": { "code": "ENT" } } } });
    assert_eq!((reported.status, reported.json()), (200, expected));
    client.expect_close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_work_for_a_half_closed_client_is_cancelled() {
    let (app, mut client, other) = waiting().await;
    client.0.shutdown().await.expect("it is connected");
    client.expect_close().await;
    expect_cancelled(&app, other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_for_a_disconnected_client_is_cancelled() {
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
    let mut client = RawConnection::connect_with_small_buffer(&app.address).await;
    client.send_text(LARGE).await;
    client.0.shutdown().await.expect("it is connected");
    let reported = client.receive().await.expect("an answer");
    assert!(reported.status == 200 && reported.body.len() > 1_000_000);
    client.expect_close().await;
}

#[tokio::test]
async fn every_complete_request_is_answered() {
    let app = TestApp::start().await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&format!("{LIVE}{}{LIVE}", post(&app, ADD))).await;
    client.0.shutdown().await.expect("it is connected");
    for _ in 0..3 {
        assert_eq!(client.receive().await.expect("an answer").status, 200);
    }
    client.expect_close().await;
}

#[tokio::test]
async fn a_truncated_request_gets_no_success() {
    let app = TestApp::start().await;
    let whole = post(&app, ADD);
    for part in [&whole[..20], &whole[..whole.len() - 1]] {
        let mut client = RawConnection::connect(&app.address).await;
        client.send_text(part).await;
        client.0.shutdown().await.expect("it is connected");
        if let Some(reported) = client.receive().await {
            assert_eq!(reported.status, 400, "{reported:?}");
            client.expect_close().await;
        }
    }
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), json!(0));
}
