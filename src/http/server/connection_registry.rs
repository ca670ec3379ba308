//! The open connections, their limits and eviction.
//!
//! There is a limit on all connections, and one on those of each address. At a limit, the longest-waiting
//! connection is evicted, because its client loses least. Any number of stalled clients therefore cannot
//! exclude others. A connection is not evicted while the server works on its response, or before a grace
//! period in which a normal client would have sent its request.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
}

#[derive(Default)]
struct OpenConnections {
    number: u64,
    by_number: HashMap<u64, RegisteredConnection>,
    by_network: HashMap<IpAddr, usize>,
    tally: ConnectionTally,
}

struct RegisteredConnection {
    /// `None` for proxies.
    network: Option<IpAddr>,
    progress: Arc<ConnectionProgress>,
}

/// Counts of what happened to connections since the last report.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConnectionTally {
    /// Closed after a timeout.
    pub overdue: usize,
    /// Evicted for another connection.
    pub displaced: usize,
    /// Refused, because their address had too many connections.
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
        Arc::new(Self { bounds, proxies, open: Mutex::default() })
    }

    /// Registers a connection, and evicts another one if necessary.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Admission {
        let address = address.to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&address));
        let network = (!is_proxy).then(|| network(address));
        let mut open = self.lock();
        let of_network = network.and_then(|network| open.by_network.get(&network)).copied().unwrap_or(0);
        if of_network >= self.bounds.maximum_per_address
            && !open.evict_longest_waiting(|connection| connection.network == network)
        {
            open.tally.refused += 1;
            return Admission::Refused;
        }
        if open.by_number.len() >= self.bounds.maximum && !open.evict_longest_waiting(|_| true) {
            return Admission::Full;
        }
        let progress = Arc::new(ConnectionProgress::new());
        let number = open.register(RegisteredConnection { network, progress: progress.clone() });
        Admission::Granted(ConnectionGuard { number, network, progress, registry: self.clone() })
    }

    /// Records that the system could not accept a connection, and evicts one to free resources.
    pub(super) fn record_accept_failure(&self) {
        let mut open = self.lock();
        open.tally.failed += 1;
        open.evict_longest_waiting(|_| true);
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

    /// Evicts the longest-waiting of the eligible connections, if it has waited longer than the grace period.
    fn evict_longest_waiting(&mut self, is_eligible: impl Fn(&RegisteredConnection) -> bool) -> bool {
        let now = Instant::now();
        let waiting = self.by_number.iter().filter(|(_, connection)| is_eligible(connection));
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
        if let Some(network) = connection.network
            && let Some(count) = self.by_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&network);
            }
        }
        Some(connection)
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        drop(self.registry.lock().unregister(self.number));
    }
}
