//! Operations that keep a processor busy for long.
//!
//! An operation is resolved between two awaits without a break, which takes milliseconds for large documents and answers. If
//! such operations took all processors, small ones would wait for all of them.
//!
//! The largest operations run on threads of their own with a low priority. Large ones run on the threads of the server, but on
//! only half of the processors while there are small ones. Such a turn lasts for one poll, and so is never held while an operation waits
//! for the database.

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

use super::heavy_threads::HeavyThreads;
use crate::database::Size;

/// A document of more bytes takes long to prepare.
const DOCUMENT: usize = 4 * 1024;

/// An operation that costs more is large: a page of 20 appointments with what they refer to is small.
const LARGE: u64 = 400;

/// An operation that costs more takes a processor for tens of milliseconds.
const LARGEST: u64 = 5_000;

/// Where operations run, by how much work they are.
pub(super) struct HeavyWork {
    threads: HeavyThreads,
    /// The processors that work on large operations.
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
        Self::on_processors((processors / 2).max(1))
    }

    fn on_processors(number: usize) -> Self {
        Self {
            threads: HeavyThreads::new(number),
            turns: Arc::new(Semaphore::new(number)),
            small: AtomicUsize::new(0),
        }
    }

    /// Prepares a document of this length.
    pub(super) async fn prepare<T: Send + 'static>(
        &self,
        length: usize,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        self.run(if length > DOCUMENT { Weight::Largest } else { Weight::Small }, work).await
    }

    /// How much an operation of this cost reads.
    pub(super) fn size(cost: u64) -> Size {
        if cost <= LARGE { Size::Small } else { Size::Large }
    }

    /// Resolves an operation of this cost.
    pub(super) async fn resolve<T: Send + 'static>(
        &self,
        cost: u64,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let weight = if cost <= LARGE {
            Weight::Small
        } else if cost <= LARGEST {
            Weight::Large
        } else {
            Weight::Largest
        };
        self.run(weight, work).await
    }

    async fn run<T: Send + 'static>(
        &self,
        weight: Weight,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        match weight {
            Weight::Small => {
                let _small = Small::begin(&self.small);
                work.await
            }
            Weight::Large => self.in_turns(work).await,
            Weight::Largest => self.threads.run(work).await,
        }
    }

    /// Polls work when there are no small operations, or when it is its turn.
    async fn in_turns<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut next: Option<BoxFuture<'static, Option<OwnedSemaphorePermit>>> = None;
        poll_fn(|cx| {
            if self.small.load(Ordering::Relaxed) == 0 {
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
    use std::{sync::mpsc, thread, time::Duration};

    use futures_util::future::{join, join_all};
    use tokio::{
        sync::oneshot,
        task::yield_now,
        time::{sleep, timeout},
    };

    use super::*;

    fn one_processor() -> Arc<HeavyWork> {
        Arc::new(HeavyWork::on_processors(1))
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
        let other = heavy.prepare(DOCUMENT + 1, yield_now());
        timeout(Duration::from_mins(1), join(timeout(Duration::from_secs(1), waiting), other))
            .await
            .unwrap()
            .0
            .unwrap_err();
    }

    /// The test has one thread: if the largest operation ran on it, the others could not be polled.
    #[tokio::test]
    async fn other_operations_run_while_the_largest_keep_all_their_threads_busy() {
        let heavy = one_processor();
        let (tell, has_begun) = oneshot::channel();
        let (end, ended) = mpsc::channel();
        let busy = heavy.clone();
        let largest = tokio::spawn(async move {
            let poll = async move {
                tell.send(()).unwrap();
                ended.recv_timeout(Duration::from_mins(1)).is_ok()
            };
            busy.resolve(LARGEST + 1, poll).await
        });
        has_begun.await.unwrap();
        heavy.prepare(DOCUMENT, yield_now()).await;
        heavy.resolve(LARGE, yield_now()).await;
        heavy.resolve(LARGEST, yield_now()).await;
        let waiting = heavy.prepare(DOCUMENT + 1, yield_now());
        assert!(timeout(Duration::from_millis(10), waiting).await.is_err());
        end.send(()).unwrap();
        assert!(largest.await.unwrap(), "the others waited for the largest");
    }

    #[tokio::test]
    async fn a_small_operation_needs_no_turn() {
        let heavy = one_processor();
        let _all_turns = heavy.turns.clone().acquire_owned().await.unwrap();
        heavy.resolve(LARGE, yield_now()).await;
        heavy.prepare(DOCUMENT, yield_now()).await;
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
