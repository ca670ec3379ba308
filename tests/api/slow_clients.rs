//! Clients who are slow, or who stall: the server waits for them, but not for ever.
//!
//! Each story shortens the one time that it is about. All others are an hour, so that nothing else can end the waiting.

use std::time::{Duration, Instant};

use panda::{
    account::AccountRules,
    database::Capacity,
    http::{Connections, HttpConfig},
};
use tokio::{io::AsyncWriteExt, time::sleep};

use crate::support::{Bare, LARGE, LIVE, TestApp, TestDatabase};

const SHORT: Duration = Duration::from_millis(400);
const PAUSE: Duration = Duration::from_millis(50);
const HOUR: Duration = Duration::from_hours(1);

/// Nobody is hurried.
const UNHURRIED: fn() -> Connections = || Connections {
    header_timeout: HOUR,
    body_timeout: HOUR,
    write_timeout: HOUR,
    idle_timeout: HOUR,
    request_timeout: HOUR,
    ..Connections::default()
};

async fn start(connections: Connections) -> TestApp {
    let edge = HttpConfig { connections, ..HttpConfig::default() };
    TestApp::start_meeting(TestDatabase::create(), Capacity::default(), AccountRules::default(), edge).await
}

/// The head of an operation whose body has so many bytes, in Welsh.
fn head(length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept-language: cy\r\n\
         content-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    let app = start(Connections { header_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = Bare::connect(&app.address).await;
    client.say("GET /health/live HTTP/1.1\r\nhost: localhost\r\nx-request-id: ").await;
    client.drips_to_the_end(PAUSE).await;
}

#[tokio::test]
async fn a_head_that_does_not_come_or_does_not_end_is_not_waited_for() {
    let app = start(Connections { header_timeout: SHORT, ..UNHURRIED() }).await;
    for beginning in ["", "G", "GET /health/live HTTP/1.1\r\n", &LIVE[..LIVE.len() - 2]] {
        let mut client = Bare::connect(&app.address).await;
        client.say(beginning).await;
        client.hears_the_end().await;
    }
    // Nor is the head of a second request.
    let mut client = Bare::connect(&app.address).await;
    client.say(LIVE).await;
    assert_eq!(client.hear().await.expect("an answer").status, 200);
    client.say("G").await;
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_is_told_that_it_is_late() {
    let app = start(Connections { body_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = Bare::connect(&app.address).await;
    client.say(&head(60_000)).await;
    while client.is_kept_waiting() {
        assert!(client.drips(PAUSE).await, "the server hangs up without a word");
    }
    let told = client.hear().await.expect("an answer");
    assert_eq!(told.status, 408);
    assert!(told.head.contains("\r\nconnection: close\r\n"), "{}", told.head);
    assert!(told.head.contains("\r\ncontent-language: cy\r\n"), "{}", told.head);
    let error = &told.json()["errors"][0];
    assert_eq!(error["extensions"]["code"], "HTTP_REQUEST_TIMEOUT");
    assert_eq!(error["message"], "Ni chyrhaeddodd y cais cyfan mewn pryd. Anfonwch ef eto.");
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_body_that_was_promised_and_does_not_come_is_told_that_it_is_late() {
    let app = start(Connections { body_timeout: SHORT, ..UNHURRIED() }).await;
    let chunked = head(0).replace("content-length: 0", "transfer-encoding: chunked");
    let expecting = head(10).replacen("host", "expect: 100-continue\r\nhost", 1);
    for promise in [head(10), format!("{}{{", head(10)), format!("{chunked}2\r\n{{}}\r\n"), chunked] {
        let mut client = Bare::connect(&app.address).await;
        client.say(&promise).await;
        let told = client.hear().await.expect("an answer");
        assert_eq!(told.status, 408, "{promise:?}");
        assert_eq!(told.json()["errors"][0]["extensions"]["code"], "HTTP_REQUEST_TIMEOUT");
        client.hears_the_end().await;
    }
    let mut client = Bare::connect(&app.address).await;
    client.say(&expecting).await;
    let mut go_on = [0; 25];
    assert_eq!(client.read(&mut go_on).await, 25);
    assert!(go_on.starts_with(b"HTTP/1.1 100 "));
    assert_eq!(client.hear().await.expect("an answer").status, 408);
}

#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_refused_before_it_is_sent() {
    let app = start(UNHURRIED()).await;
    let mut client = Bare::connect(&app.address).await;
    client.say(&head(64 * 1024 + 1).replacen("host", "expect: 100-continue\r\nhost", 1)).await;
    let told = client.hear().await.expect("an answer");
    assert_eq!(told.status, 413, "{}", told.head);
    assert_eq!(told.json()["errors"][0]["extensions"]["code"], "HTTP_BODY_TOO_LARGE");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_not_offered_for_ever() {
    let app = start(Connections { write_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = Bare::connect_narrowly(&app.address).await;
    client.say(&LARGE.repeat(20)).await;
    client.drips_to_the_end(PAUSE).await;
}

#[tokio::test]
async fn an_answer_that_is_read_slowly_is_given_as_a_whole() {
    const ANSWERS: usize = 3;
    let app = start(Connections { write_timeout: SHORT, ..UNHURRIED() }).await;
    let (mut client, begun) = (Bare::connect_narrowly(&app.address).await, Instant::now());
    client.say(&LARGE.repeat(ANSWERS)).await;
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
async fn a_connection_that_nobody_uses_is_closed_and_one_that_is_used_is_not() {
    let app = start(Connections { idle_timeout: 2 * SHORT, ..UNHURRIED() }).await;
    let mut client = Bare::connect(&app.address).await;
    for _ in 0..5 {
        client.say(LIVE).await;
        assert_eq!(client.hear().await.expect("an answer").status, 200);
        sleep(SHORT / 2).await;
    }
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_connection_may_be_idle_for_longer_than_a_head_may_take() {
    let app = start(Connections { header_timeout: SHORT, body_timeout: SHORT, ..UNHURRIED() }).await;
    let mut client = Bare::connect(&app.address).await;
    for _ in 0..2 {
        client.say(LIVE).await;
        assert_eq!(client.hear().await.expect("an answer").status, 200);
        sleep(3 * SHORT).await;
        assert!(client.is_kept_waiting());
    }
}

#[tokio::test]
async fn whoever_stops_sending_half_way_is_not_waited_for() {
    let app = start(UNHURRIED()).await;
    for beginning in ["", "GET /health", &head(10), &format!("{}{{", head(10))] {
        let mut client = Bare::connect(&app.address).await;
        client.say(beginning).await;
        client.0.shutdown().await.expect("the system closes half of it");
        // Of a body that ends too early it may be told that it could not be read.
        if let Some(told) = client.hear().await {
            assert_eq!(told.status, 400, "{beginning:?}");
            client.hears_the_end().await;
        }
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused_however_it_comes() {
    let app = start(UNHURRIED()).await;
    for large in [
        format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "x".repeat(70_000)),
        LIVE.replacen("host", &format!("x-large: {}\r\nhost", "x".repeat(40_000)), 1),
        LIVE.replacen("host", &format!("{}host", "x-many: x\r\n".repeat(200)), 1),
        format!("GET /health/live HTTP/1.1\r\nx-endless: {}", "x".repeat(70_000)),
    ] {
        let mut client = Bare::connect(&app.address).await;
        // The server may have hung up before everything was said.
        drop(client.0.write_all(large.as_bytes()).await);
        let mut status = [0; 12];
        // It may also have hung up before what it said was heard.
        if client.read(&mut status).await == 12 {
            assert!([&b"HTTP/1.1 431"[..], b"HTTP/1.1 414"].contains(&&status[..]), "{status:?}");
        }
    }
    assert_eq!(app.get("/health/live").send().await.expect("an answer").status(), 200);
}
