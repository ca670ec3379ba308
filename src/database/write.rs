//! Transactions, and what the database's refusals mean.

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

/// How often a transaction is tried before its failure is believed.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(5);

impl Database {
    /// Runs the work in one transaction: all of it happens, or none.
    ///
    /// A transaction that the database ended to resolve a deadlock or a serialisation failure is run again. If the
    /// conflict lasts, the service is unavailable, and the client may try again.
    pub async fn transaction<'a, T, W>(&self, work: W) -> Result<T, Failure>
    where
        W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>>,
    {
        let mut attempts = Attempts::default();
        loop {
            let outcome = self.transaction_once(&work).await;
            let failed = outcome.as_ref().is_err_and(is_worth_retrying);
            if !attempts.go_on_after(failed).await {
                return outcome.map_err(unavailable_after_conflicts);
            }
        }
    }

    /// Carries out one statement that writes, which is a transaction of its own, with the same patience.
    ///
    /// It is sent behind those of others on a shared connection. Where it would have to wait there for what others have locked, it
    /// has done nothing, and goes on by itself. The failure is that there was no connection, or a conflict with others that lasts;
    /// what the database says of the statement is the result.
    pub async fn statement<'a, T, W>(&self, work: W) -> Result<QueryResult<T>, Failure>
    where
        W: for<'r> Fn(&'r AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, QueryResult<T>>,
    {
        let outcome = work(&*self.write().await?).await;
        if !outcome.as_ref().is_err_and(has_done_nothing) {
            return Ok(outcome);
        }
        let mut attempts = Attempts::default();
        loop {
            let outcome = work(&*self.checkout().await?).await;
            let failed =
                outcome.as_ref().is_err_and(|error| has_done_nothing(error) && Outage::of(error).is_none());
            if !attempts.go_on_after(failed).await {
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
            // The connection is closed instead of used again, which ends the transaction as well.
            Err(failure @ (Failure::Unavailable | Failure::ReadOnly)) => Err(failure),
            Err(failure) => {
                // Where that fails too, the connection is closed.
                if transaction.roll_back().await.is_err() {
                    static OPEN: LogLimit = LogLimit::new();
                    OPEN.log(|more| tracing::warn!("a transaction could not be rolled back{more}"));
                }
                Err(failure)
            }
        }
    }

    /// Begins a transaction that is undone unless it is committed.
    pub async fn begin(&self) -> Result<Transaction, Failure> {
        let mut transaction = Transaction(Some(self.checkout().await?));
        AnsiTransactionManager::begin_transaction(transaction.connection()).await?;
        Ok(transaction)
    }

    /// Begins a transaction in which all statements read one snapshot, and give up if a table is locked.
    pub(super) async fn begin_snapshot(&self) -> Result<Transaction, Failure> {
        Transaction::snapshot(self.checkout().await?, SNAPSHOT_WITHOUT_LOCKS).await
    }
}

/// Begins a transaction that reads one snapshot and writes nothing.
const SNAPSHOT: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The same, waiting for locks as briefly as a shared connection.
const SNAPSHOT_WITHOUT_LOCKS: &str =
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = '10ms'";

/// A transaction in progress, which is undone unless it is committed.
///
/// It may be dropped at any moment, because its client left. A task then rolls it back and gives the connection back to the pool, so
/// that clients that leave cost the pool no connection; see [`Checkout`].
pub struct Transaction(Option<Checkout>);

impl Transaction {
    /// A snapshot on a connection that waits for locks as long as it is set to.
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

    /// Undoes the transaction and keeps the connection for others.
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

/// How often something has been tried.
#[derive(Default)]
struct Attempts(u32);

impl Attempts {
    /// Whether to try once more after a failure that may pass; if so, waits a little first.
    async fn go_on_after(&mut self, failed: bool) -> bool {
        self.0 += 1;
        if !failed || self.0 >= ATTEMPTS {
            return false;
        }
        tracing::info!(attempts = self.0, "a transaction is run again");
        tokio::time::sleep(PAUSE * self.0).await;
        true
    }
}

/// Whether the same transaction may succeed when it runs again.
fn is_worth_retrying(failure: &Failure) -> bool {
    let Failure::Fault(cause) = failure else { return false };
    cause.downcast_ref().is_some_and(has_done_nothing)
}

/// Whether the database has ended a transaction which may succeed when it runs again.
///
/// diesel does not tell a deadlock (SQLSTATE 40P01) or a lock that was not to be had (55P03) from other errors without a kind of
/// their own, and the message depends on the server's language. A failed transaction has left nothing behind, so all of those
/// are tried again.
fn has_done_nothing(error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown, _)
    )
}

/// The failure of a transaction that has been tried often enough. Conflicts with other transactions pass, so it may be sent again.
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

/// Whether a statement has lost a conflict with other transactions. diesel has no kind for a deadlock (SQLSTATE 40P01).
fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, info) => info.message() == "deadlock detected",
        _ => false,
    }
}

/// A message of the database with the SQLSTATE of statements that it ended. diesel does not pass the code on.
pub(crate) fn with_sqlstate(message: &str) -> String {
    let codes =
        [("canceling statement due to lock timeout", "55P03"), ("canceling statement due to", "57014")];
    match codes.iter().find(|(words, _)| message.contains(words)) {
        Some((_, code)) => format!("{message} (SQLSTATE {code})"),
        None => message.to_owned(),
    }
}

/// Whether a statement was refused by the constraint of this name.
pub(crate) fn is_constraint(error: &Error, name: &str) -> bool {
    matches!(error, Error::DatabaseError(_, info) if info.constraint_name() == Some(name))
}
