//! Everything about PostgreSQL that is not a query: connections, migrations, and how values are written and read.
//!
//! Reads go over a few shared, pipelined connections ([`Database::read`]), and writes of a single statement over others
//! ([`Database::statement`]). Transactions and whatever may be slow check out a connection of their own ([`Database::checkout`]),
//! so that nothing slow delays others. Reads that find a table locked wait on connections for such reads only (`locked`).

pub mod administration;
mod apart;
mod checkout;
pub mod cluster;
mod column;
mod connect;
mod counted;
mod fitness;
mod foresight;
mod fragment;
mod guest;
mod id;
mod keyset;
mod lanes;
mod lateral;
mod loaded;
mod loader;
mod locked;
mod merged;
pub mod migrations;
mod probe;
mod queue;
mod read;
mod salvage;
pub mod schema;
mod search_terms;
mod statements;
mod stored;
mod text;
mod tls;
mod unhurried;
mod unindexed;
mod write;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use diesel::ConnectionResult;
use diesel_async::{
    AsyncPgConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool::Pool},
};
use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::{Mutex, Semaphore};
use tokio_postgres::Client;

pub use apart::Apart;
pub use checkout::Checkout;
pub(crate) use column::{Impossible, TextColumn, personal_text_column, text_column};
use connect::Purpose;
pub use connect::{DatabaseUrl, UrlError};
pub(crate) use counted::{Counted, by_parent, read_page, read_page_of};
pub use fitness::{Unfit, check as check_fitness};
pub(crate) use foresight::{Foresight, Moment};
pub(crate) use fragment::sql_fragment;
pub(crate) use id::{entity_id, new_id};
pub use keyset::{Key, KeyKind, Listed, Position, Slice, Sort, Window};
pub use lanes::Lane;
use lanes::Lanes;
pub(crate) use lateral::{Belongs, Lateral, Whose};
pub(crate) use loaded::recorded;
pub use loaded::{Loaded, Recorded, Unreadable};
pub use loader::Loader;
use locked::LockedReads;
pub(crate) use merged::Merged;
pub use probe::Probe;
use queue::Queue;
pub use read::{ReadError, Reader};
pub(crate) use search_terms::{NameContains, SearchTerms, like_literal};
pub use statements::{StatementCount, counted};
pub use stored::Stored;
pub(crate) use text::{filter_terms, search_terms};
pub use unhurried::Unhurried;
pub(crate) use unindexed::Unindexed;
pub use write::{Transaction, is_unavailable};
pub(crate) use write::{is_away, is_constraint};

use crate::error::Failure;

/// How many connections there are of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Shared connections for reads; each carries many requests at a time.
    pub lanes: usize,
    /// Shared connections for writes of one statement; each carries many at a time.
    pub write_lanes: usize,
    /// Connections for one writer each.
    pub pool: usize,
    /// How long a request waits for a connection before it is told that the service is unavailable.
    pub patience: Duration,
    /// How long an operation may take: no statement of one takes longer.
    pub operation: Duration,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            lanes: 2,
            write_lanes: 8,
            pool: 10,
            patience: Duration::from_secs(2),
            operation: Duration::from_secs(30),
        }
    }
}

/// The one way to the database. Cheap to clone, for every request does so many times.
#[derive(Clone)]
pub struct Database(Arc<Parts>);

struct Parts {
    url: DatabaseUrl,
    capacity: Capacity,
    lanes: Lanes,
    locked: LockedReads,
    probe: Mutex<Apart>,
    /// Opened by the first who needs one, for most commands never do.
    write_lanes: OnceLock<Lanes>,
    pool: Pool<AsyncPgConnection>,
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
        let pool = pool(capacity.pool, capacity.patience, {
            let url = url.clone();
            move || {
                let url = url.clone();
                async move { connect::pooled(&url, capacity.operation).await }.boxed()
            }
        })?;
        let lanes = Lanes::open(url, Purpose::Reads, capacity.lanes, &statements, capacity);
        let turns = (capacity.pool / 2).max(1);
        Ok(Self(Arc::new(Parts {
            url: url.clone(),
            capacity,
            lanes,
            locked: LockedReads::new(url, capacity)?,
            probe: Mutex::new(Apart::new(url.clone())),
            write_lanes: OnceLock::new(),
            pool,
            queue: Queue::of(capacity.pool),
            statements,
            unhurried: Arc::new(Semaphore::new(turns)),
            unhurried_queue: Queue::of(turns),
        })))
    }

    /// A connection for writes of one statement, shared with others, where not too many wait already.
    async fn write(&self) -> Result<Lane, Failure> {
        let Parts { url, capacity, write_lanes, statements, .. } = &*self.0;
        let lanes = write_lanes
            .get_or_init(|| Lanes::open(url, Purpose::Writes, capacity.write_lanes, statements, *capacity));
        lanes.pick_idlest().await.ok_or(Failure::Unavailable)
    }

    /// A connection of one's own, for a write or for anything that takes time. Whoever waits does so for a while at most, and
    /// nobody waits behind too many others.
    pub async fn checkout(&self) -> Result<Checkout, Failure> {
        let _place = self.0.queue.join()?;
        let connection = self.0.pool.get().await.map_err(|error| {
            tracing::warn!(%error, "no database connection");
            Failure::Unavailable
        })?;
        Ok(Checkout::new(connection, &self.0.statements))
    }

    /// A connection outside of the pool for bulk work, in the driver's own terms: what it sends is not counted.
    pub async fn bulk(&self) -> Result<Client, Failure> {
        self.0.url.client().await.map_err(|error| {
            tracing::warn!(%error, "no database connection");
            Failure::Unavailable
        })
    }

    /// A connection for what goes on beside the requests: neither it nor its statements are counted among theirs.
    pub fn apart(&self) -> Apart {
        Apart::new(self.0.url.clone())
    }

    /// How long a request waits for the database before it is told that the service is unavailable.
    pub fn patience(&self) -> Duration {
        self.0.capacity.patience
    }

    /// How many SQL statements have been sent so far.
    pub fn statements(&self) -> &StatementCount {
        &self.0.statements
    }

    /// Opens no further connections. Those that are open end with the last clone.
    pub fn close(&self) {
        self.0.pool.close();
        self.0.lanes.close();
        self.0.locked.close();
        if let Some(lanes) = self.0.write_lanes.get() {
            lanes.close();
        }
    }
}

/// A pool whose connections are opened when they are needed.
fn pool(
    size: usize,
    patience: Duration,
    connect: impl Fn() -> BoxFuture<'static, ConnectionResult<AsyncPgConnection>> + Send + Sync + 'static,
) -> Result<Pool<AsyncPgConnection>, deadpool::managed::BuildError> {
    let mut config = ManagerConfig::default();
    // `Verified` would send a test query at every checkout.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |_| connect());
    let manager = AsyncDieselConnectionManager::new_with_config(String::new(), config);
    Pool::builder(manager)
        .max_size(size)
        .runtime(deadpool::Runtime::Tokio1)
        .wait_timeout(Some(patience))
        .create_timeout(Some(patience))
        .build()
}
