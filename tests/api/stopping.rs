//! A stopping server first reports that it is not ready, so clients that follow HTTP lose no request.

use std::sync::atomic::Ordering;

use nix::sys::signal::Signal;
use panda::{
    account::RoleAssignment,
    clock::{Clock, SystemClock},
};
use serde_json::json;

use crate::support::{LIVE, RawConnection, Server, Servers, TestDatabase, eventually, panda, token};

/// A server that accepts connections for that many seconds after SIGTERM.
fn server_with_delay(database: &TestDatabase, seconds: &str) -> Server {
    let mut command = panda();
    command.args(["serve", "--drain-delay", seconds]).env("DATABASE_URL", &database.url_text);
    Server::start_with(command.env("PANDA_DATABASE_ACQUIRE_TIMEOUT", "60000"))
}

#[tokio::test]
async fn a_stopping_server_is_not_ready_and_serves_until_its_delay_ends() {
    let database = TestDatabase::create();
    let server = server_with_delay(&database, "600");
    let mut kept = RawConnection::connect(&server.address).await;
    kept.send_text(LIVE).await;
    let reported = kept.receive().await.expect("an answer");
    assert!(!reported.head.contains("connection: close"), "{reported:?}");
    assert_eq!(server.get("/health/ready").await.status, 200);

    server.program.signal(Signal::SIGTERM);
    let ready = eventually("it is not ready", async || {
        Some(server.get("/health/ready").await).filter(|answer| answer.status == 503)
    })
    .await;
    assert_eq!(ready.body["reason"], "this server is stopping");
    assert_eq!(ready.headers["connection"], "close");
    kept.send_text(LIVE).await;
    let reported = kept.receive().await.expect("an answer");
    assert!(reported.status == 200 && reported.head.contains("connection: close"), "{reported:?}");
    kept.expect_close().await;
    let new = server.query("{ departments(first: 1) { totalCount } }").await;
    assert_eq!(new.data("/departments/totalCount"), json!(0));
    assert_eq!(new.headers["connection"], "close");
}

#[tokio::test]
async fn a_started_request_is_answered_before_its_connection_closes() {
    let database = TestDatabase::create();
    let server = server_with_delay(&database, "2");
    let [mut begun, mut idle] =
        [RawConnection::connect(&server.address).await, RawConnection::connect(&server.address).await];
    for client in [&mut begun, &mut idle] {
        client.send_text(LIVE).await;
        client.receive().await.expect("an answer");
    }
    let (first, rest) = LIVE.split_at(20);
    begun.send_text(first).await;
    server.program.signal(Signal::SIGTERM);
    server.program.stderr.find(|line| line.contains("finishing the requests in flight").then_some(()));
    idle.expect_close().await;
    begun.send_text(rest).await;
    let reported = begun.receive().await.expect("an answer");
    assert!(reported.status == 200 && reported.head.contains("connection: close"), "{reported:?}");
    begun.expect_close().await;
    let ended = server.program.ended();
    assert!(ended.status.success() && !ended.stderr.contains("did not finish in time"), "{ended:?}");
}

/// The number of requests in flight.
const CONNECTIONS: usize = 32;

#[test]
fn a_rolling_restart_under_load_loses_no_request() {
    let database = TestDatabase::create();
    let start = || Server::start_with_long_timeout(&database.url_text);
    let servers = [start(), start()];
    let host = |server: &Server| server.address.trim_start_matches("http://").to_owned();
    let addresses = Servers::new(servers.iter().map(host));
    let mut servers = servers.map(Some);
    let (token, body) =
        (token(RoleAssignment::Admin, SystemClock.now()), r#"{"query":"{ departments { totalCount } }"}"#);
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let requests = addresses.load(CONNECTIONS, request.as_bytes(), |requests| {
        for place in [0, 1] {
            requests.wait_for(100);
            let stopping = servers[place].take().expect("a server");
            stopping.program.signal(Signal::SIGTERM);
            let ended = stopping.program.ended();
            assert!(ended.status.success() && !ended.stderr.contains("a panic"), "{:?}", ended.status);
            let started = start();
            addresses.replace(place, host(&started));
            servers[place] = Some(started);
        }
    });
    assert_eq!(requests.failed.load(Ordering::Relaxed), 0, "{requests:?}");
}
