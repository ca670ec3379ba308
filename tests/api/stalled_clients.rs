//! Three hundred clients that stall in every possible way, and one normal client, on the real program with
//! default settings.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use serde_json::json;
use tokio::{task::JoinSet, time::sleep};

use crate::support::{Answer, LARGE, LIVE, RawConnection, Server, TestApp, TestDatabase, panda};

const QUERY: &str = "{ clinicians(first: 5) { edges { node { name } } } }";

/// The head of an operation without its body.
const BODY: &str = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{";

/// The ways to stall.
#[derive(Debug, Clone, Copy)]
enum Stall {
    Silent,
    HeadUnended,
    HeadDripped,
    BodyPromised,
    BodyDripped,
    AnswerUnread,
    Idle,
}

const WAYS: [Stall; 7] = [
    Stall::Silent,
    Stall::HeadUnended,
    Stall::HeadDripped,
    Stall::BodyPromised,
    Stall::BodyDripped,
    Stall::AnswerUnread,
    Stall::Idle,
];

impl Stall {
    /// Stalls until the server closes the connection. Returns whether the connection succeeded.
    async fn once(self, address: &str) -> bool {
        let Ok(mut client) = RawConnection::try_connect_with_small_buffer(address).await else {
            return false;
        };
        let beginning = match self {
            Self::Silent => "",
            Self::HeadUnended | Self::HeadDripped => "GET /health/live HTTP/1.1\r\nx-request-id: ",
            Self::BodyPromised | Self::BodyDripped => BODY,
            Self::AnswerUnread => &LARGE.repeat(10),
            Self::Idle => LIVE,
        };
        // The server may have closed the connection already.
        drop(client.0.try_write(beginning.as_bytes()));
        match self {
            Self::HeadDripped | Self::BodyDripped => {
                while client.send_byte_and_pause(Duration::from_secs(1)).await {}
            }
            // It must not read, so it detects the close by writing.
            Self::AnswerUnread => while client.send_byte_and_pause(Duration::from_secs(2)).await {},
            Self::Silent | Self::HeadUnended | Self::BodyPromised | Self::Idle => {
                while client.read(&mut [0; 1024]).await != 0 {}
            }
        }
        true
    }
}

/// Clients that stall in each way in rotation, and reconnect whenever they are disconnected, until this is
/// dropped.
struct Crowd {
    clients: JoinSet<()>,
    sent_away: Arc<AtomicUsize>,
}

impl Crowd {
    fn of(count: usize, address: &str) -> Self {
        let mut crowd = Self { clients: JoinSet::new(), sent_away: Arc::default() };
        for way in WAYS.into_iter().cycle().take(count) {
            let (address, sent_away) = (address.to_owned(), crowd.sent_away.clone());
            crowd.clients.spawn(async move {
                while way.once(&address).await {
                    sent_away.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        crowd
    }
}

/// The durations of a normal client's sequential requests. Every tenth uses a new connection.
async fn probe(server: &Server, strangers: &reqwest::Client, duration: Duration, times: &mut Vec<f64>) {
    let begun = Instant::now();
    let body = json!({ "query": QUERY });
    for number in 0_u64.. {
        if begun.elapsed() >= duration {
            break;
        }
        let request = server.post().json(&body);
        let probed = Instant::now();
        let response = if number % 10 == 0 {
            strangers.execute(request.build().expect("a request")).await
        } else {
            request.send().await
        };
        Answer::of(response.expect("the server answers")).await.data("/clinicians");
        times.push(probed.elapsed().as_secs_f64());
        sleep(Duration::from_millis(2)).await;
    }
}

fn p99(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "wants a quiet machine: cargo test --release --test api -- --ignored --nocapture three_hundred_stalled"]
async fn three_hundred_stalled_connections_hardly_delay_others() {
    const STALLED: usize = 300;
    let app = TestApp::start().await;
    app.some_clinician("ENT").await;
    let server = Server::start(&app.database.url_text);
    let strangers = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
    probe(&server, &strangers, Duration::from_secs(2), &mut Vec::new()).await;
    let (mut idle, mut busy, mut sent_away) = (Vec::new(), Vec::new(), 0);
    for _ in 0..2 {
        probe(&server, &strangers, Duration::from_secs(15), &mut idle).await;
        let crowd = Crowd::of(STALLED, &server.address);
        sleep(Duration::from_millis(500)).await;
        probe(&server, &strangers, Duration::from_secs(30), &mut busy).await;
        sent_away += crowd.sent_away.load(Ordering::Relaxed);
        assert_eq!(crowd.clients.len(), STALLED, "no client has stopped");
    }
    let (probes, quiet) = (busy.len(), idle.len());
    let (idle, busy) = (p99(&mut idle), p99(&mut busy));
    let times = busy / idle;
    println!(
        "p99 {:.2} ms idle ({quiet} probes), {:.2} ms beside {STALLED} stalled connections ({probes} probes, \
         {sent_away} disconnections): {times:.2} times",
        idle * 1e3,
        busy * 1e3
    );
    assert!(probes.min(quiet) > 1_000, "too few to tell");
    assert!(sent_away > STALLED, "too few disconnections");
    assert!(times <= 2.0);
}

#[tokio::test]
async fn a_stopping_server_does_not_wait_for_stalled_clients() {
    let database = TestDatabase::create();
    let mut command = panda();
    command.arg("serve").env("DATABASE_URL", &database.url_text);
    for setting in ["PANDA_HEADER_TIMEOUT", "PANDA_BODY_TIMEOUT", "PANDA_WRITE_TIMEOUT"] {
        command.env(setting, "1");
    }
    // An idle connection has no request that could time out.
    let server = Server::start_with(command.env("PANDA_IDLE_TIMEOUT", "3600"));
    let crowd = Crowd::of(28, &server.address);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(1_500) {
        assert_eq!(server.get("/health/live").await.status, 200);
    }
    server.program.signal(Signal::SIGTERM);
    server.program.stderr.find(|line| line.contains("finishing the requests in flight").then_some(()));
    let ended = server.program.ended();
    assert!(!crowd.clients.is_empty());
    assert!(ended.status.success());
    assert!(!ended.stderr.contains("did not finish in time"), "{}", ended.stderr);
}
