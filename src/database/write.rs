//! Transactions and single-statement writes, their retries, and the meaning of the database's errors.

use std::{ops::Deref, time::Duration};

use diesel::{
    QueryResult,
    result::{DatabaseErrorKind, Error},
};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use scoped_futures::ScopedBoxFuture;

use super::{Checkout, Database, Outage};
use crate::{
    error::{Failure, cause},
    log_limit::LogLimit,
};

/// Maximum attempts of a transaction.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(5);

impl Database {
    /// Runs the work in one transaction.
    ///
    /// The work runs again when the database ended the transaction to resolve a deadlock or a serialisation
    /// failure. After the last attempt, such a conflict becomes `Unavailable`, and the client may retry.
    pub async fn transaction<'a, T, W>(&self, work: W) -> Result<T, Failure>
    where
        W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>>,
    {
        let mut attempts = Attempts::default();
        loop {
            let outcome = self.transaction_once(&work).await;
            let failed = outcome.as_ref().is_err_and(is_retryable);
            if !attempts.retry_after(failed).await {
                return outcome.map_err(unavailable_after_conflicts);
            }
        }
    }

    /// Runs one statement that writes, as a transaction of its own, with the same number of attempts.
    ///
    /// The statement is pipelined on a shared connection, whose lock timeout is short. After a lock timeout
    /// it has changed nothing and is repeated on a pooled connection. The outer error means that no
    /// connection was available or that a conflict lasted through all attempts. The inner result is the
    /// database's answer to the statement.
    pub async fn statement<'a, T, W>(&self, work: W) -> Result<QueryResult<T>, Failure>
    where
        W: for<'r> Fn(&'r AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, QueryResult<T>>,
    {
        let outcome = work(&*self.write().await?).await;
        if !outcome.as_ref().is_err_and(is_retryable_error) {
            return Ok(outcome);
        }
        let mut attempts = Attempts::default();
        loop {
            let outcome = work(&*self.checkout().await?).await;
            let failed =
                outcome.as_ref().is_err_and(|error| is_retryable_error(error) && Outage::of(error).is_none());
            if !attempts.retry_after(failed).await {
                let conflicts = outcome.as_ref().is_err_and(is_conflict);
                return if conflicts { Err(lasting_conflict()) } else { Ok(outcome) };
            }
        }
    }

    async fn transaction_once<'a, T, W>(&self, work: &W) -> Result<T, Failure>
    where
        W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>>,
    {
        let mut transaction = self.begin().await?;
        match work(transaction.connection()).await {
            Ok(value) => transaction.commit().await.map(|()| value),
            // Dropping the transaction closes its connection, which also ends the transaction on the server.
            Err(failure @ (Failure::Unavailable | Failure::ReadOnly)) => Err(failure),
            Err(failure) => {
                // If the rollback fails too, dropping the transaction closes its connection.
                if transaction.roll_back().await.is_err() {
                    static OPEN: LogLimit = LogLimit::new();
                    OPEN.log(|more| tracing::warn!("a transaction could not be rolled back{more}"));
                }
                Err(failure)
            }
        }
    }

    /// Begins a transaction that rolls back unless it is committed.
    pub async fn begin(&self) -> Result<Transaction, Failure> {
        let mut transaction = Transaction(Some(self.checkout().await?));
        AnsiTransactionManager::begin_transaction(transaction.connection()).await?;
        Ok(transaction)
    }

    /// Begins a read-only transaction with one snapshot and a short lock timeout.
    pub(super) async fn begin_snapshot(&self) -> Result<Transaction, Failure> {
        Transaction::snapshot(self.checkout().await?, SNAPSHOT_WITHOUT_LOCKS).await
    }
}

/// Begins a read-only transaction with one snapshot.
const SNAPSHOT: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The same with the lock timeout of a shared connection.
const SNAPSHOT_WITHOUT_LOCKS: &str =
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = '10ms'";

/// An open transaction, which rolls back unless it is committed.
///
/// It may be dropped at any moment, because the client disconnected. A task then rolls it back and returns
/// the connection to the pool, so disconnecting clients cost the pool no connection. See [`Checkout`].
pub struct Transaction(Option<Checkout>);

impl Transaction {
    /// Begins a snapshot on a connection that keeps its own lock timeout.
    pub(super) async fn waiting_snapshot(connection: Checkout) -> Result<Self, Failure> {
        Self::snapshot(connection, SNAPSHOT).await
    }

    async fn snapshot(connection: Checkout, begin: &str) -> Result<Self, Failure> {
        let mut transaction = Self(Some(connection));
        transaction.0.as_mut().expect("it has just begun").begin_uncounted(begin).await?;
        Ok(transaction)
    }

    pub fn connection(&mut self) -> &mut AsyncPgConnection {
        self.0.as_mut().expect("the connection is there until the transaction ends")
    }

    pub async fn commit(mut self) -> Result<(), Failure> {
        AnsiTransactionManager::commit_transaction(self.connection()).await?;
        self.0 = None;
        Ok(())
    }

    /// Rolls the transaction back and returns the connection to the pool.
    pub async fn roll_back(mut self) -> Result<(), Failure> {
        AnsiTransactionManager::rollback_transaction(self.connection()).await?;
        self.0 = None;
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref().expect("the connection is there until the transaction ends")
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            connection.undo();
        }
    }
}

/// The number of attempts so far.
#[derive(Default)]
struct Attempts(u32);

impl Attempts {
    /// Whether to try again after a transient failure. If so, it first waits for a short back-off.
    async fn retry_after(&mut self, failed: bool) -> bool {
        self.0 += 1;
        if !failed || self.0 >= ATTEMPTS {
            return false;
        }
        tracing::info!(attempts = self.0, "a transaction is retried");
        tokio::time::sleep(PAUSE * self.0).await;
        true
    }
}

/// Whether the same transaction may succeed on another attempt.
fn is_retryable(failure: &Failure) -> bool {
    let Failure::Fault(cause) = failure else { return false };
    cause.downcast_ref().is_some_and(is_retryable_error)
}

/// Whether the database has ended a transaction that may succeed on another attempt.
///
/// diesel does not distinguish a deadlock (SQLSTATE 40P01) or an unavailable lock (55P03) from other errors
/// of kind `Unknown`, and the message depends on the server's language. A failed transaction has changed
/// nothing, so all of these errors are retried.
fn is_retryable_error(error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown, _)
    )
}

/// The failure after the last attempt. A conflict with other transactions is transient, so the client may
/// retry.
fn unavailable_after_conflicts(failure: Failure) -> Failure {
    match &failure {
        Failure::Fault(cause) if cause.downcast_ref().is_some_and(is_conflict) => lasting_conflict(),
        _ => failure,
    }
}

fn lasting_conflict() -> Failure {
    cause::remember(|| "it conflicts with other transactions again and again".to_owned());
    Failure::Unavailable
}

/// Whether a statement lost a conflict with other transactions. diesel has no error kind for a deadlock
/// (SQLSTATE 40P01).
fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, info) => info.message() == "deadlock detected",
        _ => false,
    }
}

/// Appends the SQLSTATE to the message of a cancelled statement, because diesel does not expose the code.
pub(crate) fn with_sqlstate(message: &str) -> String {
    let codes =
        [("canceling statement due to lock timeout", "55P03"), ("canceling statement due to", "57014")];
    match codes.iter().find(|(words, _)| message.contains(words)) {
        Some((_, code)) => format!("{message} (SQLSTATE {code})"),
        None => message.to_owned(),
    }
}

/// Whether the constraint of this name refused a statement.
pub(crate) fn is_constraint(error: &Error, name: &str) -> bool {
    matches!(error, Error::DatabaseError(_, info) if info.constraint_name() == Some(name))
}

/// Whether a foreign key refused the removal of a record, because another record refers to it. The name of
/// each foreign key ends with the kind of record to which it refers: `clinicians_department`.
pub(crate) fn is_reference(error: &Error, kind: &str) -> bool {
    let Error::DatabaseError(_, info) = error else { return false };
    let table = info.constraint_name().and_then(|name| name.strip_suffix(kind));
    table.is_some_and(|table| table.ends_with('_'))
}
