//! At the connection limit, stalled connections are evicted and active ones are not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use panda::{
    database::Capacity,
    http::{Connections, HttpConfig},
};
use serde_json::json;
use tokio::{net::TcpStream, task::JoinSet, time::sleep};

use crate::support::{
    ConcurrentTransaction, Crowd, LIVE, RawConnection, Server, TestApp, TestDatabase, eventually, panda,
};

const HOUR: Duration = Duration::from_hours(1);

/// A server with long timeouts.
async fn start(maximum: usize, maximum_per_address: usize, proxies: &[&str]) -> TestApp {
    let connections = Connections {
        drain_delay: Duration::ZERO,
        maximum,
        maximum_per_address,
        header_timeout: HOUR,
        body_timeout: HOUR,
        write_timeout: HOUR,
        idle_timeout: HOUR,
        request_timeout: HOUR,
    };
    let proxies = proxies.iter().map(|proxy| proxy.parse().expect("a network")).collect();
    let http = HttpConfig { connections, proxies, ..HttpConfig::default() };
    let capacity = Capacity { acquire_timeout: HOUR, operation: HOUR, ..Capacity::default() };
    TestApp::builder().capacity(capacity).http(http).start().await
}

/// Connections that have begun a request and stalled.
async fn stalled(app: &TestApp, count: usize) -> Vec<RawConnection> {
    let mut clients = Vec::new();
    for _ in 0..count {
        let mut client = RawConnection::connect(&app.address).await;
        client.send_text("GET /health").await;
        clients.push(client);
    }
    clients
}

/// The response on a new connection.
async fn newcomer(app: &TestApp) -> Option<u16> {
    let mut client = RawConnection::connect(&app.address).await;
    // A rejected connection may get its response before the request is complete.
    drop(client.0.try_write(LIVE.as_bytes()));
    Some(client.receive().await?.status)
}

#[tokio::test]
async fn the_longest_stalled_connection_is_evicted() {
    let app = start(3, 100, &[]).await;
    let mut clients = stalled(&app, 3).await;
    assert_eq!(newcomer(&app).await, Some(200));
    clients[0].expect_close().await;
    assert!(clients[1].is_idle_and_open() && clients[2].is_idle_and_open());
    // The new connection has closed, so there is space for one more.
    clients.extend(stalled(&app, 1).await);
    sleep(Duration::from_millis(700)).await;
    assert!(clients[1].is_idle_and_open());
    assert_eq!(newcomer(&app).await, Some(200));
    clients[1].expect_close().await;
}

#[tokio::test]
async fn connections_stalled_in_body_response_or_idle_are_evicted_too() {
    let app = start(1, 100, &[]).await;
    let body = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    for beginning in [body, &crate::support::LARGE.repeat(20)] {
        let mut client = RawConnection::connect_with_small_buffer(&app.address).await;
        client.send_text(beginning).await;
        assert_eq!(newcomer(&app).await, Some(200));
        client.send_slowly_until_closed(Duration::from_millis(20)).await;
    }
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(LIVE).await;
    assert_eq!(client.receive().await.expect("an answer").status, 200);
    assert_eq!(newcomer(&app).await, Some(200));
    client.expect_close().await;
}

/// A server with all connections busy, and the transaction that blocks them.
async fn busy(app: &TestApp) -> ConcurrentTransaction {
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let mut other = ConcurrentTransaction::begin(app).await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    other
}

/// Database sessions that wait for another session's lock.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

async fn wait(app: &TestApp, count: usize) {
    eventually("they wait", async || (app.database.texts(WAITING).len() == count).then_some(())).await;
}

#[tokio::test]
async fn connections_with_a_request_in_progress_are_not_evicted() {
    let app = start(2, 100, &[]).await;
    let mut other = busy(&app).await;
    let id = app.ids("patients").await.remove(0);
    let change =
        |name: &'static str| app.mutate("amendPatient", json!({ "id": id, "name": name }), "patient { id }");
    let changes = join_all([change("One"), change("Two")]);
    let meanwhile = async {
        wait(&app, 2).await;
        let mut late = newcomer_who_waits(&app).await;
        sleep(Duration::from_millis(700)).await;
        assert!(late.is_idle_and_open(), "a connection was evicted, or there is no limit");
        other.run("ROLLBACK").await;
        // A new connection is accepted as soon as another request has completed.
        assert_eq!(late.receive().await.expect("an answer").status, 200);
    };
    let (answers, ()) = tokio::join!(changes, meanwhile);
    for answer in answers {
        answer.data("/amendPatient/patient");
    }
}

async fn newcomer_who_waits(app: &TestApp) -> RawConnection {
    let mut client = RawConnection::connect(&app.address).await;
    client.send_text(LIVE).await;
    client
}

/// Sends requests without pause, and connects again when a response ends the connection. Counts the
/// connections that end.
async fn request_without_pause(address: String, from: [u8; 4], ended: Arc<AtomicUsize>) {
    loop {
        let mut client = RawConnection::connect_from(&address, from).await;
        loop {
            client.send_text(LIVE).await;
            let answer = client.receive().await.expect("a connection does not end without a response");
            assert_eq!(answer.status, 200);
            if answer.head.contains("\r\nconnection: close\r\n") {
                ended.fetch_add(1, Ordering::Relaxed);
                client.expect_close().await;
                break;
            }
        }
    }
}

#[tokio::test]
async fn active_connections_of_few_addresses_make_room_for_another_address() {
    let app = start(6, 100, &[]).await;
    let (mut active, ended) = (JoinSet::new(), Arc::<AtomicUsize>::default());
    for number in 0..6 {
        let from = [127, 0, 0, 1 + number % 3];
        active.spawn(request_without_pause(app.address.clone(), from, ended.clone()));
    }
    for _ in 0..20 {
        let mut newcomer = RawConnection::connect_from(&app.address, [127, 0, 0, 9]).await;
        newcomer.send_text(LIVE).await;
        assert_eq!(newcomer.receive().await.expect("an answer").status, 200);
    }
    assert!(ended.load(Ordering::Relaxed) > 0, "the server was not full");
    assert!(active.try_join_next().is_none(), "a request was not answered");
}

#[tokio::test]
async fn an_address_has_a_connection_limit_and_a_proxy_has_none() {
    for (proxies, expected) in [(&[][..], None), (&["127.0.0.1/32"], Some(200))] {
        let app = start(100, 2, proxies).await;
        let mut other = busy(&app).await;
        let id = app.ids("patients").await.remove(0);
        let change = |name: &'static str| {
            app.mutate("amendPatient", json!({ "id": id, "name": name }), "patient { id }")
        };
        let changes = join_all([change("One"), change("Two")]);
        let meanwhile = async {
            wait(&app, 2).await;
            assert_eq!(newcomer(&app).await, expected);
            other.run("ROLLBACK").await;
        };
        tokio::join!(changes, meanwhile);
    }
    // A stalled connection of an address is evicted for another one of this address.
    let app = start(100, 2, &[]).await;
    let mut clients = stalled(&app, 2).await;
    sleep(Duration::from_millis(700)).await;
    assert_eq!(newcomer(&app).await, Some(200));
    clients[0].expect_close().await;
    assert!(clients[1].is_idle_and_open());
}

/// The real program with that limit of open files.
fn program_with_files(limit: &str, database: &TestDatabase) -> Server {
    let mut shell = std::process::Command::new("sh");
    let program = panda();
    shell.args(["-c", &format!("{limit} && exec \"$0\" serve")]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    // Without timeouts that matter here.
    shell.env("PANDA_HEADER_TIMEOUT", "600");
    Server::start_with(shell.env("DATABASE_URL", &database.url_text))
}

/// Connections to the program that send nothing.
async fn silent(server: &Server, count: usize) -> Vec<TcpStream> {
    let address = server.address.trim_start_matches("http://");
    let connections = (0..count).map(|_| TcpStream::connect(address));
    join_all(connections).await.into_iter().map(|tcp| tcp.expect("the system accepts it")).collect()
}

#[tokio::test]
async fn at_the_file_limit_stalled_connections_are_evicted() {
    let database = TestDatabase::create();
    let server = program_with_files("ulimit -n 64", &database);
    let _silent = silent(&server, 200).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    let warning =
        server.program.stderr.find(|line| line.contains("fewer files may be open").then(|| line.to_owned()));
    assert!(warning.contains("\"needed\":1254,\"allowed\":64"), "{warning}");
}

#[tokio::test]
async fn a_server_raises_its_file_limit_as_needed() {
    let database = TestDatabase::create();
    let server = program_with_files("ulimit -Sn 64", &database);
    let silent = silent(&server, 200).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    let kept = silent.iter().filter(|tcp| tcp.try_read(&mut [0]).is_err());
    assert_eq!(kept.count(), 200, "no connection is evicted");
    let said = server.program.stderr.so_far().join("\n");
    assert!(!said.contains("fewer files"), "{said}");
}
