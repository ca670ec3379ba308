//! Slow and stalled clients: the server waits for them up to a timeout.
//!
//! Each test shortens one timeout. All others are an hour, so that they cannot end the wait.

use std::time::{Duration, Instant};

use panda::http::Connections;
use tokio::{io::AsyncWriteExt, time::sleep};

use crate::support::{LARGE, LIVE, RawConnection, TestApp};

const SHORT: Duration = Duration::from_millis(400);
const PAUSE: Duration = Duration::from_millis(50);
const HOUR: Duration = Duration::from_hours(1);

/// Timeouts of an hour.
const UNHURRIED: fn() -> Connections = || Connections {
    header_timeout: HOUR,
    body_timeout: HOUR,
    write_timeout: HOUR,
    idle_timeout: HOUR,
    request_timeout: HOUR,
    ..Connections::default()
};

async fn start(connections: Connections) -> TestApp {
    TestApp::builder().connections(connections).start().await
}

/// The head of an operation with a body of that many bytes, in Welsh.
fn head(length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept-language: cy\r\n\
         content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_head_sent_byte_by_byte_times_out() {
    let app = start(Connections { header_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text("GET /health/live HTTP/1.1\r\nhost: localhost\r\nx-request-id: ").await;
    client.send_slowly_until_closed(PAUSE).await;
}

#[tokio::test]
async fn a_missing_or_incomplete_head_times_out() {
    let app = start(Connections { header_timeout: SHORT, ..UNHURRIED() }).await;
    for beginning in ["", "G", "GET /health/live HTTP/1.1\r\n", &LIVE[..LIVE.len() - 2]] {
        let mut client = RawConnection::connect(&app.address).await;
        client.send_text(beginning).await;
        client.expect_close().await;
    }
    // The head of a second request does not either.
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(LIVE).await;
    assert_eq!(client.receive().await.expect("an answer").status, 200);
    client.send_text("G").await;
    client.expect_close().await;
}

#[tokio::test]
async fn a_body_sent_byte_by_byte_gets_a_timeout_response() {
    let app = start(Connections { body_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&head(60_000)).await;
    while client.is_idle_and_open() {
        assert!(
            client.send_byte_and_pause(PAUSE).await,
            "the server closes the connection without a response"
        );
    }
    let reported = client.receive().await.expect("an answer");
    assert_eq!(reported.status, 408);
    assert!(reported.head.contains("\r\nconnection: close\r\n"), "{}", reported.head);
    assert!(reported.head.contains("\r\ncontent-language: cy\r\n"), "{}", reported.head);
    let error = &reported.json()["errors"][0];
    assert_eq!(error["extensions"]["code"], "HTTP_REQUEST_TIMEOUT");
    assert_eq!(error["message"], "Ni chyrhaeddodd y cais cyfan mewn pryd. Anfonwch ef eto.");
    client.expect_close().await;
}

#[tokio::test]
async fn a_missing_body_gets_a_timeout_response() {
    let app = start(Connections { body_timeout: SHORT, ..UNHURRIED() }).await;
    let chunked = head(0).replace("content-length: 0", "transfer-encoding: chunked");
    let expecting = head(10).replacen("host", "expect: 100-continue\r\nhost", 1);
    for promise in [head(10), format!("{}{{", head(10)), format!("{chunked}2\r\n{{}}\r\n"), chunked] {
        let mut client = RawConnection::connect(&app.address).await;
        client.send_text(&promise).await;
        let reported = client.receive().await.expect("an answer");
        assert_eq!(reported.status, 408, "{promise:?}");
        assert_eq!(reported.json()["errors"][0]["extensions"]["code"], "HTTP_REQUEST_TIMEOUT");
        client.expect_close().await;
    }
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&expecting).await;
    let mut go_on = [0; 25];
    assert_eq!(client.read(&mut go_on).await, 25);
    assert!(go_on.starts_with(b"HTTP/1.1 100 "));
    assert_eq!(client.receive().await.expect("an answer").status, 408);
}

#[tokio::test]
async fn a_body_announced_as_too_large_is_refused_before_it_is_sent() {
    let app = start(UNHURRIED()).await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&head(64 * 1024 + 1).replacen("host", "expect: 100-continue\r\nhost", 1)).await;
    let reported = client.receive().await.expect("an answer");
    assert_eq!(reported.status, 413, "{}", reported.head);
    assert_eq!(reported.json()["errors"][0]["extensions"]["code"], "HTTP_BODY_TOO_LARGE");
}

#[tokio::test]
async fn an_unread_response_times_out() {
    let app = start(Connections { write_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = RawConnection::connect_with_small_buffer(&app.address).await;
    client.send_text(&LARGE.repeat(20)).await;
    client.send_slowly_until_closed(PAUSE).await;
}

#[tokio::test]
async fn a_slowly_read_response_is_complete() {
    const ANSWERS: usize = 3;
    let app = start(Connections { write_timeout: SHORT, ..UNHURRIED() }).await;
    let (mut client, begun) = (RawConnection::connect_with_small_buffer(&app.address).await, Instant::now());
    client.send_text(&LARGE.repeat(ANSWERS)).await;
    let (mut piece, mut read) = (vec![0; 32 * 1024], 0);
    let length = app.get("/graphiql/graphiql.min.js").send().await.expect("an answer").content_length();
    let length = usize::try_from(length.expect("a length")).expect("a small number") * ANSWERS;
    while read < length {
        let more = client.read(&mut piece).await;
        assert_ne!(more, 0, "the server hangs up after {read} bytes of {length}");
        read += more;
        sleep(Duration::from_millis(20)).await;
    }
    assert!(begun.elapsed() > 3 * SHORT, "it was not read slowly enough to mean anything");
}

#[tokio::test]
async fn idle_connections_are_closed_and_used_ones_are_not() {
    let app = start(Connections { idle_timeout: 2 * SHORT, ..UNHURRIED() }).await;
    let mut client = RawConnection::connect(&app.address).await;
    for _ in 0..5 {
        client.send_text(LIVE).await;
        assert_eq!(client.receive().await.expect("an answer").status, 200);
        sleep(SHORT / 2).await;
    }
    client.expect_close().await;
}

#[tokio::test]
async fn the_idle_timeout_is_independent_of_the_header_timeout() {
    let app = start(Connections { header_timeout: SHORT, body_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = RawConnection::connect(&app.address).await;
    for _ in 0..2 {
        client.send_text(LIVE).await;
        assert_eq!(client.receive().await.expect("an answer").status, 200);
        sleep(3 * SHORT).await;
        assert!(client.is_idle_and_open());
    }
}

#[tokio::test]
async fn a_stalled_request_times_out() {
    let app = start(UNHURRIED()).await;
    for beginning in ["", "GET /health", &head(10), &format!("{}{{", head(10))] {
        let mut client = RawConnection::connect(&app.address).await;
        client.send_text(beginning).await;
        client.0.shutdown().await.expect("the system closes half of it");
        // A truncated body may be answered with a read error.
        if let Some(reported) = client.receive().await {
            assert_eq!(reported.status, 400, "{beginning:?}");
            client.expect_close().await;
        }
    }
}

#[tokio::test]
async fn a_head_above_the_limit_is_refused_at_any_speed() {
    let app = start(UNHURRIED()).await;
    for large in [
        format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "x".repeat(70_000)),
        LIVE.replacen("host", &format!("x-large: {}\r\nhost", "x".repeat(40_000)), 1),
        LIVE.replacen("host", &format!("{}host", "x-many: x\r\n".repeat(200)), 1),
        format!("GET /health/live HTTP/1.1\r\nx-endless: {}", "x".repeat(70_000)),
    ] {
        let mut client = RawConnection::connect(&app.address).await;
        // The server may have closed the connection before the client has sent everything.
        drop(client.0.write_all(large.as_bytes()).await);
        let mut status = [0; 12];
        // It may also have closed it before the client has read the response.
        if client.read(&mut status).await == 12 {
            assert!([&b"HTTP/1.1 431"[..], b"HTTP/1.1 414"].contains(&&status[..]), "{status:?}");
        }
    }
    assert_eq!(app.get("/health/live").send().await.expect("an answer").status(), 200);
}
