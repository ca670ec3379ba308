//! Reads, and what becomes of those that would wait for a table lock.
//!
//! PostgreSQL answers the statements of a connection in order, so a read that waits for a lock delays all reads behind it. A shared
//! connection therefore waits for a lock for 10 ms only (`session`). The read that gave up has done nothing; it is repeated on
//! a connection of its own, where it may wait (`locked`). From then on, the same read uses such a connection at once, until one
//! of them succeeds. So a lock delays a shared connection once for each kind of read. Where several reads of the locked table stood
//! on one connection already, that is closed at the second lock timeout, and what stood on it is repeated on another.

use std::{ops::Deref, panic::Location};

use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::AsyncPgConnection;

use super::{Checkout, Database, Outage, SharedConnection, Transaction, locked::CallSite};
use crate::error::Failure;

/// How often a read is tried on shared connections: one that is closed may have been followed by another that is closed.
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
    /// Whether it may have waited too long for a lock.
    fn may_be_lock_timeout(&self) -> bool;

    /// Whether its connection may have been closed.
    fn may_be_closed(&self) -> bool;
}

impl ReadError for Error {
    /// diesel does not pass SQLSTATE 55P03 on, and messages depend on the server's language: so any error without a kind of its own
    /// may be one. A read that failed for another reason fails again.
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
    /// Runs a short read, which may be several statements, on a connection that is shared with other requests: never a
    /// transaction, nor anything slow. The read may be repeated.
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

    /// The same for the place in the code that is given.
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

    /// Runs a read that takes time, which may be several statements, in one snapshot on a connection of the pool. It does not wait
    /// for a lock there either, because others need the pool. The read may be repeated.
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

    /// Runs a read where it may wait for a lock.
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
