//! Shared connections, each with a supervisor.
//!
//! PostgreSQL answers pipelined statements in order, so many requests can use one connection at a time. When a
//! lane's connection ends, its supervisor opens another; until then the other lanes are used, and when none is
//! open a request waits only briefly before it learns that the database is away.

mod supervisor;

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use diesel_async::AsyncPgConnection;
use tokio::{
    sync::{Notify, watch},
    task::AbortHandle,
    time::{Instant, timeout},
};

use self::supervisor::Supervisor;
use super::{
    Capacity, DatabaseUrl, StatementCount, connect::ConnectionKind, renewal::Renewals, statements::turn,
};

/// Two lock timeouts within this time on one connection come from reads that were sent one behind the other.
const SAME_LOCK_WAIT: Duration = Duration::from_millis(200);

/// How many may hold a lane on which they write: whoever came behind them would wait for long.
const MAXIMUM_HOLDERS: usize = 60;

/// A shared connection. It stays usable for as long as it is held, unless the database goes away.
#[derive(Clone)]
pub struct SharedConnection(Arc<Shared>);

struct Shared {
    connection: AsyncPgConnection,
    lock_timeout: Mutex<Option<Instant>>,
    is_retired: AtomicBool,
    /// Tells the supervisor.
    retired: Arc<Notify>,
}

impl Deref for SharedConnection {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        &self.0.connection
    }
}

impl SharedConnection {
    fn new(connection: AsyncPgConnection) -> Self {
        let retired = Arc::new(Notify::new());
        Self(Arc::new(Shared {
            connection,
            lock_timeout: Mutex::default(),
            is_retired: AtomicBool::new(false),
            retired,
        }))
    }

    /// Records that a read has waited too long for a lock here. Where that happens twice close together, more reads that will wait for
    /// it may have been sent already, and the connection is closed.
    pub(super) fn record_lock_timeout(&self) {
        let now = Instant::now();
        let before = self.0.lock_timeout.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        if before.is_some_and(|before| now - before < SAME_LOCK_WAIT) {
            self.0.is_retired.store(true, Ordering::Relaxed);
            self.0.retired.notify_one();
        }
    }

    /// Whether this connection is closed because reads wait for a lock on it. They can be repeated on another.
    pub(super) fn is_retired(&self) -> bool {
        self.0.is_retired.load(Ordering::Relaxed)
    }
}

/// All lanes of one database for one purpose.
pub(super) struct SharedConnections {
    slots: Vec<watch::Receiver<Option<SharedConnection>>>,
    supervisors: Vec<AbortHandle>,
    next: AtomicUsize,
    acquire_timeout: Duration,
}

impl SharedConnections {
    pub(super) fn open(
        url: &DatabaseUrl,
        purpose: ConnectionKind,
        number: usize,
        statements: &StatementCount,
        capacity: Capacity,
        renewals: &Renewals,
    ) -> Self {
        let (slots, supervisors) = (0..number.max(1))
            .map(|_| {
                let (open, slot) = watch::channel(None);
                let supervisor = Supervisor {
                    url: url.clone(),
                    purpose,
                    statements: statements.clone(),
                    operation: capacity.operation,
                    generation: renewals.subscribe(),
                    slot: open,
                    current: None,
                };
                (slot, tokio::spawn(supervisor.supervise()).abort_handle())
            })
            .unzip();
        Self { slots, supervisors, next: AtomicUsize::new(0), acquire_timeout: capacity.acquire_timeout }
    }

    /// The next open lane, in turn, or that of the same work as before.
    pub(super) async fn pick(&self) -> Option<SharedConnection> {
        let start = turn(|| self.next.fetch_add(1, Ordering::Relaxed));
        let in_turn = || (0..self.slots.len()).map(|step| &self.slots[(start + step) % self.slots.len()]);
        if let Some(connection) = in_turn().find_map(|slot| slot.borrow().clone()) {
            return Some(connection);
        }
        self.wait(start).await
    }

    /// The open lane that fewest hold, the first of several: so few are in use that they have at hand what they need.
    pub(super) async fn pick_least_used(&self) -> Option<SharedConnection> {
        let open = self.slots.iter().filter_map(|slot| slot.borrow().clone());
        let Some(connection) = open.min_by_key(|connection| Arc::strong_count(&connection.0)) else {
            return self.wait(self.next.fetch_add(1, Ordering::Relaxed)).await;
        };
        if Arc::strong_count(&connection.0) > MAXIMUM_HOLDERS {
            super::queue::refuse();
            return None;
        }
        Some(connection)
    }

    /// None is open: waits until one is.
    async fn wait(&self, start: usize) -> Option<SharedConnection> {
        let mut slot = self.slots[start % self.slots.len()].clone();
        let opened = timeout(self.acquire_timeout, slot.wait_for(Option::is_some)).await;
        opened.ok()?.ok()?.clone()
    }

    /// Opens no further connections.
    pub(super) fn close(&self) {
        for supervisor in &self.supervisors {
            supervisor.abort();
        }
    }
}

impl Drop for SharedConnections {
    fn drop(&mut self) {
        self.close();
    }
}
