//! Threads with a low scheduling priority, on which the largest operations run.
//!
//! The async runtime cannot interrupt a poll, but the operating system can interrupt a thread. So a poll that takes tens of
//! milliseconds runs on one of these threads, and small operations on the runtime's own threads get the processor first.
//!
//! The threads belong to a second tokio runtime without drivers: only polls happen here. Each poll enters the context of the
//! runtime that serves the request, so its timers, its connections to the database and the tasks it spawns stay there.

use std::{
    panic::resume_unwind,
    pin::Pin,
    sync::OnceLock,
    task::{Context, Poll},
};

use futures_util::future::{BoxFuture, FutureExt};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

/// How much nicer these threads are than the rest of the process. At equal nice values two threads share a processor equally; a
/// thread that is 10 nicer gets a tenth, which is enough to release a lock soon.
#[cfg(target_os = "linux")]
const NICER: i32 = 10;

/// The largest nice value.
#[cfg(target_os = "linux")]
const NICEST: i32 = 19;

pub(super) struct HeavyThreads {
    number: usize,
    /// Started for the first operation.
    runtime: OnceLock<Runtime>,
}

impl HeavyThreads {
    pub(super) fn new(number: usize) -> Self {
        Self { number, runtime: OnceLock::new() }
    }

    /// Runs work on these threads. Dropping the returned future cancels the work.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        let runtime = self.runtime.get_or_init(|| start(self.number));
        let work = InContext { work: Some(work.in_current_span().boxed()), context: Handle::current() };
        let outcome = AbortOnDropHandle::new(runtime.spawn(work)).await;
        // The task ends early only if the work panics, because a task that is cancelled has no caller.
        outcome.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}

impl Drop for HeavyThreads {
    fn drop(&mut self) {
        // The drop of a runtime would wait for its threads, which is not allowed in an async context.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn start(threads: usize) -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("panda-heavy")
        .on_thread_start(lower_priority)
        .build()
        .expect("a runtime without drivers needs nothing but threads")
}

/// Lowers the priority of the current thread, where the system allows that. On Linux each thread has a nice value of its own.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        use rustix::{
            process::{getpriority_process, setpriority_process},
            thread::gettid,
        };

        let thread = Some(gettid());
        let lowered = getpriority_process(thread)
            .and_then(|nice| setpriority_process(thread, NICEST.min(nice + NICER)));
        if let Err(error) = lowered {
            tracing::warn!(%error, "large operations run at the normal priority");
        }
    }
}

/// Work that is polled and dropped in the context of another runtime than the one that drives it. tokio-util's `TokioContext`
/// does not enter the context when the work is dropped, but an interrupted statement then needs a task.
struct InContext<T> {
    work: Option<BoxFuture<'static, T>>,
    context: Handle,
}

impl<T> Future for InContext<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Self { work, context } = &mut *self;
        let _entered = context.enter();
        work.as_mut().expect("the work is there until this is dropped").as_mut().poll(cx)
    }
}

impl<T> Drop for InContext<T> {
    fn drop(&mut self) {
        let _entered = self.context.enter();
        self.work = None;
    }
}

#[cfg(test)]
mod tests {
    use std::{
        panic::AssertUnwindSafe,
        sync::mpsc::{self, Receiver},
        thread::{self, ThreadId},
        time::Duration,
    };

    use futures_util::future::pending;
    use tokio::{
        sync::oneshot,
        task::yield_now,
        time::{sleep, timeout},
    };

    use super::*;

    /// Tells by which thread and in which runtime it is dropped.
    struct Dropped(mpsc::Sender<(ThreadId, tokio::runtime::Id)>);

    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.send((thread::current().id(), Handle::current().id())).unwrap();
        }
    }

    fn received<T>(receiver: &Receiver<T>) -> T {
        receiver.recv_timeout(Duration::from_mins(1)).unwrap()
    }

    #[tokio::test]
    async fn timers_and_tasks_stay_in_the_callers_runtime() {
        let here = (thread::current().id(), Handle::current().id());
        let work = async {
            sleep(Duration::from_millis(1)).await;
            let spawned = tokio::spawn(async { thread::current().id() }).await.unwrap();
            (spawned, Handle::current().id(), thread::current().id())
        };
        let (spawned, runtime, polled) = HeavyThreads::new(1).run(work).await;
        assert_eq!((spawned, runtime), here);
        assert_ne!(polled, here.0);
    }

    #[tokio::test]
    async fn cancelled_work_is_dropped_on_its_thread_and_in_the_callers_runtime() {
        let threads = HeavyThreads::new(1);
        let heavy = threads.run(async { thread::current().id() }).await;
        let (sender, dropped) = mpsc::channel();
        let (begun, has_begun) = oneshot::channel();
        let work = async move {
            let _dropped = Dropped(sender);
            begun.send(()).unwrap();
            pending::<()>().await;
        };
        let mut running = Box::pin(threads.run(work));
        tokio::select! {
            () = &mut running => unreachable!("it is pending"),
            begun = has_begun => begun.unwrap(),
        }
        drop(running);
        assert_eq!(received(&dropped), (heavy, Handle::current().id()));
    }

    #[tokio::test]
    async fn a_panic_reaches_the_caller() {
        let threads = HeavyThreads::new(1);
        let panicking = AssertUnwindSafe(threads.run(async { panic!("as intended") }));
        let panic = panicking.catch_unwind().await.unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"as intended"));
        timeout(Duration::from_mins(1), threads.run(yield_now())).await.unwrap();
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_threads_are_nicer_than_the_process() {
        use rustix::{process::getpriority_process, thread::gettid};

        let nice = || getpriority_process(Some(gettid())).unwrap();
        let lowered = HeavyThreads::new(1).run(async move { nice() }).await;
        assert_eq!(lowered, NICEST.min(nice() + NICER));
    }
}
