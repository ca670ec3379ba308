//! A body that is announced as too large is refused at once, and its client gets to read why.

use std::time::Duration;

use panda::{
    account::AccountRules,
    database::Capacity,
    http::{Connections, HttpConfig},
};
use tokio::io::AsyncWriteExt;

use crate::support::{Bare, TestApp, TestDatabase};

const HOUR: Duration = Duration::from_hours(1);

/// A server that waits an hour for anything that it waits for.
async fn start() -> TestApp {
    let connections = Connections {
        header_timeout: HOUR,
        body_timeout: HOUR,
        write_timeout: HOUR,
        idle_timeout: HOUR,
        ..Connections::default()
    };
    let edge = HttpConfig { connections, ..HttpConfig::default() };
    TestApp::start_meeting(TestDatabase::create(), Capacity::default(), AccountRules::default(), edge).await
}

fn head(length: u64, more: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept-language: cy\r\n\
         {more}content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn an_announced_length_beyond_the_limit_is_refused_before_the_body_comes() {
    let app = start().await;
    for (length, more) in [
        (64 * 1024 + 1, ""),
        (1 << 40, ""),
        (1_000_000, "accept: application/graphql-response+json\r\n"),
        (1_000_000, "connection: keep-alive\r\n"),
    ] {
        let mut client = Bare::connect(&app.address).await;
        client.say(&head(length, more)).await;
        let told = client.hear().await.expect("an answer");
        assert_eq!(told.status, 413, "{length} {more}");
        assert!(told.head.contains("\r\nconnection: close\r\n"), "{}", told.head);
        assert!(told.head.contains("\r\ncontent-language: cy\r\n"), "{}", told.head);
        assert_eq!(told.json()["errors"][0]["extensions"]["code"], "HTTP_BODY_TOO_LARGE");
        client.hears_the_end().await;
    }
    // The limit itself is waited for.
    let mut client = Bare::connect(&app.address).await;
    client.say(&head(64 * 1024, "")).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(client.is_kept_waiting());
}

#[tokio::test]
async fn who_sends_all_of_a_large_body_before_reading_gets_the_answer() {
    let app = start().await;
    let body = " ".repeat(4 * 1024 * 1024);
    let mut client = Bare::connect(&app.address).await;
    client.say(&head(body.len() as u64, "")).await;
    client.say(&body).await;
    assert_eq!(client.hear().await.expect("an answer").status, 413);
    client.0.shutdown().await.expect("it is connected");
    client.hears_the_end().await;
}

#[tokio::test]
async fn who_never_stops_sending_is_not_listened_to_for_ever() {
    let app = start().await;
    let mut client = Bare::connect(&app.address).await;
    client.say(&head(1_000_000_000, "")).await;
    assert_eq!(client.hear().await.expect("an answer").status, 413);
    client.drips_to_the_end(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn another_refusal_is_told_as_soon() {
    let app = start().await;
    let mut client = Bare::connect(&app.address).await;
    client.say(&head(1_000_000, "authorization: Bearer nothing\r\n")).await;
    let told = client.hear().await.expect("an answer");
    assert_eq!(told.status, 401);
    assert!(told.head.contains("\r\nconnection: close\r\n"), "{}", told.head);
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_body_in_pieces_that_turns_out_too_large_ends_its_connection_too() {
    let app = start().await;
    let chunked = head(0, "").replace("content-length: 0", "transfer-encoding: chunked");
    let mut client = Bare::connect(&app.address).await;
    client.say(&chunked).await;
    client.say(&format!("10001\r\n{}\r\n", " ".repeat(0x1_0001))).await;
    let told = client.hear().await.expect("an answer");
    assert_eq!(told.status, 413);
    assert!(told.head.contains("\r\nconnection: close\r\n"), "{}", told.head);
    client.hears_the_end().await;
}
