//! The open connections, their limits and eviction.
//!
//! There is a limit on all connections, and one on those of each address. At a limit, the longest-waiting
//! connection is evicted, because its client loses least. Any number of stalled clients therefore cannot
//! exclude others. A connection is not evicted while the server works on its response, before a grace period
//! in which a normal client would have sent its request, or for an address that has more connections.
//!
//! Active connections are not evicted. If they fill the server, connections of the address with the most end
//! after their next response, one for each waiting connection of an address with fewer.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use ipnet::IpNet;

use super::progress::ConnectionProgress;
use crate::http::{Connections, address::network};

/// The grace period: how long a connection must have waited for its client before it may be evicted.
const GRACE: Duration = Duration::from_millis(500);

/// All open connections.
pub(super) struct ConnectionRegistry {
    bounds: Connections,
    /// The trusted proxies. Each of their connections carries requests of many clients, so only the total
    /// limit applies.
    proxies: Vec<IpNet>,
    open: Mutex<OpenConnections>,
    /// Whether a waiting connection claims a place. Spares responses the lock.
    is_claimed: AtomicBool,
}

#[derive(Default)]
struct OpenConnections {
    number: u64,
    by_number: HashMap<u64, RegisteredConnection>,
    by_network: HashMap<IpAddr, usize>,
    /// The number of connections that end after their response, so that others can be admitted.
    leaving: usize,
    /// The share of the address of each waiting connection.
    claims: Vec<usize>,
    tally: ConnectionTally,
}

struct RegisteredConnection {
    /// `None` for proxies.
    network: Option<IpAddr>,
    progress: Arc<ConnectionProgress>,
    /// Whether it ends after its response. It no longer counts for its address.
    is_leaving: bool,
}

/// Counts of what happened to connections since the last report.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConnectionTally {
    /// Closed after a timeout.
    pub overdue: usize,
    /// Evicted for another connection, or ended after a response.
    pub displaced: usize,
    /// Refused, because their address had too many connections, or too many connections waited.
    pub refused: usize,
    /// Not accepted because of a system error.
    pub failed: usize,
}

/// Keeps a connection registered until it is dropped.
pub(super) struct ConnectionGuard {
    number: u64,
    /// `None` for proxies.
    pub network: Option<IpAddr>,
    pub progress: Arc<ConnectionProgress>,
    registry: Arc<ConnectionRegistry>,
}

/// Whether a connection is accepted.
pub(super) enum Admission {
    Granted(ConnectionGuard),
    /// Their address is at its limit, and the server works on responses for all of its connections.
    Refused,
    /// The total limit is reached, and no connection can be evicted at the moment.
    Full,
}

impl ConnectionRegistry {
    pub(super) fn new(bounds: Connections, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { bounds, proxies, open: Mutex::default(), is_claimed: AtomicBool::new(false) })
    }

    /// Registers a connection, and evicts another one if necessary.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Admission {
        let network = self.network(address);
        let mut open = self.lock();
        let of_network = open.share(network);
        if of_network >= self.bounds.maximum_per_address
            && !open.evict_longest_waiting(|connection, _| connection.network == network)
        {
            open.tally.refused += 1;
            return Admission::Refused;
        }
        if open.by_number.len() >= self.bounds.maximum
            && !open
                .evict_longest_waiting(|connection, open| open.share(connection.network).max(1) >= of_network)
        {
            return Admission::Full;
        }
        let progress = Arc::new(ConnectionProgress::new());
        let connection = RegisteredConnection { network, progress: progress.clone(), is_leaving: false };
        let number = open.register(connection);
        Admission::Granted(ConnectionGuard { number, network, progress, registry: self.clone() })
    }

    /// Records that the system could not accept a connection, and evicts one to free resources.
    pub(super) fn record_accept_failure(&self) {
        let mut open = self.lock();
        open.tally.failed += 1;
        open.evict_longest_waiting(|_, _| true);
    }

    /// Records that a waiting connection was closed.
    pub(super) fn record_refusal(&self) {
        self.lock().tally.refused += 1;
    }

    /// The number of connections of each address, those of the entries before it included. A proxy has none,
    /// because each of its connections carries requests of other clients.
    pub(super) fn shares(&self, addresses: impl Iterator<Item = IpAddr>) -> Vec<usize> {
        let (open, mut earlier) = (self.lock(), HashMap::<IpAddr, usize>::new());
        addresses
            .map(|address| {
                let Some(network) = self.network(address) else { return 0 };
                let earlier = earlier.entry(network).or_default();
                *earlier += 1;
                open.share(Some(network)) + *earlier - 1
            })
            .collect()
    }

    /// Sets the shares of the addresses of all waiting connections.
    pub(super) fn set_claims(&self, claims: Vec<usize>) {
        self.is_claimed.store(!claims.is_empty(), Ordering::Relaxed);
        self.lock().claims = claims;
    }

    /// The address whose connections a connection counts with. `None` for proxies.
    fn network(&self, address: IpAddr) -> Option<IpAddr> {
        let address = address.to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&address));
        (!is_proxy).then(|| network(address))
    }

    /// Closes all connections that have timed out.
    pub(super) fn reap_timeouts(&self) {
        let now = Instant::now();
        let mut open = self.lock();
        let overdue =
            open.by_number.iter().filter(|(_, connection)| connection.progress.is_overdue(&self.bounds, now));
        for number in overdue.map(|(number, _)| *number).collect::<Vec<_>>() {
            open.close(number);
            open.tally.overdue += 1;
        }
    }

    /// Takes the counts since the last call, if there are any.
    pub(super) fn news(&self) -> Option<ConnectionTally> {
        let tally = std::mem::take(&mut self.lock().tally);
        (tally != ConnectionTally::default()).then_some(tally)
    }

    fn lock(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenConnections {
    fn register(&mut self, connection: RegisteredConnection) -> u64 {
        if let Some(network) = connection.network {
            *self.by_network.entry(network).or_default() += 1;
        }
        self.number += 1;
        self.by_number.insert(self.number, connection);
        self.number
    }

    /// The number of connections of an address. A proxy has none.
    fn share(&self, network: Option<IpAddr>) -> usize {
        network.and_then(|network| self.by_network.get(&network)).copied().unwrap_or(0)
    }

    /// Whether a connection must end after its response: a waiting connection's address has at least two
    /// connections fewer than its own. If it is so, the connection no longer counts for its address.
    fn leaves(&mut self, number: u64) -> bool {
        if self.leaving >= self.claims.len() {
            return false;
        }
        let Some(connection) = self.by_number.get(&number).filter(|connection| !connection.is_leaving) else {
            return false;
        };
        let network = connection.network;
        let own = self.share(network);
        if own < self.by_network.values().copied().max().unwrap_or(0)
            || !self.claims.iter().any(|claim| claim + 1 < own)
        {
            return false;
        }
        self.leaving += 1;
        self.tally.displaced += 1;
        self.uncount(network);
        if let Some(connection) = self.by_number.get_mut(&number) {
            connection.is_leaving = true;
        }
        true
    }

    /// Evicts the longest-waiting of the eligible connections, if it has waited longer than the grace period.
    fn evict_longest_waiting(&mut self, is_eligible: impl Fn(&RegisteredConnection, &Self) -> bool) -> bool {
        let now = Instant::now();
        let waiting = self.by_number.iter().filter(|(_, connection)| is_eligible(connection, self));
        let waiting =
            waiting.filter_map(|(number, connection)| Some((connection.progress.waited(now)?, *number)));
        let longest = waiting.max_by_key(|(waited, _)| *waited).filter(|(waited, _)| *waited >= GRACE);
        let Some((_, number)) = longest else { return false };
        self.close(number);
        self.tally.displaced += 1;
        true
    }

    /// A closed connection no longer counts, although its task may end slightly later.
    fn close(&mut self, number: u64) {
        if let Some(connection) = self.unregister(number) {
            connection.progress.cut();
        }
    }

    fn unregister(&mut self, number: u64) -> Option<RegisteredConnection> {
        let connection = self.by_number.remove(&number)?;
        if connection.is_leaving {
            self.leaving -= 1;
        } else {
            self.uncount(connection.network);
        }
        Some(connection)
    }

    fn uncount(&mut self, network: Option<IpAddr>) {
        if let Some(network) = network
            && let Some(count) = self.by_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&network);
            }
        }
    }
}

impl ConnectionGuard {
    /// Whether the connection must end after the response that is ready, so that an address with fewer
    /// connections gets its place.
    pub(super) fn must_leave(&self) -> bool {
        self.registry.is_claimed.load(Ordering::Relaxed) && self.registry.lock().leaves(self.number)
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        drop(self.registry.lock().unregister(self.number));
    }
}
