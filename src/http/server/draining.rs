//! An orderly stop, in which a client that follows HTTP loses no request.
//!
//! 1. For the drain delay, the server accepts connections as before. It is not ready, and each answer says `connection: close`. So a
//!    load balancer sends new requests elsewhere, and the connections that it keeps open end after an answer.
//! 2. For [`LINGER`], handshakes that have begun are completed, and new ones are ignored. A client that sends a request on an open
//!    connection still gets its answer.
//! 3. The listener and idle connections are closed, and the requests in flight are finished.
//!
//! An idle connection that is closed while a request is on its way loses that request. Step 1 and 2 make such connections rare: they
//! carried no request for the whole time.

use std::{net::SocketAddr, time::Duration};

use hyper::{
    Request, Response,
    header::{CONNECTION, HeaderValue},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::sleep,
};

/// How long handshakes may take to complete, and connections that are in use are kept. It is shorter than the second after
/// which a client repeats an ignored handshake, which is then refused.
const LINGER: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServerPhase {
    Serving,
    /// Each answer closes its connection.
    Draining,
    /// Idle connections are closed.
    Closing,
}

/// Marks a request to a server that is stopping.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Stopping;

/// The phase of the server, as its connections see it.
#[derive(Clone)]
pub(super) struct Drain(watch::Receiver<ServerPhase>);

pub(super) fn channel() -> (watch::Sender<ServerPhase>, Drain) {
    let (phase, seen) = watch::channel(ServerPhase::Serving);
    (phase, Drain(seen))
}

impl Drain {
    fn has_begun(&self) -> bool {
        *self.0.borrow() != ServerPhase::Serving
    }

    /// Tells the handler of a request that the server is stopping, if it is.
    pub(super) fn mark<B>(&self, request: &mut Request<B>) {
        if self.has_begun() {
            request.extensions_mut().insert(Stopping);
        }
    }

    /// Has the client and hyper close the connection after this answer, if the server is stopping.
    pub(super) fn close_after<B>(&self, response: &mut Response<B>) {
        if self.has_begun() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
    }

    /// Waits until idle connections are to be closed.
    pub(super) async fn is_closing(&mut self) {
        drop(self.0.wait_for(|phase| *phase == ServerPhase::Closing).await);
    }
}

/// Waits until the server has to stop and has accepted connections for long enough.
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

/// Closes the listener, and returns the connections that were not accepted yet. The system would reset them.
pub(super) fn close(listener: TcpListener) -> Vec<(TcpStream, SocketAddr)> {
    let Ok(listener) = listener.into_std() else { return Vec::new() };
    // It does not wait, because tokio's listeners do not.
    let waiting: Vec<_> = std::iter::from_fn(|| listener.accept().ok()).collect();
    drop(listener);
    let non_blocking = |(tcp, peer): (std::net::TcpStream, SocketAddr)| {
        tcp.set_nonblocking(true).ok()?;
        Some((TcpStream::from_std(tcp).ok()?, peer))
    };
    waiting.into_iter().filter_map(non_blocking).collect()
}

/// Drops the first segment of each new handshake, and lets the others through. Without it, a connection that is established just
/// before the listener is closed would be reset.
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
        let mut kept = close(listener);
        assert_eq!(kept.len(), clients.len());
        for (tcp, peer) in &mut kept {
            assert!(clients.iter().any(|client| client.local_addr().unwrap() == *peer));
            tcp.write_all(b"x").await.unwrap();
        }
        assert!(Client::connect(address).is_err());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn no_handshake_begins_once_they_are_ignored_and_open_connections_go_on() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = Client::connect(address).unwrap();
        ignore_handshakes(&listener);
        assert!(Client::connect_timeout(&address, Duration::from_millis(50)).is_err());
        let mut kept = close(listener);
        assert_eq!(kept.len(), 1);
        kept[0].0.write_all(b"x").await.unwrap();
        drop(client);
    }
}
