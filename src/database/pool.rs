//! The pool: connections that one user has at a time.

use std::time::Duration;

use deadpool::{
    Runtime,
    managed::{self, BuildError, Metrics, RecycleError, RecycleResult},
};
use diesel::ConnectionError;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use tokio::sync::watch;

use super::{
    DatabaseUrl,
    connect::{self, Driver},
    renewal::Generation,
    session::SessionKind,
};

pub(super) type Pool = managed::Pool<Manager>;

/// Opens the pool's connections, and decides which of them can be used again.
///
/// diesel-async's own manager would hand out connections that have ended: after a restart of the database, one request would fail for
/// each of them. To find out, it can only send a query before each use.
pub(super) struct Manager {
    pub url: DatabaseUrl,
    pub session: SessionKind,
    pub generation: watch::Receiver<Generation>,
}

/// A pool whose connections are opened when they are needed.
pub(super) fn of(size: usize, acquire_timeout: Duration, manager: Manager) -> Result<Pool, BuildError> {
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(acquire_timeout))
        .create_timeout(Some(acquire_timeout))
        .build()
}

/// A connection of the pool. It is closed at once when dropped, whatever it is doing.
pub(super) struct Pooled {
    pub connection: AsyncPgConnection,
    driver: Driver,
    generation: Generation,
}

impl managed::Manager for Manager {
    type Type = Pooled;
    type Error = ConnectionError;

    async fn create(&self) -> Result<Pooled, ConnectionError> {
        let generation = *self.generation.borrow();
        // In a box, because this is a part of every future that takes a connection, and large.
        let (connection, driver) = Box::pin(connect::driven_by(&self.url, self.session)).await?;
        Ok(Pooled { connection, driver, generation })
    }

    async fn recycle(&self, pooled: &mut Pooled, _: &Metrics) -> RecycleResult<ConnectionError> {
        let has_ended = pooled.driver.is_finished();
        let is_old = pooled.generation != *self.generation.borrow();
        if has_ended
            || is_old
            || AnsiTransactionManager::is_broken_transaction_manager(&mut pooled.connection)
        {
            return Err(RecycleError::message("the connection has ended or is to be replaced"));
        }
        Ok(())
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
