//! A queue of bounded length for connections.
//!
//! A request at the end of a long queue would probably time out, and hold memory until then. It fails
//! immediately instead.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{error::Failure, log_limit::LogLimit};

/// The maximum number of waiters for each connection. A short write takes a few milliseconds, so this many
/// waiters are served in less than a second, and bursts of hundreds of requests are absorbed.
const WAITERS_PER_CONNECTION: usize = 50;

/// The free places of the queue.
pub(super) struct Queue(Semaphore);

impl Queue {
    /// A queue for this number of connections.
    pub(super) fn of(connections: usize) -> Self {
        Self(Semaphore::new(connections * WAITERS_PER_CONNECTION))
    }

    /// Takes a place in the queue until the permit is dropped.
    pub(super) fn join(&self) -> Result<SemaphorePermit<'_>, Failure> {
        self.0.try_acquire().map_err(|_| {
            refuse();
            Failure::Unavailable
        })
    }
}

/// Logs that a request was refused because the queue is full.
pub(super) fn refuse() {
    static QUEUE_FULL: LogLimit = LogLimit::new();
    QUEUE_FULL.log(|more| tracing::warn!("too many wait for a database connection{more}"));
}
