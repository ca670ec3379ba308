//! PostgreSQL access except queries: connections, migrations, and how values are written and read.
//!
//! Reads use a few shared, pipelined connections ([`Database::read`]). Writes of a single statement use other
//! shared connections ([`Database::statement`]). Transactions and slow statements check out a dedicated
//! connection from the pool ([`Database::checkout`]), so they do not delay other requests. Reads of a locked
//! table wait on connections that serve only such reads (`locked`).

pub mod administration;
mod checkout;
mod column;
mod connect;
mod contact;
mod counted;
mod dedicated_connection;
mod error;
mod fitness;
mod fragment;
mod id;
mod infinity;
mod keyset;
mod lateral;
mod loaded;
mod loader;
pub mod local_cluster;
mod lock_waits;
mod locked;
pub mod migrations;
mod outage;
mod parameters;
mod pool;
mod pooler;
mod probe;
mod queue;
mod read;
mod renewal;
mod role_url;
mod salvage;
pub mod schema;
mod search_terms;
mod session;
mod shared_connection;
mod slow_query_connection;
mod statements;
mod stored;
mod text;
mod tls;
mod unindexed;
mod union_all_page;
mod write;

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::sync::{Mutex, Semaphore};
use tokio_postgres::Client;

pub use checkout::Checkout;
pub(crate) use column::{Impossible, TextColumn, personal_text_column, text_column};
use connect::ConnectionKind;
pub use connect::{DatabaseUrl, UrlError};
pub use contact::ContactRefused;
pub(crate) use counted::{CountedPage, by_parent, read_page, read_page_of};
pub use dedicated_connection::DedicatedConnection;
pub use fitness::{Unfit, check as check_fitness};
pub(crate) use fragment::sql_fragment;
pub(crate) use id::{entity_id, new_id};
pub use keyset::{Key, KeyKind, Listed, Page, PageRequest, Position, Sort};
pub(crate) use lateral::{Lateral, OwnerCondition, OwnerFilter};
pub(crate) use loaded::recorded;
pub use loaded::{Loaded, TableRow, Unreadable};
pub use loader::Loader;
pub use lock_waits::Blocker;
use locked::LockedReads;
pub(crate) use outage::Outage;
pub(crate) use parameters::{Parameters, TimestampExpr};
use pool::{Manager, Pool};
pub use pooler::SharedSessions;
pub use probe::Probe;
use queue::Queue;
pub use read::{ReadError, Reader};
use renewal::Renewals;
pub(crate) use search_terms::{NameContains, SearchTerms, like_literal};
use session::SessionKind;
pub use shared_connection::SharedConnection;
use shared_connection::SharedConnections;
pub use slow_query_connection::SlowQueryConnection;
pub use statements::{Size, StatementCount, counted};
pub use stored::Stored;
pub(crate) use text::{filter_terms, search_terms};
pub(crate) use unindexed::Unindexed;
pub(crate) use union_all_page::UnionAllPage;
pub use write::Transaction;
pub(crate) use write::{is_constraint, is_reference, with_sqlstate};

use crate::{error::Failure, log_limit::LogLimit};

/// The number of connections of each kind, and their timeouts.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Shared connections for reads. Each pipelines many requests. The same number is opened again for large
    /// operations.
    pub read_connections: usize,
    /// Shared connections for writes of one statement. Each pipelines many requests.
    pub write_connections: usize,
    /// Pooled connections. Each serves one writer at a time.
    pub pool: usize,
    /// How long a request waits for a connection before it fails with `Unavailable`.
    pub acquire_timeout: Duration,
    /// The statement timeout of an operation. Zero means no limit, as for commands.
    pub operation: Duration,
}

impl Capacity {
    /// The maximum number of connections that requests use at the same time. It includes the shared
    /// connections for large operations and the connections on which reads wait for a table lock.
    pub fn connections(&self) -> usize {
        self.pool + self.write_connections + 2 * self.read_connections + LockedReads::connections(self)
    }
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            read_connections: 2,
            write_connections: 8,
            pool: 10,
            acquire_timeout: Duration::from_secs(2),
            operation: Duration::from_secs(30),
        }
    }
}

/// The handle for all database access. Cloning is cheap, and every request does so many times.
#[derive(Clone)]
pub struct Database(Arc<DatabaseInner>);

struct DatabaseInner {
    url: DatabaseUrl,
    capacity: Capacity,
    reads: SharedConnections,
    /// Opened by the first large operation.
    large_reads: OnceLock<SharedConnections>,
    locked: LockedReads,
    probe: Mutex<DedicatedConnection>,
    /// Opened by the first write, because most commands never write.
    writes: OnceLock<SharedConnections>,
    pool: Pool,
    renewals: Renewals,
    queue: Queue,
    statements: StatementCount,
    /// One permit for each connection that slow reads may use.
    slow_query_permits: Arc<Semaphore>,
    slow_query_queue: Queue,
}

impl Database {
    /// Creates the handle without waiting for a connection, so an unreachable database does not prevent the
    /// server's start. Shared connections for reads open in the background, all others on first use.
    pub fn new(url: &DatabaseUrl, capacity: Capacity) -> Result<Self, deadpool::managed::BuildError> {
        let statements = StatementCount::default();
        let renewals = Renewals::default();
        let pool = pool::of(
            capacity.pool,
            capacity.acquire_timeout,
            Manager {
                url: url.clone(),
                session: SessionKind::Pooled(capacity.operation),
                generation: renewals.subscribe(),
            },
        )?;
        let connections = SharedConnections::open(
            url,
            ConnectionKind::Reads,
            capacity.read_connections,
            &statements,
            capacity,
            &renewals,
        );
        let turns = (capacity.pool / 2).max(1);
        Ok(Self(Arc::new(DatabaseInner {
            url: url.clone(),
            capacity,
            reads: connections,
            large_reads: OnceLock::new(),
            locked: LockedReads::new(url, capacity, renewals.subscribe())?,
            probe: Mutex::new(DedicatedConnection::new(url.clone(), renewals.subscribe())),
            writes: OnceLock::new(),
            pool,
            renewals,
            queue: Queue::of(capacity.pool),
            statements,
            slow_query_permits: Arc::new(Semaphore::new(turns)),
            slow_query_queue: Queue::of(turns),
        })))
    }

    /// A shared connection for short reads.
    ///
    /// PostgreSQL answers the statements of one connection in order, and the statements of large operations
    /// may take long. Large operations therefore have shared connections of their own. The memory limit for
    /// their responses (`response_memory`) bounds how many wait there.
    async fn read_connection(&self) -> Result<SharedConnection, Failure> {
        let DatabaseInner { url, capacity, reads: connections, large_reads, statements, renewals, .. } =
            &*self.0;
        let connections = match statements::size() {
            Size::Small => connections,
            Size::Large => large_reads.get_or_init(|| {
                SharedConnections::open(
                    url,
                    ConnectionKind::Reads,
                    capacity.read_connections,
                    statements,
                    *capacity,
                    renewals,
                )
            }),
        };
        connections.pick().await.ok_or(Failure::Unavailable)
    }

    /// A shared connection for a write of one statement, unless its queue is full.
    async fn write(&self) -> Result<SharedConnection, Failure> {
        let DatabaseInner { url, capacity, writes, statements, renewals, .. } = &*self.0;
        let connections = writes.get_or_init(|| {
            SharedConnections::open(
                url,
                ConnectionKind::Writes,
                capacity.write_connections,
                statements,
                *capacity,
                renewals,
            )
        });
        connections.pick_least_used().await.ok_or(Failure::Unavailable)
    }

    /// A dedicated connection from the pool, for a transaction or for slow statements. The wait has a
    /// timeout, and the queue has a maximum length.
    pub async fn checkout(&self) -> Result<Checkout, Failure> {
        let _place = self.0.queue.join()?;
        let connection = self.0.pool.get().await.map_err(|error| self.no_connection(&error))?;
        Ok(Checkout::new(connection, &self.0.statements))
    }

    /// A connection outside the pool for bulk copies, as the driver's own client. Its statements are not
    /// counted.
    pub async fn bulk(&self) -> Result<Client, Failure> {
        self.0.url.client().await.map_err(|error| self.no_connection(&error))
    }

    fn no_connection(&self, error: &dyn fmt::Display) -> Failure {
        static NONE: LogLimit = LogLimit::new();
        let database = self.0.url.place();
        NONE.log(|more| tracing::warn!(%error, database, "no database connection{more}"));
        Failure::Unavailable
    }

    /// A connection for background tasks. The connection and its statements are not counted among those of
    /// requests.
    pub fn dedicated_connection(&self) -> DedicatedConnection {
        DedicatedConnection::new(self.0.url.clone(), self.0.renewals.subscribe())
    }

    /// How long a request waits for a connection before it fails with `Unavailable`.
    pub fn acquire_timeout(&self) -> Duration {
        self.0.capacity.acquire_timeout
    }

    /// The number of SQL statements sent so far.
    pub fn statements(&self) -> &StatementCount {
        &self.0.statements
    }

    /// Opens no further connections. Open connections end with the last clone.
    pub fn close(&self) {
        self.0.renewals.close();
        self.0.pool.close();
        self.0.reads.close();
        self.0.locked.close();
        for connections in [&self.0.writes, &self.0.large_reads] {
            if let Some(connections) = connections.get() {
                connections.close();
            }
        }
    }

    /// Whether the handle is closed. Failures after that are expected and need no log line.
    pub fn is_closed(&self) -> bool {
        self.0.renewals.is_closed()
    }
}
