//! A connection of the pool, for whoever has taken it out.

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

/// How long a statement may go on that nobody waits for, before its connection is closed. A short write ends by then, and a new
/// connection would cost more: a process of PostgreSQL, authentication, and each statement prepared again.
const FINISHING: Duration = Duration::from_millis(250);

/// A connection of one's own, given back when dropped.
///
/// The user of a connection may leave while a statement runs, because the client left or because time is up. A task then waits for the
/// end of the statement, and gives the connection back. A statement that goes on for more than 250 ms does not keep the connection: it
/// is closed, PostgreSQL notices within a second, and stops.
pub struct Checkout {
    connection: Option<Object<Manager>>,
    under_way: UnderWay,
}

/// How many statements have been sent and not been answered.
#[derive(Debug, Clone)]
struct UnderWay {
    number: Arc<AtomicUsize>,
    statements: StatementCount,
}

impl Checkout {
    pub(super) fn new(mut pooled: Object<Manager>, statements: &StatementCount) -> Self {
        let under_way = UnderWay { number: Arc::default(), statements: statements.clone() };
        pooled.connection.set_instrumentation(under_way.clone());
        Self { connection: Some(pooled), under_way }
    }

    /// Begins a transaction by a statement that is not counted among those of the request.
    pub(super) async fn begin_uncounted(&mut self, begin: &str) -> Result<(), Failure> {
        self.set_instrumentation(uncounted);
        AnsiTransactionManager::begin_transaction_sql(&mut **self, begin).await?;
        let under_way = self.under_way.clone();
        self.set_instrumentation(under_way);
        Ok(())
    }

    /// Undoes the transaction, whatever it is doing, and gives the connection back.
    pub(super) fn undo(mut self) {
        if let Some(connection) = self.connection.take() {
            finish(connection, "ROLLBACK");
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        if self.under_way.number.load(Ordering::Relaxed) == 0 {
            return;
        }
        if let Some(connection) = self.connection.take() {
            finish(connection, "");
        }
    }
}

/// Sends a last statement behind what is under way, and gives the connection back when both have ended, or closes it. The connection
/// counts as used until then, so there are at most as many of these tasks as connections.
fn finish(mut pooled: Object<Manager>, last: &'static str) {
    let Ok(runtime) = Handle::try_current() else {
        drop(Object::take(pooled));
        return;
    };
    runtime.spawn(async move {
        let connection = &mut pooled.connection;
        connection.set_instrumentation(uncounted);
        let finished = timeout(FINISHING, connection.batch_execute(last)).await;
        if matches!(finished, Ok(Ok(()))) {
            // The transaction manager may have been left in the middle of a change.
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

impl Instrumentation for UnderWay {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.number.fetch_add(1, Ordering::Relaxed),
            InstrumentationEvent::FinishQuery { .. } => self.number.fetch_sub(1, Ordering::Relaxed),
            // diesel's enum, of which the rest is about other things.
            _ => return,
        };
        self.statements.on_connection_event(event);
    }
}
