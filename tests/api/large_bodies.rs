//! A body announced as too large is refused immediately, and the client can read the response.

use std::time::Duration;

use panda::http::Connections;
use tokio::io::AsyncWriteExt;

use crate::support::{RawConnection, TestApp};

const HOUR: Duration = Duration::from_hours(1);

/// A server with timeouts of an hour.
async fn start() -> TestApp {
    let connections = Connections {
        header_timeout: HOUR,
        body_timeout: HOUR,
        write_timeout: HOUR,
        idle_timeout: HOUR,
        ..Connections::default()
    };
    TestApp::builder().connections(connections).start().await
}

fn head(length: u64, more: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept-language: cy\r\n\
         {more}content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn an_announced_length_above_the_limit_is_refused_before_the_body() {
    let app = start().await;
    for (length, more) in [
        (64 * 1024 + 1, ""),
        (1 << 40, ""),
        (1_000_000, "accept: application/graphql-response+json\r\n"),
        (1_000_000, "connection: keep-alive\r\n"),
    ] {
        let mut client = RawConnection::connect(&app.address).await;
        client.send_text(&head(length, more)).await;
        let reported = client.receive().await.expect("an answer");
        assert_eq!(reported.status, 413, "{length} {more}");
        assert!(reported.head.contains("\r\nconnection: close\r\n"), "{}", reported.head);
        assert!(reported.head.contains("\r\ncontent-language: cy\r\n"), "{}", reported.head);
        assert_eq!(reported.json()["errors"][0]["extensions"]["code"], "HTTP_BODY_TOO_LARGE");
        client.expect_close().await;
    }
    // The limit itself is accepted.
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&head(64 * 1024, "")).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(client.is_idle_and_open());
}

#[tokio::test]
async fn a_client_that_sends_the_whole_large_body_first_gets_the_response() {
    let app = start().await;
    let body = " ".repeat(4 * 1024 * 1024);
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&head(body.len() as u64, "")).await;
    client.send_text(&body).await;
    assert_eq!(client.receive().await.expect("an answer").status, 413);
    client.0.shutdown().await.expect("it is connected");
    client.expect_close().await;
}

#[tokio::test]
async fn reading_an_endless_body_has_a_time_limit() {
    let app = start().await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&head(1_000_000_000, "")).await;
    assert_eq!(client.receive().await.expect("an answer").status, 413);
    client.send_slowly_until_closed(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn other_refusals_are_as_immediate() {
    let app = start().await;
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&head(1_000_000, "authorization: Bearer nothing\r\n")).await;
    let reported = client.receive().await.expect("an answer");
    assert_eq!(reported.status, 401);
    assert!(reported.head.contains("\r\nconnection: close\r\n"), "{}", reported.head);
    client.expect_close().await;
}

#[tokio::test]
async fn a_chunked_body_above_the_limit_closes_its_connection_too() {
    let app = start().await;
    let chunked = head(0, "").replace("content-length: 0", "transfer-encoding: chunked");
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(&chunked).await;
    client.send_text(&format!("10001\r\n{}\r\n", " ".repeat(0x1_0001))).await;
    let reported = client.receive().await.expect("an answer");
    assert_eq!(reported.status, 413);
    assert!(reported.head.contains("\r\nconnection: close\r\n"), "{}", reported.head);
    client.expect_close().await;
}
