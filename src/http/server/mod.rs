//! The running server, from its first connection to its last answer.
//!
//! No client keeps a connection for longer than it makes use of it, and no number of clients who stall keeps others out:
//! each connection tells of its progress, and once in a while whoever is overdue is sent away. Nothing that goes wrong with
//! one connection, or with accepting it, ends the server.

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
    response_memory::{MemoryTally, ResponseMemory},
};
use connection_registry::{Admission, ConnectionGuard, ConnectionRegistry};
pub(super) use draining::Stopping;
use draining::{Drain, ServerPhase};
use progress::ConnectionProgress;
use stream::{Stream, TrackedBody};

/// How long requests in flight may take to finish once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// How soon somebody is let in who has to wait for room, and how long the system is left alone when it has none.
const PAUSE: Duration = Duration::from_millis(10);

/// The longest time between two looks at who is overdue.
const PACE: Duration = Duration::from_secs(1);

/// The largest head of a request, in bytes: an address with every parameter, and some tokens besides.
const MAXIMUM_HEAD: usize = 32 * 1024;

/// The most that is read of a request before somebody wants it, and written before it is taken, in bytes.
const MAXIMUM_BUFFER: usize = 64 * 1024;

/// How much of an answer the system keeps for a client, in bytes; it takes twice as much for itself. If it kept megabytes, it could not
/// be told for a long time whether a slow client still takes anything.
const SEND_BUFFER: usize = 128 * 1024;

/// Answers requests until `stop` completes, then stops in order (see `draining`).
pub async fn serve(
    app: AppContext,
    accounts: Arc<Accounts>,
    http_config: HttpConfig,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let _seen_by_migrations = ProgramLock::hold(&app.database);
    let address = listener.local_addr().ok();
    tracing::info!(address = address.map(|address: SocketAddr| address.to_string()), "listening");
    let drain_delay = http_config.connections.drain_delay;
    let registry = ConnectionRegistry::new(http_config.connections, http_config.proxies.clone());
    let mut pace = interval(pace(&http_config.connections));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let memory = ResponseMemory::new(http_config.memory);
    let router = super::router_with(app, accounts, http_config, memory.clone());
    let (phase, drain) = draining::channel();
    let mut served = JoinSet::new();
    // Whoever has been accepted and has to wait for room.
    let mut at_the_door = None;
    {
        let mut drained = pin!(draining::until_drained(stop, drain_delay, &listener, &phase));
        loop {
            tokio::select! {
                () = &mut drained => break,
                accepted = accept(&listener, &registry), if at_the_door.is_none() => at_the_door = Some(accepted),
                () = sleep(PAUSE), if at_the_door.is_some() => {}
                Some(_) = served.join_next() => {}
                _ = pace.tick() => reap_timeouts(&registry, &memory),
            }
            if let Some(accepted) = at_the_door.take() {
                at_the_door = receive(accepted, &registry, &router, &drain, &mut served);
            }
        }
    }
    for accepted in at_the_door.into_iter().chain(draining::close(listener)) {
        receive(accepted, &registry, &router, &drain, &mut served);
    }
    tracing::info!("finishing the requests in flight");
    phase.send_replace(ServerPhase::Closing);
    let finished = async {
        loop {
            tokio::select! {
                gone = served.join_next() => if gone.is_none() { break },
                _ = pace.tick() => reap_timeouts(&registry, &memory),
            }
        }
    };
    if timeout(PATIENCE, finished).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Begins to serve a connection, and returns it if there is no room.
fn receive(
    (tcp, peer): (TcpStream, SocketAddr),
    registry: &Arc<ConnectionRegistry>,
    router: &Router,
    drain: &Drain,
    served: &mut JoinSet<()>,
) -> Option<(TcpStream, SocketAddr)> {
    match registry.admit(peer.ip()) {
        Admission::Granted(guard) => {
            let client = ConnectedClient { network: guard.network, connection: guard.progress.clone() };
            let service = service(router.clone(), peer, guard.progress.clone(), drain.clone(), client);
            served.spawn(attend(tcp, guard, service, drain.clone()));
            None
        }
        Admission::Refused => None,
        Admission::Full => Some((tcp, peer)),
    }
}

/// How often to look at who is overdue: four times in the shortest of the times, and once a second at least.
fn pace(bounds: &Connections) -> Duration {
    let shortest = bounds.header_timeout.min(bounds.write_timeout).min(bounds.idle_timeout);
    (shortest / 4).clamp(Duration::from_millis(1), PACE)
}

fn reap_timeouts(registry: &ConnectionRegistry, memory: &ResponseMemory) {
    registry.send_away_overdue();
    if let Some(MemoryTally { total, address, user, closed }) = memory.news() {
        tracing::warn!(total, address, user, closed, "responses take as much memory as they may");
    }
    if let Some(connection_registry::ConnectionTally { overdue, displaced, refused, failed }) =
        registry.news()
    {
        if displaced + refused + failed == 0 {
            tracing::info!(overdue, "connections ended that kept the server waiting");
        } else {
            tracing::warn!(
                overdue,
                displaced,
                refused,
                failed,
                "there are as many connections as there may be"
            );
        }
    }
}

/// The next who comes. What the system says of one who has left again, or of having no room, ends nothing.
async fn accept(listener: &TcpListener, registry: &ConnectionRegistry) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_the_client(&error) => {}
            Err(_) => {
                // Of files or of memory, which whoever is sent away leaves behind.
                registry.make_room();
                sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    let kinds = [ErrorKind::ConnectionRefused, ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset];
    kinds.contains(&error.kind())
}

/// Answers the requests of one connection, and notes its progress.
fn service(
    router: Router,
    peer: SocketAddr,
    progress: Arc<ConnectionProgress>,
    drain: Drain,
    client: ConnectedClient,
) -> impl Service<
    Request<Incoming>,
    Response = Response<TrackedBody<Body>>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<TrackedBody<Body>>, Infallible>> + Send,
> {
    let router = TowerToHyperService::new(router);
    service_fn(move |request: Request<Incoming>| {
        progress.request_received(!request.body().is_end_stream());
        let followed = progress.clone();
        let mut request =
            request.map(|body| Body::new(TrackedBody::new(body, followed.clone(), ConnectionProgress::read)));
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(client.clone());
        drain.mark(&mut request);
        let (answer, progress, drain) = (router.call(request), progress.clone(), drain.clone());
        async move {
            let mut response = answer.await?;
            drain.close_after(&mut response);
            progress.answered();
            Ok(response.map(|body| TrackedBody::new(body, progress, ConnectionProgress::body_ended)))
        }
    })
}

/// Serves one connection to its end.
async fn attend<S>(tcp: TcpStream, guard: ConnectionGuard, service: S, mut drain: Drain)
where
    S: Service<Request<Incoming>, Response = Response<TrackedBody<Body>>, Error = Infallible>,
{
    // Where they cannot be set, answers come a little later, and slow clients are known less well.
    drop(tcp.set_nodelay(true));
    let _is_narrow = setsockopt(&tcp, SndBuf, &SEND_BUFFER);
    let stream = TokioIo::new(Stream::new(tcp, guard.progress.clone()));
    let mut http = http1::Builder::new();
    // Progress is followed here, from accepting to the last byte that is taken, and not by the timer for heads alone.
    http.header_read_timeout(None).max_header_size(MAXIMUM_HEAD).max_buf_size(MAXIMUM_BUFFER);
    let mut connection = pin!(http.serve_connection(stream, service));
    let mut is_told = false;
    loop {
        tokio::select! {
            // A request that has arrived is read before the connection counts as idle.
            biased;
            // Whatever a connection ends of is its client's to know.
            _ = connection.as_mut() => return,
            () = guard.progress.is_cut() => return,
            () = drain.is_closing(), if !is_told => {
                is_told = true;
                // hyper would close although a part of a head has come. The answer to that request closes the connection.
                if !guard.progress.is_reading_head() {
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}
