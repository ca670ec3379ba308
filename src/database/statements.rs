//! Counts SQL statements, so that clients can see and tests can pin the number of a request. It also keeps
//! the statements of one request on one shared connection.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

tokio::task_local! {
    /// The state of the operation that runs in [`counted`].
    static CURRENT_OPERATION: Operation;
}

#[derive(Default)]
struct Operation {
    /// The number of statements it has sent.
    statements: Cell<u64>,
    /// Its shared connection: the round-robin number from when it first needed one.
    turn: Cell<Option<usize>>,
    size: Size,
}

/// How much an operation reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    #[default]
    Small,
    /// Its statements may take long, so it does not share connections with small operations.
    Large,
}

/// The number of statements sent over all connections of one [`Database`](super::Database).
#[derive(Debug, Clone, Default)]
pub struct StatementCount(Arc<AtomicU64>);

impl StatementCount {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs an operation of this size, and returns its result with the number of statements it sent. Statements
/// of spawned tasks are not counted.
pub async fn counted<T>(size: Size, work: impl Future<Output = T>) -> (T, u64) {
    let counting = async {
        let outcome = work.await;
        (outcome, CURRENT_OPERATION.with(|work| work.statements.get()))
    };
    CURRENT_OPERATION.scope(Operation { size, ..Operation::default() }, counting).await
}

/// The size of the current operation. Work outside of [`counted`] is small.
pub(super) fn size() -> Size {
    CURRENT_OPERATION.try_with(|work| work.size).unwrap_or_default()
}

/// The round-robin number of the shared connection to use. One operation always gets the same number, so its
/// concurrent statements are pipelined on one connection.
pub(super) fn turn(next: impl Fn() -> usize) -> usize {
    let of_operation = |work: &Operation| {
        let turn = work.turn.get().unwrap_or_else(&next);
        work.turn.set(Some(turn));
        turn
    };
    CURRENT_OPERATION.try_with(of_operation).unwrap_or_else(|_| next())
}

impl Instrumentation for StatementCount {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
            // Statements of background tasks belong to no operation.
            let _outside_operation =
                CURRENT_OPERATION.try_with(|work| work.statements.update(|count| count + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_operation_keeps_one_connection_and_other_work_uses_the_next() {
        let turns = AtomicU64::new(0);
        let next = || usize::try_from(turns.fetch_add(1, Ordering::Relaxed)).unwrap_or_default();
        let two = async || [turn(next), turn(next)];
        assert_eq!(two().await, [0, 1]);
        assert_eq!(counted(Size::Small, two()).await, ([2, 2], 0));
        assert_eq!(counted(Size::Large, two()).await, ([3, 3], 0));
    }
}
