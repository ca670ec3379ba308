//! Waiting for a connection, in a queue of bounded length.
//!
//! Whoever would wait at the end of a long queue would in all likelihood wait in vain, and keep memory meanwhile: it is better to be
//! told so at once.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{error::Failure, log_limit::LogLimit};

/// How many may wait for each connection. A short write takes a few milliseconds, so that many have their turn in less than a
/// second, and bursts of hundreds are taken in.
const LENGTH: usize = 50;

/// The places of those who wait.
pub(super) struct Queue(Semaphore);

impl Queue {
    /// The queue for so many connections.
    pub(super) fn of(connections: usize) -> Self {
        Self(Semaphore::new(connections * LENGTH))
    }

    /// A place, for as long as one waits.
    pub(super) fn join(&self) -> Result<SemaphorePermit<'_>, Failure> {
        self.0.try_acquire().map_err(|_| {
            refuse();
            Failure::Unavailable
        })
    }
}

/// Logs that a request was refused because too many others wait already.
pub(super) fn refuse() {
    static CROWDED: LogLimit = LogLimit::new();
    CROWDED.log(|more| tracing::warn!("too many wait for a database connection{more}"));
}
