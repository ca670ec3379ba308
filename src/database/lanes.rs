//! Shared connections, each with a supervisor.
//!
//! PostgreSQL answers pipelined statements in order, so many requests can use one connection at a time. When a
//! lane's connection ends, its supervisor opens another; until then the other lanes are used, and when none is
//! open a request waits only briefly before it learns that the database is away.

use std::{
    fmt,
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

use super::{
    Capacity, DatabaseUrl, StatementCount,
    connect::{self, Driver, Purpose},
    renewal::{Generation, Renewals},
    statements::turn,
};
use crate::log_limit::LogLimit;

/// How long a new connection may take, with TLS and all.
const OPENING: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Two lock timeouts within this time on one connection come from reads that were sent one behind the other.
const CLOSE_TOGETHER: Duration = Duration::from_millis(200);

/// How many may hold a lane on which they write: whoever came behind them would wait for long.
const CROWD: usize = 60;

/// A shared connection. It stays usable for as long as it is held, unless the database goes away.
#[derive(Clone)]
pub struct Lane(Arc<Shared>);

struct Shared {
    connection: AsyncPgConnection,
    lock_timeout: Mutex<Option<Instant>>,
    is_retired: AtomicBool,
    /// Tells the supervisor.
    retired: Arc<Notify>,
}

impl Deref for Lane {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        &self.0.connection
    }
}

impl Lane {
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
    pub(super) fn meets_lock(&self) {
        let now = Instant::now();
        let before = self.0.lock_timeout.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        if before.is_some_and(|before| now - before < CLOSE_TOGETHER) {
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
pub(super) struct Lanes {
    slots: Vec<watch::Receiver<Option<Lane>>>,
    supervisors: Vec<AbortHandle>,
    next: AtomicUsize,
    patience: Duration,
}

impl Lanes {
    pub(super) fn open(
        url: &DatabaseUrl,
        purpose: Purpose,
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
        Self { slots, supervisors, next: AtomicUsize::new(0), patience: capacity.patience }
    }

    /// The next open lane, in turn, or that of the same work as before.
    pub(super) async fn pick(&self) -> Option<Lane> {
        let start = turn(|| self.next.fetch_add(1, Ordering::Relaxed));
        let in_turn = || (0..self.slots.len()).map(|step| &self.slots[(start + step) % self.slots.len()]);
        if let Some(lane) = in_turn().find_map(|slot| slot.borrow().clone()) {
            return Some(lane);
        }
        self.wait(start).await
    }

    /// The open lane that fewest hold, the first of several: so few are in use that they have at hand what they need.
    pub(super) async fn pick_idlest(&self) -> Option<Lane> {
        let open = self.slots.iter().filter_map(|slot| slot.borrow().clone());
        let Some(lane) = open.min_by_key(|lane| Arc::strong_count(&lane.0)) else {
            return self.wait(self.next.fetch_add(1, Ordering::Relaxed)).await;
        };
        if Arc::strong_count(&lane.0) > CROWD {
            super::queue::refuse();
            return None;
        }
        Some(lane)
    }

    /// None is open: waits until one is.
    async fn wait(&self, start: usize) -> Option<Lane> {
        let mut slot = self.slots[start % self.slots.len()].clone();
        let opened = timeout(self.patience, slot.wait_for(Option::is_some)).await;
        opened.ok()?.ok()?.clone()
    }

    /// Opens no further connections.
    pub(super) fn close(&self) {
        for supervisor in &self.supervisors {
            supervisor.abort();
        }
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.close();
    }
}

/// Keeps one lane open for as long as anyone could use it.
struct Supervisor {
    url: DatabaseUrl,
    purpose: Purpose,
    statements: StatementCount,
    operation: Duration,
    generation: watch::Receiver<Generation>,
    slot: watch::Sender<Option<Lane>>,
    /// The driver of the slot's connection while a newer one is being opened.
    current: Option<Driver>,
}

/// Why a connection is no longer used.
enum End {
    /// It has ended.
    Ended,
    /// Reads wait for a lock on it.
    Retired,
    /// It is used until the next one is open.
    Replaced(Driver),
}

impl Supervisor {
    async fn supervise(mut self) {
        let mut pause = FIRST_PAUSE;
        while *self.generation.borrow_and_update() != Generation::Closed {
            let opening = connect::driven(&self.url, self.purpose, &self.statements, self.operation);
            match timeout(OPENING, opening).await {
                Ok(Ok((connection, driver))) => {
                    pause = FIRST_PAUSE;
                    let lane = Lane::new(connection);
                    let retired = lane.0.retired.clone();
                    self.slot.send_replace(Some(lane));
                    match self.end(driver, &retired).await {
                        End::Replaced(driver) => {
                            self.current = Some(driver);
                            continue;
                        }
                        End::Retired => {
                            self.slot.send_replace(None);
                            continue;
                        }
                        End::Ended => _ = self.slot.send_replace(None),
                    }
                }
                Ok(Err(error)) => self.report(&error),
                Err(_) => self.report(&"it does not answer"),
            }
            if self.current.as_ref().is_none_or(Driver::is_finished) {
                self.slot.send_replace(None);
            }
            if self.slot.is_closed() {
                return;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Waits until the connection ends, or is no longer to be used.
    async fn end(&mut self, mut driver: Driver, retired: &Notify) -> End {
        static ENDED: LogLimit = LogLimit::new();
        static RETIRED: LogLimit = LogLimit::new();
        self.current = None;
        let ended = tokio::select! {
            ended = &mut driver => ended,
            () = retired.notified() => {
                RETIRED.log(|more| {
                    tracing::info!("a shared connection on which reads wait for a lock is replaced{more}");
                });
                driver.abort();
                return End::Retired;
            }
            Ok(()) = self.generation.changed() => return End::Replaced(driver),
        };
        // The connection of a lane that nobody can use any more ends because of that.
        if let (Ok(Err(error)), false) = (ended, self.slot.is_closed()) {
            let (error, database) = (connect::explain(&error), self.url.place());
            ENDED.log(|more| tracing::warn!(error, database, "a database connection ended{more}"));
        }
        End::Ended
    }

    /// Logs why there is no connection, unless the lane is being closed: the rest of the runtime may have gone already.
    fn report(&self, error: &dyn fmt::Display) {
        static UNREACHABLE: LogLimit = LogLimit::new();
        if !self.slot.is_closed() && *self.generation.borrow() != Generation::Closed {
            let database = self.url.place();
            UNREACHABLE.log(|more| tracing::warn!(%error, database, "the database cannot be reached{more}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Mutex, PoisonError},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        fn text(&self) -> String {
            let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
            String::from_utf8(bytes).unwrap()
        }
    }

    impl io::Write for Log {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Supervises a lane of a database that refuses connections.
    async fn supervise(slot: watch::Sender<Option<Lane>>, renewals: &Renewals) {
        let supervisor = Supervisor {
            url: "postgres://panda:secret@127.0.0.1:1/somewhere".parse().unwrap(),
            purpose: Purpose::Reads,
            statements: StatementCount::default(),
            operation: OPENING,
            generation: renewals.subscribe(),
            slot,
            current: None,
        };
        let _endless = timeout(FIRST_PAUSE, supervisor.supervise()).await;
    }

    #[tokio::test]
    async fn a_lane_that_cannot_be_used_any_more_ends_without_a_word() {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let renewals = Renewals::default();
        let (slot, receiver) = watch::channel(None);
        drop(receiver);
        supervise(slot, &renewals).await;
        assert_eq!(log.text(), "");
        // One that is in use has something to say.
        let (slot, _receiver) = watch::channel(None);
        supervise(slot, &renewals).await;
        assert_eq!(log.text().matches("the database cannot be reached").count(), 1, "{}", log.text());
    }
}
