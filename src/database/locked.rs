//! The reads whose table is locked, and the connections on which such reads wait.
//!
//! A lock that blocks reads is rare. It comes from outside the API: a migration, a first import or an
//! operator. While it lasts, each read of the table would delay a shared connection by its lock timeout, so
//! these reads use separate connections. A read is identified by its call site, because one call site always
//! reads the same tables.

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

/// The call site of a read.
pub(super) type CallSite = &'static Location<'static>;

/// Connections for reads that wait for locks, per shared connection for reads.
const PER_READ_CONNECTION: usize = 2;

/// How long a read counts as locked after its lock timeout. A successful read ends this immediately.
const LOCKED_FOR: Duration = Duration::from_secs(5);

/// The divisor of the acquire timeout while a lock has lasted long: a read then waits for one of these
/// connections for an eighth of it.
const LONG_LOCK_DIVISOR: u32 = 8;

pub(super) struct LockedReads {
    /// Whether the map has entries. It saves other reads the mutex.
    any: AtomicBool,
    since: Mutex<HashMap<CallSite, LockedSite>>,
    pool: Pool,
    queue: Queue,
    acquire_timeout: Duration,
}

/// A read whose table is locked.
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

    /// The maximum number of connections.
    pub(super) fn connections(capacity: &Capacity) -> usize {
        PER_READ_CONNECTION * capacity.read_connections.max(1)
    }

    /// Whether the table of this read is known to be locked.
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

    /// Records that a read hit a lock timeout.
    pub(super) fn add(&self, site: CallSite) {
        let now = Instant::now();
        let mut all = self.since();
        let known = all.get(site).filter(|known| now < known.until).copied();
        let since = known.map_or(now, |known| known.since);
        all.insert(site, LockedSite { since, until: now + LOCKED_FOR });
        // The flag changes while the map is locked. Otherwise it could overwrite that of a concurrent
        // removal.
        self.any.store(true, Ordering::Relaxed);
        drop(all);
        if known.is_none() {
            tracing::warn!(read = %site, "a table is locked: reads of it wait on connections of their own");
        }
    }

    /// Records that a read did not wait for a lock.
    pub(super) fn remove(&self, site: CallSite) {
        if !self.any.load(Ordering::Relaxed) {
            return;
        }
        let mut since = self.since();
        if since.remove(site).is_some() {
            tracing::info!(read = %site, "a table is no longer locked");
        }
        self.any.store(!since.is_empty(), Ordering::Relaxed);
    }

    /// A connection on which a read may wait for a lock. If a lock has lasted longer than the acquire timeout
    /// and all these connections are in use, the read fails after an eighth of that timeout.
    pub(super) async fn connection(
        &self,
        site: CallSite,
        statements: &StatementCount,
    ) -> Result<Checkout, Failure> {
        let _place = self.queue.join()?;
        let has_lasted = self.known(site).is_some_and(|known| known.since.elapsed() > self.acquire_timeout);
        let wait = if has_lasted { self.acquire_timeout / LONG_LOCK_DIVISOR } else { self.acquire_timeout };
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
