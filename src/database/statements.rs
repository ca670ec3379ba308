//! Counts SQL statements, so that clients can see and tests can pin how many a request needs.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

tokio::task_local! {
    /// The statements that were sent by the work that is [`counted`].
    static OF_THIS_WORK: Cell<u64>;
}

/// The number of statements that were sent over all connections of one [`Database`](super::Database).
#[derive(Debug, Clone, Default)]
pub struct StatementCount(Arc<AtomicU64>);

impl StatementCount {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The outcome of some work, and how many statements it has sent itself: tasks that it spawns are not looked at.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let counting = async {
        let outcome = work.await;
        (outcome, OF_THIS_WORK.with(Cell::get))
    };
    OF_THIS_WORK.scope(Cell::new(0), counting).await
}

impl Instrumentation for StatementCount {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
            // What goes on beside the requests belongs to none of them.
            let _of_nobody = OF_THIS_WORK.try_with(|count| count.set(count.get() + 1));
        }
    }
}
