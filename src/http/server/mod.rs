//! The HTTP server, from its first connection to its last response.
//!
//! Clients cannot hold connections without using them, and stalled clients cannot exclude others. Each
//! connection records its progress. A reaper closes timed-out connections and runs at least once a second. No
//! error of one connection, and no error of accepting one, ends the server.

mod admission_queue;
mod connection_registry;
mod draining;
mod half_close;
mod linger;
mod progress;
mod stream;

use std::{
    convert::Infallible,
    io::{self, ErrorKind},
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{
    Request, Response,
    body::{Body as _, Incoming},
    header::{CONNECTION, HeaderValue},
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use nix::sys::socket::{setsockopt, sockopt::SndBuf};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use super::{Connections, HttpConfig, memory::ConnectedClient};
use crate::{
    account::Accounts,
    context::AppContext,
    database::migrations::ProgramLock,
    reference::Reference,
    response_memory::{MemoryTally, ResponseMemory},
};
use admission_queue::{Accepted, AdmissionQueue};
use connection_registry::{ConnectionGuard, ConnectionRegistry};
pub(super) use draining::Stopping;
use draining::{Drain, ServerPhase};
use progress::ConnectionProgress;
use stream::{Stream, TrackedBody};

/// The timeout of requests in flight after the server was asked to stop.
const FINISH_TIMEOUT: Duration = Duration::from_secs(30);

/// The back-off before waiting connections are tried again, and after the system failed to accept one.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(10);

/// The maximum interval between two runs of the reaper.
const MAXIMUM_REAP_INTERVAL: Duration = Duration::from_secs(1);

/// The maximum size of a request's head, in bytes: enough for a URL with every parameter and several tokens.
const MAXIMUM_HEAD: usize = 32 * 1024;

/// The maximum number of bytes of a request that are buffered before they are needed, and of a response
/// before they are written.
const MAXIMUM_BUFFER: usize = 64 * 1024;

/// How much of a response the kernel buffers for a client, in bytes. The kernel reserves twice as much. With
/// megabytes, the server could not detect for a long time that a slow client has stopped reading.
const SEND_BUFFER: usize = 128 * 1024;

/// Serves requests until `stop` completes, then shuts down gracefully (see `draining`).
pub async fn serve(
    app: AppContext,
    reference: Reference,
    accounts: Arc<Accounts>,
    http_config: HttpConfig,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let _program_lock = ProgramLock::hold(&app.database);
    let address = listener.local_addr().ok();
    tracing::info!(address = address.map(|address: SocketAddr| address.to_string()), "listening");
    let drain_delay = http_config.connections.drain_delay;
    let registry = ConnectionRegistry::new(http_config.connections, http_config.proxies.clone());
    let mut reap_timer = interval(reap_interval(&http_config.connections));
    reap_timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let memory = ResponseMemory::new(http_config.memory);
    let router = super::router_with(app, reference, accounts, http_config, memory.clone());
    let (phase, drain) = draining::channel();
    let mut served = JoinSet::new();
    let mut queue = AdmissionQueue::new(registry.clone());
    {
        let mut drained = pin!(draining::until_drained(stop, drain_delay, &listener, &phase));
        loop {
            tokio::select! {
                () = &mut drained => break,
                accepted = accept(&listener, &registry) => queue.push(accepted),
                () = sleep(ACCEPT_BACKOFF), if !queue.is_empty() => {}
                Some(_) = served.join_next() => {}
                _ = reap_timer.tick() => reap_timeouts(&registry, &memory),
            }
            admit(&mut queue, &router, &drain, &mut served);
        }
    }
    for accepted in draining::close(listener) {
        queue.push(accepted);
        admit(&mut queue, &router, &drain, &mut served);
    }
    drop(queue);
    tracing::info!("finishing the requests in flight");
    phase.send_replace(ServerPhase::Closing);
    let finished = async {
        loop {
            tokio::select! {
                ended = served.join_next() => if ended.is_none() { break },
                _ = reap_timer.tick() => reap_timeouts(&registry, &memory),
            }
        }
    };
    if timeout(FINISH_TIMEOUT, finished).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Starts to serve as many of the waiting connections as possible.
fn admit(queue: &mut AdmissionQueue, router: &Router, drain: &Drain, served: &mut JoinSet<()>) {
    while let Some(((tcp, peer), guard)) = queue.admit() {
        let guard = Arc::new(guard);
        let service = service(router.clone(), peer, guard.clone(), drain.clone());
        served.spawn(serve_connection(tcp, guard, service, drain.clone()));
    }
}

/// The interval of the reaper: a quarter of the shortest timeout, and at most one second.
fn reap_interval(bounds: &Connections) -> Duration {
    let shortest = bounds.header_timeout.min(bounds.write_timeout).min(bounds.idle_timeout);
    (shortest / 4).clamp(Duration::from_millis(1), MAXIMUM_REAP_INTERVAL)
}

fn reap_timeouts(registry: &ConnectionRegistry, memory: &ResponseMemory) {
    registry.reap_timeouts();
    if let Some(MemoryTally { total, address, user, closed }) = memory.news() {
        tracing::warn!(total, address, user, closed, "responses reached their memory limit");
    }
    if let Some(connection_registry::ConnectionTally { overdue, displaced, refused, failed }) =
        registry.news()
    {
        if displaced + refused + failed == 0 {
            tracing::info!(overdue, "timed-out connections were closed");
        } else {
            tracing::warn!(overdue, displaced, refused, failed, "the connection limit is reached");
        }
    }
}

/// Accepts the next connection. Ignores errors of clients that have disconnected, and retries when the system
/// lacks resources.
async fn accept(listener: &TcpListener, registry: &ConnectionRegistry) -> Accepted {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_client_error(&error) => {}
            Err(_) => {
                // The process lacks file descriptors or memory. Closing a connection frees some.
                registry.record_accept_failure();
                sleep(ACCEPT_BACKOFF).await;
            }
        }
    }
}

fn is_client_error(error: &io::Error) -> bool {
    let kinds = [ErrorKind::ConnectionRefused, ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset];
    kinds.contains(&error.kind())
}

/// The service for one connection, which records its progress.
fn service(
    router: Router,
    peer: SocketAddr,
    guard: Arc<ConnectionGuard>,
    drain: Drain,
) -> impl Service<
    Request<Incoming>,
    Response = Response<TrackedBody<Body>>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<TrackedBody<Body>>, Infallible>> + Send,
> {
    let router = TowerToHyperService::new(router);
    let client = ConnectedClient { network: guard.network, connection: guard.progress.clone() };
    service_fn(move |request: Request<Incoming>| {
        guard.progress.request_received(!request.body().is_end_stream());
        let followed = guard.progress.clone();
        let mut request =
            request.map(|body| Body::new(TrackedBody::new(body, followed.clone(), ConnectionProgress::read)));
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(client.clone());
        drain.mark(&mut request);
        let (answer, guard, drain) = (router.call(request), guard.clone(), drain.clone());
        async move {
            let mut response = answer.await?;
            if drain.has_begun() || guard.must_leave() {
                // The client and hyper close the connection after this response.
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            guard.progress.answered();
            let progress = guard.progress.clone();
            Ok(response.map(|body| TrackedBody::new(body, progress, ConnectionProgress::body_ended)))
        }
    })
}

/// Serves one connection until it ends.
async fn serve_connection<S>(tcp: TcpStream, guard: Arc<ConnectionGuard>, service: S, mut drain: Drain)
where
    S: Service<Request<Incoming>, Response = Response<TrackedBody<Body>>, Error = Infallible>,
{
    // If an option cannot be set, responses arrive slightly later and stalled clients are detected later.
    drop(tcp.set_nodelay(true));
    let _is_narrow = setsockopt(&tcp, SndBuf, &SEND_BUFFER);
    let stream = TokioIo::new(Stream::new(tcp, guard.progress.clone()));
    let mut http = http1::Builder::new();
    // `ConnectionProgress` covers everything from accepting to the last byte that is read. hyper's timer
    // covers only heads.
    http.header_read_timeout(None).max_header_size(MAXIMUM_HEAD).max_buf_size(MAXIMUM_BUFFER);
    let mut connection = pin!(http.serve_connection(stream, service));
    let mut is_shutting_down = false;
    loop {
        tokio::select! {
            // A request that has arrived is read before the connection counts as idle.
            biased;
            // An error of a connection concerns only its client.
            _ = connection.as_mut() => return,
            () = guard.progress.is_cut() => return,
            () = drain.is_closing(), if !is_shutting_down => {
                is_shutting_down = true;
                // hyper would close the connection although part of a head has arrived. The response to that
                // request closes it.
                if !guard.progress.is_reading_head() {
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}
