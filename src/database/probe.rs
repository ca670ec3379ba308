//! The connection of the readiness probe.
//!
//! It is used by nothing else, so that a probe neither waits behind a read on a shared connection nor for a connection of the pool.

use diesel_async::AsyncPgConnection;
use tokio::sync::MutexGuard;

use super::{Database, DedicatedConnection};
use crate::error::Failure;

/// The connection of the readiness probe, for one probe. If it is dropped before the answer, the connection is closed.
pub struct Probe<'a> {
    apart: MutexGuard<'a, DedicatedConnection>,
    is_answered: bool,
}

impl Database {
    /// The connection of the readiness probe, if a shared connection for reads is open as well.
    pub async fn probe(&self) -> Result<Probe<'_>, Failure> {
        self.0.reads.pick().await.ok_or(Failure::Unavailable)?;
        Ok(Probe { apart: self.0.probe.lock().await, is_answered: false })
    }
}

impl Probe<'_> {
    pub async fn connection(&mut self) -> Result<&AsyncPgConnection, Failure> {
        self.apart.connection().await
    }

    /// Keeps the connection for the next probe.
    pub fn keep(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.apart.hang_up();
        }
    }
}
