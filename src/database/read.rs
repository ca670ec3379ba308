//! Reads, and how they retry after a lock timeout.
//!
//! PostgreSQL answers the statements of a connection in order, so a read that waits for a lock delays all
//! reads behind it. A shared connection therefore has a lock timeout of 10 ms (`session`). A read that hits
//! the timeout has changed nothing. It is repeated on a connection on which it may wait (`locked`). Until one
//! of these repeated reads succeeds, the same read starts on such a connection directly. A lock therefore
//! delays a shared connection once for each kind of read.
//!
//! Several reads of the locked table may already be queued on one connection. That connection is closed at
//! its second lock timeout, and its queued reads are repeated on another one.

use std::{ops::Deref, panic::Location};

use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::AsyncPgConnection;

use super::{Checkout, Database, Outage, SharedConnection, Transaction, locked::CallSite};
use crate::error::Failure;

/// Maximum attempts of a read on shared connections. The connection of a second attempt may be closed as
/// well.
const ATTEMPTS: usize = 3;

/// A connection for one read.
pub enum Reader {
    Shared(SharedConnection),
    Own(Box<Checkout>),
    Snapshot(Box<Transaction>),
}

impl Deref for Reader {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Shared(connection) => connection,
            Self::Own(connection) => connection,
            Self::Snapshot(transaction) => transaction,
        }
    }
}

/// Why a read failed.
pub trait ReadError: Into<Failure> {
    /// Whether the cause may be a lock timeout.
    fn may_be_lock_timeout(&self) -> bool;

    /// Whether the cause may be a closed connection.
    fn may_be_closed(&self) -> bool;
}

impl ReadError for Error {
    /// diesel does not expose SQLSTATE 55P03, and messages depend on the server's language. Any error of kind
    /// `Unknown` may therefore be a lock timeout. A read that failed for another reason fails again.
    fn may_be_lock_timeout(&self) -> bool {
        let Self::DatabaseError(DatabaseErrorKind::Unknown, info) = self else { return false };
        !info.message().starts_with("canceling statement due to statement timeout")
    }

    fn may_be_closed(&self) -> bool {
        Outage::of(self).is_some()
    }
}

impl ReadError for Failure {
    fn may_be_lock_timeout(&self) -> bool {
        match self {
            Self::Unavailable => true,
            Self::Fault(cause) => cause.downcast_ref::<Error>().is_some_and(ReadError::may_be_lock_timeout),
            Self::Refused(_) | Self::ReadOnly => false,
        }
    }

    fn may_be_closed(&self) -> bool {
        matches!(self, Self::Unavailable)
    }
}

impl Database {
    /// Runs a short read of one or more statements on a connection that is shared with other requests. The
    /// read must not be slow and must not open a transaction. It may be repeated.
    #[track_caller]
    pub fn read<T, E: ReadError, F>(
        &self,
        read: impl Fn(Reader) -> F,
    ) -> impl Future<Output = Result<T, Failure>>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.read_from(Location::caller(), read)
    }

    /// Like [`read`](Self::read), with an explicit call site.
    pub(crate) async fn read_from<T, E: ReadError, F>(
        &self,
        site: CallSite,
        read: impl Fn(Reader) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, E>>,
    {
        for _ in 0..ATTEMPTS {
            if self.0.locked.knows(site) {
                break;
            }
            let connection = self.read_connection().await?;
            let error = match read(Reader::Shared(connection.clone())).await {
                Ok(found) => return Ok(found),
                Err(error) => error,
            };
            if connection.is_retired() && error.may_be_closed() {
                continue;
            }
            if !error.may_be_lock_timeout() {
                return Err(error.into());
            }
            self.0.locked.add(site);
            connection.record_lock_timeout();
        }
        Box::pin(self.wait_for_lock(site, false, read)).await
    }

    /// Runs a slow read of one or more statements in one snapshot on a pooled connection. The lock timeout is
    /// short there too, because other requests need the pool. The read may be repeated.
    pub(crate) async fn read_snapshot_from<T, E: ReadError, F>(
        &self,
        site: CallSite,
        read: impl Fn(Reader) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, E>>,
    {
        if !self.0.locked.knows(site) {
            let transaction = self.begin_snapshot().await?;
            let error = match read(Reader::Snapshot(Box::new(transaction))).await {
                Ok(found) => return Ok(found),
                Err(error) => error,
            };
            if !error.may_be_lock_timeout() {
                return Err(error.into());
            }
            self.0.locked.add(site);
        }
        Box::pin(self.wait_for_lock(site, true, read)).await
    }

    /// Runs a read on a connection that may wait for a lock.
    async fn wait_for_lock<T, E: ReadError, F>(
        &self,
        site: CallSite,
        is_snapshot: bool,
        read: impl Fn(Reader) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, E>>,
    {
        let locked = &self.0.locked;
        let connection = locked.connection(site, &self.0.statements).await?;
        let reader = if is_snapshot {
            Reader::Snapshot(Box::new(Transaction::waiting_snapshot(connection).await?))
        } else {
            Reader::Own(Box::new(connection))
        };
        let found = read(reader).await;
        match &found {
            Ok(_) => locked.remove(site),
            Err(error) if error.may_be_lock_timeout() => locked.add(site),
            Err(_) => {}
        }
        found.map_err(Into::into)
    }
}
