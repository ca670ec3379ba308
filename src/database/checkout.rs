//! A connection that a caller has checked out of the pool.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use deadpool::managed::Object;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel_async::{AnsiTransactionManager, AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use tokio::{runtime::Handle, time::timeout};

use super::{StatementCount, pool::Manager};
use crate::error::Failure;

/// How long an abandoned statement may run before its connection is closed. A short write ends within that
/// time. A new connection would cost more: a PostgreSQL process, authentication, and preparing each statement
/// again.
const ABANDONED_STATEMENT_TIMEOUT: Duration = Duration::from_millis(250);

/// A pooled connection for exclusive use, which returns to the pool when it is dropped.
///
/// It may be dropped while a statement runs, because the client disconnected or the operation timed out. A
/// task then waits for the end of the statement and returns the connection. If the statement runs for more
/// than 250 ms longer, the task closes the connection instead. PostgreSQL notices that within a second and
/// cancels the statement.
pub struct Checkout {
    connection: Option<Object<Manager>>,
    in_flight: InFlight,
}

/// The number of statements in flight.
#[derive(Debug, Clone)]
struct InFlight {
    number: Arc<AtomicUsize>,
    statements: StatementCount,
}

impl Checkout {
    pub(super) fn new(mut pooled: Object<Manager>, statements: &StatementCount) -> Self {
        let in_flight = InFlight { number: Arc::default(), statements: statements.clone() };
        pooled.connection.set_instrumentation(in_flight.clone());
        Self { connection: Some(pooled), in_flight }
    }

    /// Begins a transaction by a statement that is not counted among those of the request.
    pub(super) async fn begin_uncounted(&mut self, begin: &str) -> Result<(), Failure> {
        self.set_instrumentation(uncounted);
        AnsiTransactionManager::begin_transaction_sql(&mut **self, begin).await?;
        let in_flight = self.in_flight.clone();
        self.set_instrumentation(in_flight);
        Ok(())
    }

    /// Rolls the transaction back, in any state, and returns the connection to the pool.
    pub(super) fn undo(mut self) {
        if let Some(connection) = self.connection.take() {
            finish(connection, "ROLLBACK");
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        if self.in_flight.number.load(Ordering::Relaxed) == 0 {
            return;
        }
        if let Some(connection) = self.connection.take() {
            finish(connection, "");
        }
    }
}

/// Sends a last statement behind the statements in flight. Returns the connection to the pool when all have
/// ended, or closes it after the timeout. The connection counts as used until then, so there are at most as
/// many of these tasks as connections.
fn finish(mut pooled: Object<Manager>, last: &'static str) {
    let Ok(runtime) = Handle::try_current() else {
        drop(Object::take(pooled));
        return;
    };
    runtime.spawn(async move {
        let connection = &mut pooled.connection;
        connection.set_instrumentation(uncounted);
        let finished = timeout(ABANDONED_STATEMENT_TIMEOUT, connection.batch_execute(last)).await;
        if matches!(finished, Ok(Ok(()))) {
            // The transaction manager may have been interrupted during a state change.
            *connection.transaction_state() = AnsiTransactionManager::default();
        } else {
            drop(Object::take(pooled));
        }
    });
}

fn uncounted(_: InstrumentationEvent<'_>) {}

impl Deref for Checkout {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        &self.connection.as_ref().expect("the connection is there until it is closed").connection
    }
}

impl DerefMut for Checkout {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection.as_mut().expect("the connection is there until it is closed").connection
    }
}

impl Instrumentation for InFlight {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.number.fetch_add(1, Ordering::Relaxed),
            InstrumentationEvent::FinishQuery { .. } => self.number.fetch_sub(1, Ordering::Relaxed),
            // diesel's enum is non-exhaustive. Its other events are irrelevant here.
            _ => return,
        };
        self.statements.on_connection_event(event);
    }
}
