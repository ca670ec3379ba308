//! Counts SQL statements, so that clients can see and tests can pin how many a request needs; and sees to it that those of one
//! request go together.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

tokio::task_local! {
    /// What is known of the work that is [`counted`].
    static THIS_WORK: Work;
}

#[derive(Default)]
struct Work {
    /// How many statements it has sent.
    statements: Cell<u64>,
    /// Whose turn it was when it first asked for a lane.
    turn: Cell<Option<usize>>,
    size: Size,
}

/// How much a piece of work reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    #[default]
    Small,
    /// Its statements may take long, so it does not share lanes with small ones.
    Large,
}

/// The number of statements that were sent over all connections of one [`Database`](super::Database).
#[derive(Debug, Clone, Default)]
pub struct StatementCount(Arc<AtomicU64>);

impl StatementCount {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The outcome of some work of this size, and how many statements it has sent itself: tasks that it spawns are not looked at.
pub async fn counted<T>(size: Size, work: impl Future<Output = T>) -> (T, u64) {
    let counting = async {
        let outcome = work.await;
        (outcome, THIS_WORK.with(|work| work.statements.get()))
    };
    THIS_WORK.scope(Work { size, ..Work::default() }, counting).await
}

/// How much the work reads that asks; work that is not counted is small.
pub(super) fn size() -> Size {
    THIS_WORK.try_with(|work| work.size).unwrap_or_default()
}

/// Which lane's turn it is: of one work always the same one's, so that what it asks at the same time is sent, carried out and
/// answered in one go.
pub(super) fn turn(next: impl Fn() -> usize) -> usize {
    let of_work = |work: &Work| {
        let turn = work.turn.get().unwrap_or_else(&next);
        work.turn.set(Some(turn));
        turn
    };
    THIS_WORK.try_with(of_work).unwrap_or_else(|_| next())
}

impl Instrumentation for StatementCount {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
            // What goes on beside the requests belongs to none of them.
            let _of_nobody = THIS_WORK.try_with(|work| work.statements.update(|count| count + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_work_has_one_turn_and_what_goes_on_beside_it_the_next() {
        let turns = AtomicU64::new(0);
        let next = || usize::try_from(turns.fetch_add(1, Ordering::Relaxed)).unwrap_or_default();
        let two = async || [turn(next), turn(next)];
        assert_eq!(two().await, [0, 1]);
        assert_eq!(counted(Size::Small, two()).await, ([2, 2], 0));
        assert_eq!(counted(Size::Large, two()).await, ([3, 3], 0));
    }
}
