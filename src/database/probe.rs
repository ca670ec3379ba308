//! The connection of the readiness probe.
//!
//! No other query uses it, so a probe waits neither behind a read on a shared connection nor for a pooled
//! connection.

use diesel_async::AsyncPgConnection;
use tokio::sync::MutexGuard;

use super::{Database, DedicatedConnection};
use crate::error::Failure;

/// The connection for one probe. Dropping it before the answer closes the connection.
pub struct Probe<'a> {
    dedicated: MutexGuard<'a, DedicatedConnection>,
    is_answered: bool,
}

impl Database {
    /// The connection of the readiness probe. It fails if no shared connection for reads is open.
    pub async fn probe(&self) -> Result<Probe<'_>, Failure> {
        self.0.reads.pick().await.ok_or(Failure::Unavailable)?;
        Ok(Probe { dedicated: self.0.probe.lock().await, is_answered: false })
    }
}

impl Probe<'_> {
    pub async fn connection(&mut self) -> Result<&AsyncPgConnection, Failure> {
        self.dedicated.connection().await
    }

    /// Keeps the connection for the next probe.
    pub fn keep(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.dedicated.hang_up();
        }
    }
}
