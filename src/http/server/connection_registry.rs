//! Who is connected, and who has to make room.
//!
//! There is a bound on connections, and one on those of each address. At a bound, whoever has kept the server waiting
//! longest goes first: they lose least, and clients who stall cannot shut others out, however many they are. Nobody goes
//! whose answer is being worked on, nor before a moment has passed in which an honest client would have sent its request.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ipnet::IpNet;

use super::progress::ConnectionProgress;
use crate::http::{Connections, address::network};

/// How long nobody is asked to make room after it was their turn to send or to take something.
const GRACE: Duration = Duration::from_millis(500);

/// All who are connected.
pub(super) struct ConnectionRegistry {
    bounds: Connections,
    /// Their connections carry those of many clients, so they are counted in total only.
    proxies: Vec<IpNet>,
    present: Mutex<OpenConnections>,
}

#[derive(Default)]
struct OpenConnections {
    number: u64,
    by_number: HashMap<u64, RegisteredConnection>,
    by_network: HashMap<IpAddr, usize>,
    tally: ConnectionTally,
}

struct RegisteredConnection {
    /// Unless it is a proxy's.
    network: Option<IpAddr>,
    progress: Arc<ConnectionProgress>,
}

/// What happened to connections since it was last told.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConnectionTally {
    /// Kept the server waiting for too long.
    pub overdue: usize,
    /// Made room for others.
    pub displaced: usize,
    /// Were not let in, for there were enough of their address.
    pub refused: usize,
    /// Could not be accepted by the system.
    pub failed: usize,
}

/// Somebody who is connected, until this is dropped.
pub(super) struct ConnectionGuard {
    number: u64,
    /// Unless it is a proxy's.
    pub network: Option<IpAddr>,
    pub progress: Arc<ConnectionProgress>,
    registry: Arc<ConnectionRegistry>,
}

/// Whether somebody is let in.
pub(super) enum Admission {
    Granted(ConnectionGuard),
    /// There are as many of the address as there may be, and their answers are being worked on.
    Refused,
    /// There is no room for anybody at the moment.
    Full,
}

impl ConnectionRegistry {
    pub(super) fn new(bounds: Connections, proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { bounds, proxies, present: Mutex::default() })
    }

    /// Lets somebody in, in place of another where it must be.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Admission {
        let address = address.to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(&address));
        let network = (!is_proxy).then(|| network(address));
        let mut present = self.lock();
        let of_network = network.and_then(|network| present.by_network.get(&network)).copied().unwrap_or(0);
        if of_network >= self.bounds.maximum_per_address
            && !present.evict_longest_waiting(|seat| seat.network == network)
        {
            present.tally.refused += 1;
            return Admission::Refused;
        }
        if present.by_number.len() >= self.bounds.maximum && !present.evict_longest_waiting(|_| true) {
            return Admission::Full;
        }
        let progress = Arc::new(ConnectionProgress::new());
        let number = present.seat(RegisteredConnection { network, progress: progress.clone() });
        Admission::Granted(ConnectionGuard { number, network, progress, registry: self.clone() })
    }

    /// Sends somebody away, because the system has no room for more.
    pub(super) fn make_room(&self) {
        let mut present = self.lock();
        present.tally.failed += 1;
        present.evict_longest_waiting(|_| true);
    }

    /// Ends the connections of all who have kept the server waiting for too long.
    pub(super) fn send_away_overdue(&self) {
        let now = Instant::now();
        let mut present = self.lock();
        let overdue =
            present.by_number.iter().filter(|(_, seat)| seat.progress.is_overdue(&self.bounds, now));
        for number in overdue.map(|(number, _)| *number).collect::<Vec<_>>() {
            present.close(number);
            present.tally.overdue += 1;
        }
    }

    /// What there is to tell, once.
    pub(super) fn news(&self) -> Option<ConnectionTally> {
        let tally = std::mem::take(&mut self.lock().tally);
        (tally != ConnectionTally::default()).then_some(tally)
    }

    fn lock(&self) -> MutexGuard<'_, OpenConnections> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenConnections {
    fn seat(&mut self, seat: RegisteredConnection) -> u64 {
        if let Some(network) = seat.network {
            *self.by_network.entry(network).or_default() += 1;
        }
        self.number += 1;
        self.by_number.insert(self.number, seat);
        self.number
    }

    /// Sends away whoever of these has kept the server waiting longest, if anybody has done so for a moment.
    fn evict_longest_waiting(&mut self, is_meant: impl Fn(&RegisteredConnection) -> bool) -> bool {
        let now = Instant::now();
        let waiting = self.by_number.iter().filter(|(_, seat)| is_meant(seat));
        let waiting = waiting.filter_map(|(number, seat)| Some((seat.progress.waited(now)?, *number)));
        let longest = waiting.max_by_key(|(waited, _)| *waited).filter(|(waited, _)| *waited >= GRACE);
        let Some((_, number)) = longest else { return false };
        self.close(number);
        self.tally.displaced += 1;
        true
    }

    /// Whoever is sent away no longer counts, although it may take a moment until they are gone.
    fn close(&mut self, number: u64) {
        if let Some(seat) = self.leave(number) {
            seat.progress.cut();
        }
    }

    fn leave(&mut self, number: u64) -> Option<RegisteredConnection> {
        let seat = self.by_number.remove(&number)?;
        if let Some(network) = seat.network
            && let Some(count) = self.by_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&network);
            }
        }
        Some(seat)
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        drop(self.registry.lock().leave(self.number));
    }
}
