//! The memory of responses is limited in total, per address and per user.

use std::time::Duration;

use panda::{
    account::RoleAssignment,
    database::Capacity,
    http::{Connections, HttpConfig},
    response_memory::MemoryLimits,
};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Answer, ConcurrentTransaction, RawConnection, TestApp, token};

const HOUR: Duration = Duration::from_hours(1);
const MEBIBYTE: usize = MemoryLimits::MEBIBYTE;
const ENOUGH: MemoryLimits =
    MemoryLimits { total: 100 * MEBIBYTE, per_address: 100 * MEBIBYTE, per_user: 100 * MEBIBYTE };

/// A server without timeouts for slow clients.
async fn start(memory: MemoryLimits, proxies: &[&str]) -> TestApp {
    let connections = Connections {
        header_timeout: HOUR,
        body_timeout: HOUR,
        write_timeout: HOUR,
        idle_timeout: HOUR,
        request_timeout: HOUR,
        ..Connections::default()
    };
    let proxies = proxies.iter().map(|proxy| proxy.parse().expect("a network")).collect();
    let http = HttpConfig { connections, memory, proxies, ..HttpConfig::default() };
    let capacity = Capacity { acquire_timeout: HOUR, operation: HOUR, ..Capacity::default() };
    TestApp::builder().capacity(capacity).http(http).start().await
}

/// The limit of most tests. A large response may use seven eighths of it: enough for one unread [`large`]
/// response and one more in progress, but not for two unread ones.
const LIMIT: usize = 1_400_000;

/// A response of about 500 KB, for which 570 KB are reserved. The kernel buffers at most 300 KB of it.
fn large() -> String {
    let messages = (0..32).map(|number| format!("m{number}: message ")).collect::<Vec<_>>().concat();
    format!(r#"{{ errorCatalogue(locale: "ur") {{ {messages} }} }}"#)
}

/// A query that reserves at least that many bytes while it waits for the lock of [`locked`].
fn waiting(bytes: usize) -> String {
    // A patient costs 3 points, and a point reserves 160 bytes.
    let lists = (0..bytes / (160 * 302))
        .map(|number| format!("l{number}: patients(first: 100) {{ edges {{ node {{ id name }} }} }} "))
        .collect::<Vec<_>>()
        .concat();
    format!("{{ {lists} }}")
}

/// A server with the table of patients locked.
async fn locked(app: &TestApp) -> ConcurrentTransaction {
    let mut other = ConcurrentTransaction::begin(app).await;
    other.run("LOCK TABLE patients").await;
    other
}

async fn asked(request: reqwest::RequestBuilder, query: &str) -> (Answer, Option<String>) {
    let response = request.json(&json!({ "query": query })).send().await.expect("the server answers");
    let later = response.headers().get("retry-after").map(|value| value.to_str().expect("a text").to_owned());
    (Answer::of(response).await, later)
}

/// A client that sent a query and does not read.
async fn unread(app: &TestApp, query: &str) -> RawConnection {
    let (token, body) = (token(RoleAssignment::Admin, app.now()), json!({ "query": query }).to_string());
    let mut client = RawConnection::connect_with_small_buffer(&app.address).await;
    let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
    let length = body.len();
    client
        .send_text(&format!("{head}authorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n{body}"))
        .await;
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_above_the_memory_limit_is_refused_and_can_be_retried() {
    for (limits, proxies, status, code) in [
        (MemoryLimits { per_user: LIMIT, ..ENOUGH }, &[][..], 429, "RATE_LIMITED"),
        (MemoryLimits { per_address: LIMIT, ..ENOUGH }, &[], 429, "RATE_LIMITED"),
        (MemoryLimits { total: LIMIT, ..ENOUGH }, &[], 503, "SERVICE_UNAVAILABLE"),
        (MemoryLimits { total: LIMIT, ..ENOUGH }, &["127.0.0.0/8"], 503, "SERVICE_UNAVAILABLE"),
    ] {
        let app = start(limits, proxies).await;
        let mut other = locked(&app).await;
        let _waits = unread(&app, &waiting(900_000)).await;
        other.wait_for_blocked_session().await;
        let (answer, later) = asked(app.post(), &large()).await;
        assert_eq!(answer.status, status, "{limits:?}: {:#}", answer.body);
        assert!(answer.body.get("data").is_none(), "{:#}", answer.body);
        answer.expect_code(code);
        assert!(later.is_some_and(|seconds| seconds.parse::<u64>().is_ok_and(|seconds| seconds >= 1)));
        // A part of each limit is reserved for small responses.
        app.query("{ __typename }").await.data("/__typename");
        other.run("ROLLBACK").await;
        let free = async || {
            let (answer, _) = asked(app.post(), &large()).await;
            (answer.status == 200).then_some(())
        };
        crate::support::eventually("memory is free again", free).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_is_limited_per_address_and_per_user() {
    for (limits, proxies) in [
        (MemoryLimits { per_user: LIMIT, ..ENOUGH }, &[][..]),
        (MemoryLimits { per_address: LIMIT, ..ENOUGH }, &["127.0.0.0/8"]),
    ] {
        let app = start(limits, proxies).await;
        let mut other = locked(&app).await;
        let _waits = unread(&app, &waiting(900_000)).await;
        other.wait_for_blocked_session().await;
        let (answer, _) = asked(app.post_as(RoleAssignment::Analyst), &large()).await;
        assert_eq!(answer.status, 200, "{limits:?}: {:#}", answer.body);
        other.run("ROLLBACK").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_limit_the_longest_unread_connection_is_closed() {
    for limits in [
        MemoryLimits { per_user: LIMIT, ..ENOUGH },
        MemoryLimits { per_address: LIMIT, ..ENOUGH },
        MemoryLimits { total: LIMIT, ..ENOUGH },
    ] {
        let app = start(limits, &[]).await;
        let length = asked(app.post(), &large()).await.0.body.to_string().len();
        assert!((330_000..650_000).contains(&length), "{length} bytes");
        let mut first = unread(&app, &large()).await;
        sleep(Duration::from_millis(700)).await;
        let mut second = unread(&app, &large()).await;
        sleep(Duration::from_millis(700)).await;
        let (answer, _) = asked(app.post(), &large()).await;
        assert_eq!(answer.status, 200, "{limits:?}: {:#}", answer.body);
        first.send_slowly_until_closed(Duration::from_millis(20)).await;
        assert_eq!(second.receive().await.expect("the whole answer").status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_client_is_kept_and_its_memory_released() {
    let app = start(MemoryLimits { per_user: LIMIT, ..ENOUGH }, &[]).await;
    for _ in 0..10 {
        let (answer, _) = asked(app.post(), &large()).await;
        assert_eq!(answer.status, 200, "{:#}", answer.body);
    }
    for _ in 0..5 {
        drop(unread(&app, &large()).await);
        let free = async || (asked(app.post(), &large()).await.0.status == 200).then_some(());
        crate::support::eventually("memory is free again", free).await;
    }
}

/// A patient with the longest address, which takes 3,000 bytes.
async fn with_a_long_address(app: &TestApp) -> Value {
    let lines: Vec<String> = (0..5).map(|_| "漢".repeat(200)).collect();
    let input = json!({ "nhsNumber": crate::support::nhs_number(1), "name": "Ann Long", "dateOfBirth": "1980-05-17",
                        "postcode": "CF10 1EP", "addressLines": lines });
    app.mutate("registerPatient", input, "patient { id }").await.data("/registerPatient/patient/id")
}

fn addresses(count: usize) -> String {
    (0..count).map(|number| format!("a{number}: addressLines ")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn a_response_above_its_estimate_is_refused_at_the_limit() {
    let app = start(MemoryLimits { per_user: 128 * 1024, ..ENOUGH }, &[]).await;
    with_a_long_address(&app).await;
    let query = |count| format!("{{ patients(first: 1) {{ edges {{ node {{ {} }} }} }} }}", addresses(count));
    let (answer, _) = asked(app.post(), &query(1)).await;
    assert_eq!(answer.status, 200, "{:#}", answer.body);
    let (answer, later) = asked(app.post(), &query(50)).await;
    assert_eq!((answer.status.as_u16(), later.as_deref()), (429, Some("1")), "{:#}", answer.body);
    answer.expect_code("RATE_LIMITED");
}

#[tokio::test]
async fn the_response_of_a_committed_change_is_always_sent() {
    let app = start(MemoryLimits { per_user: 128 * 1024, ..ENOUGH }, &[]).await;
    let id = with_a_long_address(&app).await;
    let input = json!({ "id": id, "name": "Ann Longer" });
    let fields = format!("patient {{ name {} }}", addresses(50));
    let answer = app.mutate("amendPatient", input, &fields).await;
    assert_eq!(answer.data("/amendPatient/patient/name"), "Ann Longer");
    assert_eq!(answer.data("/amendPatient/patient/a49/4").as_str().map(str::len), Some(600));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn csv_reports_are_limited_too() {
    let app = start(MemoryLimits { per_user: LIMIT, ..ENOUGH }, &[]).await;
    let csv = async || {
        let period = "from=2026-01-01&until=2026-02-01";
        let request = app
            .get(&format!("/statistics/missed.csv?{period}"))
            .bearer_auth(token(RoleAssignment::Admin, app.now()));
        request.send().await.expect("the server answers").status().as_u16()
    };
    assert_eq!(csv().await, 200);
    let mut other = locked(&app).await;
    let _waits = unread(&app, &waiting(900_000)).await;
    other.wait_for_blocked_session().await;
    assert_eq!(csv().await, 429);
    other.run("ROLLBACK").await;
}
