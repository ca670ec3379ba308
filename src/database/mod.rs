//! Everything about PostgreSQL that is not a query: connections, migrations, and how values are written and read.
//!
//! Reads go over a few shared, pipelined connections ([`Database::read`]), and writes of a single statement over others
//! ([`Database::statement`]). Transactions and whatever may be slow check out a connection of their own ([`Database::checkout`]),
//! so that nothing slow delays others. Reads that find a table locked wait on connections for such reads only (`locked`).

pub mod administration;
mod checkout;
pub mod cluster;
mod column;
mod connect;
mod contact;
mod counted;
mod dedicated_connection;
mod fitness;
mod fragment;
mod id;
mod keyset;
mod lateral;
mod loaded;
mod loader;
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
pub(crate) use write::{is_constraint, with_sqlstate};

use crate::{error::Failure, log_limit::LogLimit};

/// How many connections there are of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Shared connections for reads; each carries many requests at a time. As many more are opened for large operations.
    pub read_connections: usize,
    /// Shared connections for writes of one statement; each carries many at a time.
    pub write_connections: usize,
    /// Connections for one writer each.
    pub pool: usize,
    /// How long a request waits for a connection before it is told that the service is unavailable.
    pub acquire_timeout: Duration,
    /// How long an operation may take: no statement of one takes longer. Zero is no limit, as for commands.
    pub operation: Duration,
}

impl Capacity {
    /// The most connections that requests use at a time: with lanes for large operations, and with those on which reads wait for
    /// a table lock.
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

/// The one way to the database. Cheap to clone, for every request does so many times.
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
    /// Opened by the first who needs one, for most commands never do.
    writes: OnceLock<SharedConnections>,
    pool: Pool,
    renewals: Renewals,
    queue: Queue,
    statements: StatementCount,
    /// As many turns as there are connections for reads that take time.
    unhurried: Arc<Semaphore>,
    unhurried_queue: Queue,
}

impl Database {
    /// Prepares connections to be made when they are needed: a database that is away does not keep the server from
    /// starting.
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
            unhurried: Arc::new(Semaphore::new(turns)),
            unhurried_queue: Queue::of(turns),
        })))
    }

    /// A connection for short reads, shared with others. The statements of large operations may take long, and PostgreSQL answers those
    /// of one connection in order: so large operations share connections of their own. How many wait there is bounded by the
    /// memory that their responses may take (`response_memory`).
    async fn read_connection(&self) -> Result<SharedConnection, Failure> {
        let DatabaseInner {
            url,
            capacity,
            reads: connections,
            large_reads: large_lanes,
            statements,
            renewals,
            ..
        } = &*self.0;
        let connections = match statements::size() {
            Size::Small => connections,
            Size::Large => large_lanes.get_or_init(|| {
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

    /// A connection for writes of one statement, shared with others, where not too many wait already.
    async fn write(&self) -> Result<SharedConnection, Failure> {
        let DatabaseInner { url, capacity, writes: write_lanes, statements, renewals, .. } = &*self.0;
        let connections = write_lanes.get_or_init(|| {
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

    /// A connection of one's own, for a write or for anything that takes time. Whoever waits does so for a while at most, and
    /// nobody waits behind too many others.
    pub async fn checkout(&self) -> Result<Checkout, Failure> {
        let _place = self.0.queue.join()?;
        let connection = self.0.pool.get().await.map_err(|error| self.no_connection(&error))?;
        Ok(Checkout::new(connection, &self.0.statements))
    }

    /// A connection outside of the pool for bulk work, in the driver's own terms: what it sends is not counted.
    pub async fn bulk(&self) -> Result<Client, Failure> {
        self.0.url.client().await.map_err(|error| self.no_connection(&error))
    }

    fn no_connection(&self, error: &dyn fmt::Display) -> Failure {
        static NONE: LogLimit = LogLimit::new();
        let database = self.0.url.place();
        NONE.log(|more| tracing::warn!(%error, database, "no database connection{more}"));
        Failure::Unavailable
    }

    /// A connection for what goes on beside the requests: neither it nor its statements are counted among theirs.
    pub fn apart(&self) -> DedicatedConnection {
        DedicatedConnection::new(self.0.url.clone(), self.0.renewals.subscribe())
    }

    /// How long a request waits for the database before it is told that the service is unavailable.
    pub fn acquire_timeout(&self) -> Duration {
        self.0.capacity.acquire_timeout
    }

    /// How many SQL statements have been sent so far.
    pub fn statements(&self) -> &StatementCount {
        &self.0.statements
    }

    /// Opens no further connections. Those that are open end with the last clone.
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

    /// Whether it has been closed, so that what fails now needs no word in the log.
    pub fn is_closed(&self) -> bool {
        self.0.renewals.is_closed()
    }
}
