//! The reads that found their table locked, and the connections on which such reads wait.
//!
//! A lock that blocks reads is rare and comes from outside the API: a migration, a first import, an operator. While it lasts, each
//! read of the table would delay the shared connection by its lock timeout, so these reads use connections of their own. A read is
//! identified by the place in the code that sends it, because that place always reads the same tables.

use std::{
    collections::HashMap,
    panic::Location,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use deadpool::managed::{BuildError, Timeouts};
use tokio::{sync::watch, time::Instant};

use super::{
    Capacity, Checkout, DatabaseUrl, StatementCount,
    pool::{self, Manager, Pool},
    queue::Queue,
    renewal::Generation,
    session::SessionKind,
};
use crate::error::Failure;

/// The place in the code that sends a read.
pub(super) type CallSite = &'static Location<'static>;

/// How many reads wait for locks at a time, for each shared connection for reads.
const PER_READ_CONNECTION: usize = 2;

/// How long after its lock timeout a read still counts as locked. A read that succeeds ends this at once.
const REMEMBERED: Duration = Duration::from_secs(5);

/// The part of the acquire timeout for which a read waits for one of these connections, when the lock has lasted long already.
const PART: u32 = 8;

pub(super) struct LockedReads {
    /// Whether there are any, so that other reads do not take the mutex.
    any: AtomicBool,
    since: Mutex<HashMap<CallSite, LockedSite>>,
    pool: Pool,
    queue: Queue,
    acquire_timeout: Duration,
}

/// A lock that a read has found.
#[derive(Debug, Clone, Copy)]
struct LockedSite {
    since: Instant,
    until: Instant,
}

impl LockedReads {
    pub(super) fn new(
        url: &DatabaseUrl,
        capacity: Capacity,
        generation: watch::Receiver<Generation>,
    ) -> Result<Self, BuildError> {
        let size = Self::connections(&capacity);
        let session = SessionKind::Waiting { operation: capacity.operation, lock: capacity.acquire_timeout };
        let manager = Manager { url: url.clone(), session, generation };
        Ok(Self {
            any: AtomicBool::new(false),
            since: Mutex::default(),
            pool: pool::of(size, capacity.acquire_timeout, manager)?,
            queue: Queue::of(size),
            acquire_timeout: capacity.acquire_timeout,
        })
    }

    /// How many connections there are at most.
    pub(super) fn connections(capacity: &Capacity) -> usize {
        PER_READ_CONNECTION * capacity.read_connections.max(1)
    }

    /// Whether a read is known to find its table locked.
    pub(super) fn knows(&self, site: CallSite) -> bool {
        self.any.load(Ordering::Relaxed) && self.known(site).is_some()
    }

    fn known(&self, site: CallSite) -> Option<LockedSite> {
        let mut since = self.since();
        let known = *since.get(site)?;
        if Instant::now() < known.until {
            return Some(known);
        }
        since.remove(site);
        self.any.store(!since.is_empty(), Ordering::Relaxed);
        None
    }

    /// Records that a read has found its table locked.
    pub(super) fn add(&self, site: CallSite) {
        let now = Instant::now();
        let mut all = self.since();
        let known = all.get(site).filter(|known| now < known.until).copied();
        let since = known.map_or(now, |known| known.since);
        all.insert(site, LockedSite { since, until: now + REMEMBERED });
        // With the map still locked: otherwise, a removal in between would be undone.
        self.any.store(true, Ordering::Relaxed);
        drop(all);
        if known.is_none() {
            tracing::warn!(read = %site, "a table is locked: reads of it wait on connections of their own");
        }
    }

    /// Records that a read was not, or no longer, kept waiting.
    pub(super) fn remove(&self, site: CallSite) {
        if !self.any.load(Ordering::Relaxed) {
            return;
        }
        let mut since = self.since();
        if since.remove(site).is_some() {
            tracing::info!(read = %site, "a table is not locked any longer");
        }
        self.any.store(!since.is_empty(), Ordering::Relaxed);
    }

    /// A connection on which a read may wait for a lock. While others wait on all of them for a lock that has lasted long, a read
    /// is refused soon.
    pub(super) async fn connection(
        &self,
        site: CallSite,
        statements: &StatementCount,
    ) -> Result<Checkout, Failure> {
        let _place = self.queue.join()?;
        let has_lasted = self.known(site).is_some_and(|known| known.since.elapsed() > self.acquire_timeout);
        let wait = if has_lasted { self.acquire_timeout / PART } else { self.acquire_timeout };
        let timeouts = Timeouts { wait: Some(wait), create: Some(self.acquire_timeout), recycle: None };
        let connection = self.pool.timeout_get(&timeouts).await.map_err(|error| {
            tracing::debug!(%error, "no connection for a read of a locked table");
            Failure::Unavailable
        })?;
        Ok(Checkout::new(connection, statements))
    }

    pub(super) fn close(&self) {
        self.pool.close();
    }

    fn since(&self) -> MutexGuard<'_, HashMap<CallSite, LockedSite>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
