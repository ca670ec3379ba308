//! A connection of the pool, for whoever has taken it out.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use deadpool::managed::Object;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::{StatementCount, pool::Manager};

/// A connection of one's own, given back when dropped.
///
/// Whoever waits for a statement may leave at any moment, because the client did or because time is up. The connection is then
/// closed: in the pool it would go on with what nobody waits for, and the next to take it out would have to wait for that.
/// The server notices within a second, and stops.
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

    /// Closes the connection, whatever it is doing.
    pub(super) fn close(mut self) {
        drop(self.connection.take().map(Object::take));
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        if self.under_way.number.load(Ordering::Relaxed) != 0 {
            drop(self.connection.take().map(Object::take));
        }
    }
}

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
