//! Accepted connections that wait because the server is full.
//!
//! The server accepts connections while it is full, because the next client in the listener's queue may have
//! a better claim than the one before it. Connections of the addresses with the fewest open connections are
//! admitted first.

use std::{net::SocketAddr, sync::Arc};

use tokio::net::TcpStream;

use super::connection_registry::{Admission, ConnectionGuard, ConnectionRegistry};
use crate::http::Connections;

/// A connection that the listener has accepted, with the address of its client.
pub(super) type Accepted = (TcpStream, SocketAddr);

/// The waiting connections, in the order of their arrival.
pub(super) struct AdmissionQueue {
    registry: Arc<ConnectionRegistry>,
    waiting: Vec<Accepted>,
}

impl AdmissionQueue {
    pub(super) fn new(registry: Arc<ConnectionRegistry>) -> Self {
        Self { registry, waiting: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn push(&mut self, accepted: Accepted) {
        self.waiting.push(accepted);
        if self.waiting.len() > Connections::MAX_WAITING {
            // Of equal claims, the newest is closed.
            let weakest = self.shares().into_iter().enumerate().max_by_key(|(_, share)| *share);
            if let Some((index, _)) = weakest {
                self.waiting.remove(index);
                self.registry.record_refusal();
            }
        }
    }

    /// Admits the connection with the strongest claim, if the server has room for it or can make some. Call
    /// it until it returns `None`.
    pub(super) fn admit(&mut self) -> Option<(Accepted, ConnectionGuard)> {
        while let Some(index) = self.strongest() {
            match self.registry.admit(self.waiting[index].1.ip()) {
                Admission::Granted(guard) => return Some((self.waiting.remove(index), guard)),
                Admission::Refused => drop(self.waiting.remove(index)),
                Admission::Full => break,
            }
        }
        self.registry.set_claims(self.shares());
        None
    }

    /// The oldest connection of an address with the fewest connections.
    fn strongest(&self) -> Option<usize> {
        let shares = self.shares().into_iter().enumerate();
        shares.min_by_key(|(_, share)| *share).map(|(index, _)| index)
    }

    /// The number of connections that the address of each waiting connection would have beside it, those that
    /// have waited longer included.
    fn shares(&self) -> Vec<usize> {
        self.registry.shares(self.waiting.iter().map(|(_, peer)| peer.ip()))
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, time::Duration};

    use futures_util::FutureExt;
    use tokio::{net::TcpListener, time::sleep};

    use super::*;

    const FIRST: [u8; 4] = [192, 0, 2, 1];
    const SECOND: [u8; 4] = [192, 0, 2, 2];

    fn queue(maximum: usize) -> AdmissionQueue {
        let bounds = Connections { maximum, ..Connections::default() };
        AdmissionQueue::new(ConnectionRegistry::new(bounds, Vec::new()))
    }

    /// A connection of a client with this address.
    async fn accepted(address: [u8; 4]) -> Accepted {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tcp = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (tcp, SocketAddr::from((address, 1)))
    }

    /// An admitted connection.
    async fn admitted(queue: &mut AdmissionQueue, address: [u8; 4]) -> ConnectionGuard {
        queue.push(accepted(address).await);
        queue.admit().expect("the server has room").1
    }

    /// An admitted connection whose request is in progress.
    async fn busy(queue: &mut AdmissionQueue, address: [u8; 4]) -> ConnectionGuard {
        let guard = admitted(queue, address).await;
        guard.progress.request_received(false);
        guard
    }

    #[tokio::test]
    async fn an_active_connection_leaves_for_an_address_with_fewer_and_not_for_its_own() {
        let mut queue = queue(2);
        let guards = [busy(&mut queue, FIRST).await, busy(&mut queue, FIRST).await];
        queue.push(accepted(FIRST).await);
        assert!(queue.admit().is_none());
        assert!(guards.iter().all(|guard| !guard.must_leave()));
        queue.push(accepted(SECOND).await);
        assert!(queue.admit().is_none());
        let [leaving, staying] = guards;
        assert!(leaving.must_leave());
        assert!(!leaving.must_leave() && !staying.must_leave(), "one leaves for one");
        drop(leaving);
        let ((_, peer), _second) = queue.admit().expect("a connection has left");
        assert_eq!(peer.ip(), IpAddr::from(SECOND), "it was the last to arrive");
        assert!(queue.admit().is_none());
        assert!(!staying.must_leave());
    }

    #[tokio::test]
    async fn the_newest_connection_of_the_address_with_the_most_is_closed_if_too_many_wait() {
        let mut queue = queue(1);
        let _first = busy(&mut queue, FIRST).await;
        for _ in 0..Connections::MAX_WAITING {
            queue.push(accepted(FIRST).await);
        }
        assert_eq!(queue.registry.news(), None);
        queue.push(accepted(SECOND).await);
        assert_eq!(queue.registry.news().expect("one was closed").refused, 1);
        assert_eq!(queue.waiting.len(), Connections::MAX_WAITING);
        let (_, newest) = queue.waiting.last().expect("they wait");
        assert_eq!(newest.ip(), IpAddr::from(SECOND));
    }

    #[tokio::test]
    async fn a_waiting_connection_is_not_evicted_for_an_address_with_more() {
        let mut queue = queue(3);
        let second = admitted(&mut queue, SECOND).await;
        let first = [admitted(&mut queue, FIRST).await, admitted(&mut queue, FIRST).await];
        // Longer than the grace period.
        sleep(Duration::from_millis(600)).await;
        let _third = admitted(&mut queue, FIRST).await;
        assert!(second.progress.is_cut().now_or_never().is_none());
        assert!(first[0].progress.is_cut().now_or_never().is_some());
    }
}
