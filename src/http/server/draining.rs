//! Graceful shutdown: a client that follows HTTP loses no request.
//!
//! 1. For the drain delay, the server accepts connections as before. It is not ready, and each response has
//!    `connection: close`. A load balancer therefore sends new requests elsewhere, and its open connections
//!    end after a response.
//! 2. For [`LINGER`], handshakes that have begun are completed, and new ones are ignored. A client that sends
//!    a request on an open connection still gets its response.
//! 3. The listener and idle connections are closed, and the requests in flight are finished.
//!
//! If an idle connection is closed while a request is in transit, that request is lost. Steps 1 and 2 make
//! this rare: such a connection carried no request for the whole time.

use std::{net::SocketAddr, time::Duration};

use hyper::Request;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::sleep,
};

/// How long handshakes may take to complete, and how long connections in use are kept. It is less than one
/// second, after which a client repeats an ignored handshake, which is then refused.
const LINGER: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServerPhase {
    Serving,
    /// Each response closes its connection.
    Draining,
    /// Idle connections are closed.
    Closing,
}

/// Marks a request to a stopping server.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Stopping;

/// The server's phase, as its connections see it.
#[derive(Clone)]
pub(super) struct Drain(watch::Receiver<ServerPhase>);

pub(super) fn channel() -> (watch::Sender<ServerPhase>, Drain) {
    let (phase, receiver) = watch::channel(ServerPhase::Serving);
    (phase, Drain(receiver))
}

impl Drain {
    /// Whether the server is stopping, so that each response closes its connection.
    pub(super) fn has_begun(&self) -> bool {
        *self.0.borrow() != ServerPhase::Serving
    }

    /// Marks a request if the server is stopping.
    pub(super) fn mark<B>(&self, request: &mut Request<B>) {
        if self.has_begun() {
            request.extensions_mut().insert(Stopping);
        }
    }

    /// Waits until idle connections must close.
    pub(super) async fn is_closing(&mut self) {
        drop(self.0.wait_for(|phase| *phase == ServerPhase::Closing).await);
    }
}

/// Waits until the server must stop and the drain delay has passed.
pub(super) async fn until_drained(
    stop: impl Future<Output = ()>,
    delay: Duration,
    listener: &TcpListener,
    phase: &watch::Sender<ServerPhase>,
) {
    stop.await;
    phase.send_replace(ServerPhase::Draining);
    tracing::info!(seconds = delay.as_secs(), "stopping: not ready, and each answer closes its connection");
    sleep(delay).await;
    ignore_handshakes(listener);
    sleep(LINGER).await;
}

/// Closes the listener, and returns the connections that were established but not accepted. The kernel would
/// reset them.
pub(super) fn close(listener: TcpListener) -> Vec<(TcpStream, SocketAddr)> {
    let Ok(listener) = listener.into_std() else { return Vec::new() };
    // `accept` does not block, because tokio's listeners are non-blocking.
    let waiting: Vec<_> = std::iter::from_fn(|| listener.accept().ok()).collect();
    drop(listener);
    let non_blocking = |(tcp, peer): (std::net::TcpStream, SocketAddr)| {
        tcp.set_nonblocking(true).ok()?;
        Some((TcpStream::from_std(tcp).ok()?, peer))
    };
    waiting.into_iter().filter_map(non_blocking).collect()
}

/// Drops the SYN of each new handshake, and passes other segments. Without this filter, a connection that is
/// established just before the listener closes would be reset.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn ignore_handshakes(listener: &TcpListener) {
    use socket2::{SockFilter, SockRef};

    // Classic BPF: the flags are byte 13 of a TCP header, and SYN is 2.
    let filter = [
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x45, 0, 1, 2),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    if let Err(error) = SockRef::from(listener).attach_filter(&filter) {
        tracing::debug!(%error, "new handshakes are not ignored");
    }
}

/// Other systems have no such filter.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn ignore_handshakes(_: &TcpListener) {}

#[cfg(test)]
mod tests {
    use std::net::TcpStream as Client;

    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn connections_that_wait_to_be_accepted_are_kept_when_the_listener_closes() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clients = [Client::connect(address).unwrap(), Client::connect(address).unwrap()];
        let mut accepted = close(listener);
        assert_eq!(accepted.len(), clients.len());
        for (tcp, peer) in &mut accepted {
            assert!(clients.iter().any(|client| client.local_addr().unwrap() == *peer));
            tcp.write_all(b"x").await.unwrap();
        }
        assert!(Client::connect(address).is_err());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn new_handshakes_are_ignored_and_open_connections_stay_usable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = Client::connect(address).unwrap();
        ignore_handshakes(&listener);
        assert!(Client::connect_timeout(&address, Duration::from_millis(50)).is_err());
        let mut accepted = close(listener);
        assert_eq!(accepted.len(), 1);
        accepted[0].0.write_all(b"x").await.unwrap();
        drop(client);
    }
}
