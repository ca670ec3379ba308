//! Operations that keep a processor busy for long.
//!
//! An operation is resolved between two waits without a break, which takes milliseconds for large documents
//! and answers. If such operations took all processors, small ones would wait for all of them. So only half
//! of the processors work on large ones while there are small ones, and on the largest at any time. A turn
//! lasts for one poll, and so is never held while an operation waits for the database.

use std::{
    future::poll_fn,
    num::NonZero,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::ready,
    thread::available_parallelism,
};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::database::Size;

/// A document of more bytes takes long to read.
const DOCUMENT: usize = 4 * 1024;

/// An operation that costs more is large: a page of 20 appointments with what they refer to is small.
const LARGE: u64 = 400;

/// An operation that costs more takes a processor for so long that it always needs a turn.
const LARGEST: u64 = 5_000;

/// The processors that work on large operations.
pub(super) struct HeavyWork {
    turns: Arc<Semaphore>,
    /// Small operations that are under way.
    small: AtomicUsize,
}

#[derive(Clone, Copy, PartialEq)]
enum Weight {
    Small,
    Large,
    Largest,
}

/// A small operation that is under way, until this is dropped.
struct Small<'a>(&'a AtomicUsize);

impl HeavyWork {
    pub(super) fn new() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self::with_turns((processors / 2).max(1))
    }

    fn with_turns(turns: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(turns)), small: AtomicUsize::new(0) }
    }

    /// Reads a document of this length.
    pub(super) async fn read<T>(&self, length: usize, work: impl Future<Output = T>) -> T {
        self.run(if length > DOCUMENT { Weight::Largest } else { Weight::Small }, work).await
    }

    /// How much an operation of this cost reads.
    pub(super) fn size(cost: u64) -> Size {
        if cost <= LARGE { Size::Small } else { Size::Large }
    }

    /// Resolves an operation of this cost.
    pub(super) async fn resolve<T>(&self, cost: u64, work: impl Future<Output = T>) -> T {
        let weight = if cost <= LARGE {
            Weight::Small
        } else if cost <= LARGEST {
            Weight::Large
        } else {
            Weight::Largest
        };
        self.run(weight, work).await
    }

    async fn run<T>(&self, weight: Weight, work: impl Future<Output = T>) -> T {
        if weight == Weight::Small {
            let _small = Small::begin(&self.small);
            return work.await;
        }
        let mut work = pin!(work);
        let mut next: Option<BoxFuture<'static, Option<OwnedSemaphorePermit>>> = None;
        poll_fn(|cx| {
            if weight == Weight::Large && self.small.load(Ordering::Relaxed) == 0 {
                next = None;
                return work.as_mut().poll(cx);
            }
            let turn = next.get_or_insert_with(|| self.turns.clone().acquire_owned().map(Result::ok).boxed());
            let _turn = ready!(turn.as_mut().poll(cx));
            next = None;
            work.as_mut().poll(cx)
        })
        .await
    }
}

impl<'a> Small<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::Duration,
    };

    use futures_util::future::{join, join_all, pending};
    use tokio::{
        task::yield_now,
        time::{sleep, timeout},
    };

    use super::*;

    fn one_processor() -> Arc<HeavyWork> {
        Arc::new(HeavyWork::with_turns(1))
    }

    /// Works without a break, several times, and answers how many others worked at the same time at most.
    async fn work(working: Arc<AtomicUsize>) -> usize {
        let mut most = 0;
        for _ in 0..5 {
            let others = working.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(5));
            working.fetch_sub(1, Ordering::SeqCst);
            most = most.max(others);
            yield_now().await;
        }
        most
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn heavy_operations_keep_no_more_processors_busy_than_they_may() {
        let (heavy, working) = (one_processor(), Arc::new(AtomicUsize::new(0)));
        let tasks = (0..6).map(|_| {
            let (heavy, working) = (heavy.clone(), working.clone());
            tokio::spawn(async move { heavy.resolve(LARGEST + 1, work(working)).await })
        });
        for others in join_all(tasks.collect::<Vec<_>>()).await {
            assert_eq!(others.unwrap(), 0);
        }
    }

    #[tokio::test]
    async fn an_operation_that_waits_holds_up_no_other() {
        let heavy = one_processor();
        let waiting = heavy.resolve(LARGEST + 1, sleep(Duration::from_hours(1)));
        let other = heavy.read(DOCUMENT + 1, yield_now());
        timeout(Duration::from_mins(1), join(timeout(Duration::from_secs(1), waiting), other))
            .await
            .unwrap()
            .0
            .unwrap_err();
    }

    #[tokio::test]
    async fn a_small_operation_needs_no_turn() {
        let heavy = one_processor();
        let _all_turns = heavy.turns.clone().acquire_owned().await.unwrap();
        heavy.resolve(LARGE, yield_now()).await;
        heavy.read(DOCUMENT, yield_now()).await;
        let never = heavy.resolve(LARGEST + 1, pending::<()>());
        assert!(timeout(Duration::from_millis(10), never).await.is_err());
    }

    #[tokio::test]
    async fn a_large_operation_needs_a_turn_while_there_are_small_ones() {
        let heavy = one_processor();
        let _all_turns = heavy.turns.clone().acquire_owned().await.unwrap();
        heavy.resolve(LARGE + 1, yield_now()).await;
        let _small = Small::begin(&heavy.small);
        let never = heavy.resolve(LARGE + 1, yield_now());
        assert!(timeout(Duration::from_millis(10), never).await.is_err());
    }
}
