//! As many connections as there may be: whoever stalls makes room, and whoever works is left alone.

use std::time::Duration;

use futures_util::future::join_all;
use panda::{
    account::AccountRules,
    database::Capacity,
    http::{Connections, HttpConfig},
};
use serde_json::json;
use tokio::{net::TcpStream, time::sleep};

use crate::support::{Bare, Crowd, LIVE, Other, Server, TestApp, TestDatabase, eventually, panda};

const HOUR: Duration = Duration::from_hours(1);

/// A server where nobody is sent away for taking their time.
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
    let edge = HttpConfig { connections, proxies, ..HttpConfig::default() };
    let capacity = Capacity { acquire_timeout: HOUR, operation: HOUR, ..Capacity::default() };
    TestApp::start_meeting(TestDatabase::create(), capacity, AccountRules::default(), edge).await
}

/// Connections of whoever asks for something, and gets no further.
async fn stalled(app: &TestApp, count: usize) -> Vec<Bare> {
    let mut clients = Vec::new();
    for _ in 0..count {
        let mut client = Bare::connect(&app.address).await;
        client.say("GET /health").await;
        clients.push(client);
    }
    clients
}

/// The answer of whoever connects anew.
async fn newcomer(app: &TestApp) -> Option<u16> {
    let mut client = Bare::connect(&app.address).await;
    // Whoever is not let in may be told so before everything was said.
    drop(client.0.try_write(LIVE.as_bytes()));
    Some(client.hear().await?.status)
}

#[tokio::test]
async fn whoever_stalls_longest_makes_room() {
    let app = start(3, 100, &[]).await;
    let mut clients = stalled(&app, 3).await;
    assert_eq!(newcomer(&app).await, Some(200));
    clients[0].hears_the_end().await;
    assert!(clients[1].is_kept_waiting() && clients[2].is_kept_waiting());
    // The newcomer has gone, so that there is room for one more.
    clients.extend(stalled(&app, 1).await);
    sleep(Duration::from_millis(700)).await;
    assert!(clients[1].is_kept_waiting());
    assert_eq!(newcomer(&app).await, Some(200));
    clients[1].hears_the_end().await;
}

#[tokio::test]
async fn whoever_stalls_with_a_body_or_an_answer_or_between_requests_makes_room_too() {
    let app = start(1, 100, &[]).await;
    let body = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    for beginning in [body, &crate::support::LARGE.repeat(20)] {
        let mut client = Bare::connect_narrowly(&app.address).await;
        client.say(beginning).await;
        assert_eq!(newcomer(&app).await, Some(200));
        client.drips_to_the_end(Duration::from_millis(20)).await;
    }
    let mut client = Bare::connect(&app.address).await;
    client.say(LIVE).await;
    assert_eq!(client.hear().await.expect("an answer").status, 200);
    assert_eq!(newcomer(&app).await, Some(200));
    client.hears_the_end().await;
}

/// A server with so many requests in progress that all its connections are taken, and whoever holds them up.
async fn busy(app: &TestApp) -> Other {
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
    let mut other = Other::begin(app).await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    other
}

/// The database's processes that wait for somebody else's lock.
const WAITING: &str = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";

async fn wait(app: &TestApp, count: usize) {
    eventually("they wait", async || (app.database.texts(WAITING).len() == count).then_some(())).await;
}

#[tokio::test]
async fn nobody_makes_room_whose_answer_is_being_worked_on() {
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
        assert!(late.is_kept_waiting(), "somebody was sent away, or there is no bound");
        other.run("ROLLBACK").await;
        // There is room as soon as one of the others is through.
        assert_eq!(late.hear().await.expect("an answer").status, 200);
    };
    let (answers, ()) = tokio::join!(changes, meanwhile);
    for answer in answers {
        answer.data("/amendPatient/patient");
    }
}

async fn newcomer_who_waits(app: &TestApp) -> Bare {
    let mut client = Bare::connect(&app.address).await;
    client.say(LIVE).await;
    client
}

#[tokio::test]
async fn an_address_has_its_share_and_a_proxy_has_no_bound_of_its_own() {
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
    // Whoever of the address stalls makes room for its others.
    let app = start(100, 2, &[]).await;
    let mut clients = stalled(&app, 2).await;
    sleep(Duration::from_millis(700)).await;
    assert_eq!(newcomer(&app).await, Some(200));
    clients[0].hears_the_end().await;
    assert!(clients[1].is_kept_waiting());
}

/// The real program, with so many files at most.
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
    // Nobody is sent away for taking their time.
    shell.env("PANDA_HEADER_TIMEOUT", "600");
    Server::start_with(shell.env("DATABASE_URL", &database.url_text))
}

/// Some of the program's connections, of whoever says nothing.
async fn silent(server: &Server, count: usize) -> Vec<TcpStream> {
    let address = server.address.trim_start_matches("http://");
    let connections = (0..count).map(|_| TcpStream::connect(address));
    join_all(connections).await.into_iter().map(|tcp| tcp.expect("the system accepts it")).collect()
}

#[tokio::test]
async fn a_server_that_may_open_no_more_files_sends_away_whoever_stalls() {
    let database = TestDatabase::create();
    let server = program_with_files("ulimit -n 64", &database);
    let _silent = silent(&server, 200).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    let warning =
        server.program.stderr.find(|line| line.contains("fewer files may be open").then(|| line.to_owned()));
    assert!(warning.contains("\"needed\":1126,\"allowed\":64"), "{warning}");
}

#[tokio::test]
async fn a_server_has_itself_allowed_as_many_files_as_it_needs() {
    let database = TestDatabase::create();
    let server = program_with_files("ulimit -Sn 64", &database);
    let silent = silent(&server, 200).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    let kept = silent.iter().filter(|tcp| tcp.try_read(&mut [0]).is_err());
    assert_eq!(kept.count(), 200, "nobody has to make room");
    let said = server.program.stderr.so_far().join("\n");
    assert!(!said.contains("fewer files"), "{said}");
}
