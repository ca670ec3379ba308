//! Operations that keep a processor busy for long.
//!
//! An operation is resolved between two waits without a break, which takes milliseconds for large documents and answers. If
//! such operations took all processors, small ones would wait for all of them. So only half of the processors work on large
//! ones at a time. A turn lasts for one poll, and so is never held while an operation waits for the database.

use std::{future::poll_fn, num::NonZero, pin::pin, sync::Arc, task::ready, thread::available_parallelism};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A document of more bytes takes long to read.
const DOCUMENT: usize = 4 * 1024;

/// An operation that costs more takes long to resolve.
const COST: u64 = 5_000;

/// The processors that work on large operations.
pub(super) struct HeavyWork(Arc<Semaphore>);

impl HeavyWork {
    pub(super) fn new() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self(Arc::new(Semaphore::new((processors / 2).max(1))))
    }

    /// Reads a document of this length.
    pub(super) async fn read<T>(&self, length: usize, work: impl Future<Output = T>) -> T {
        self.run(length > DOCUMENT, work).await
    }

    /// Resolves an operation of this cost.
    pub(super) async fn resolve<T>(&self, cost: u64, work: impl Future<Output = T>) -> T {
        self.run(cost > COST, work).await
    }

    async fn run<T>(&self, is_heavy: bool, work: impl Future<Output = T>) -> T {
        if !is_heavy {
            return work.await;
        }
        let mut work = pin!(work);
        let mut turn: Option<BoxFuture<'static, Option<OwnedSemaphorePermit>>> = None;
        poll_fn(|cx| {
            let turns = self.0.clone();
            let next = turn.get_or_insert_with(|| turns.acquire_owned().map(Result::ok).boxed());
            let _turn = ready!(next.as_mut().poll(cx));
            turn = None;
            work.as_mut().poll(cx)
        })
        .await
    }
}
