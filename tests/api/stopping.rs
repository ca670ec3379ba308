//! A server that stops first takes itself out of service, so clients that follow HTTP lose no request.

use std::sync::atomic::Ordering;

use nix::sys::signal::Signal;
use panda::{
    clock::{Clock, SystemClock},
    principal::RoleAssignment,
};
use serde_json::json;

use crate::support::{Bare, LIVE, Server, Servers, TestDatabase, eventually, panda, token};

/// A server that accepts connections for so many seconds after it is told to stop.
fn server_with_delay(database: &TestDatabase, seconds: &str) -> Server {
    let mut command = panda();
    command.args(["serve", "--drain-delay", seconds]).env("DATABASE_URL", &database.url_text);
    Server::start_with(command.env("PANDA_DATABASE_ACQUIRE_TIMEOUT", "60000"))
}

#[tokio::test]
async fn a_stopping_server_is_not_ready_and_answers_until_its_delay_is_over() {
    let database = TestDatabase::create();
    let server = server_with_delay(&database, "600");
    let mut kept = Bare::connect(&server.address).await;
    kept.say(LIVE).await;
    let told = kept.hear().await.expect("an answer");
    assert!(!told.head.contains("connection: close"), "{told:?}");
    assert_eq!(server.get("/health/ready").await.status, 200);

    server.program.signal(Signal::SIGTERM);
    let ready = eventually("it is not ready", async || {
        Some(server.get("/health/ready").await).filter(|answer| answer.status == 503)
    })
    .await;
    assert_eq!(ready.body["reason"], "this server is stopping");
    assert_eq!(ready.headers["connection"], "close");
    kept.say(LIVE).await;
    let told = kept.hear().await.expect("an answer");
    assert!(told.status == 200 && told.head.contains("connection: close"), "{told:?}");
    kept.hears_the_end().await;
    let new = server.query("{ departments(first: 1) { totalCount } }").await;
    assert_eq!(new.data("/departments/totalCount"), json!(0));
    assert_eq!(new.headers["connection"], "close");
}

#[tokio::test]
async fn a_request_whose_head_has_begun_is_answered_and_ends_its_connection() {
    let database = TestDatabase::create();
    let server = server_with_delay(&database, "2");
    let [mut begun, mut idle] = [Bare::connect(&server.address).await, Bare::connect(&server.address).await];
    for client in [&mut begun, &mut idle] {
        client.say(LIVE).await;
        client.hear().await.expect("an answer");
    }
    let (first, rest) = LIVE.split_at(20);
    begun.say(first).await;
    server.program.signal(Signal::SIGTERM);
    server.program.stderr.find(|line| line.contains("finishing the requests in flight").then_some(()));
    idle.hears_the_end().await;
    begun.say(rest).await;
    let told = begun.hear().await.expect("an answer");
    assert!(told.status == 200 && told.head.contains("connection: close"), "{told:?}");
    begun.hears_the_end().await;
    let ended = server.program.ended();
    assert!(ended.status.success() && !ended.stderr.contains("did not finish in time"), "{ended:?}");
}

/// How many requests are in flight at a time.
const CONNECTIONS: usize = 32;

#[test]
fn servers_that_restart_one_after_the_other_under_load_lose_no_request() {
    let database = TestDatabase::create();
    let start = || Server::start_patient(&database.url_text);
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
