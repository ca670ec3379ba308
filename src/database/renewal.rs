//! Replaces all connections after a failover.
//!
//! A primary that became a standby keeps its old connections open and refuses writes. When the address
//! resolves to the new primary, old connections still lead to the old one. A session also keeps the
//! `default_transaction_read_only` with which it began. After the first refused write, a probe therefore
//! opens a new connection each second. Once a new connection accepts writes, every connection is replaced.

use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_postgres::SimpleQueryMessage;

use super::{Database, DatabaseInner, DatabaseUrl};
use crate::error::Failure;

/// The pause between two probes, and the minimum time between two replacements.
const PAUSE: Duration = Duration::from_secs(1);

/// The timeout of a probe.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// The connections that may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generation {
    /// Connections of this generation. The number grows with each replacement.
    Current(u64),
    /// None, because the database handle is closed.
    Closed,
}

/// Notifies the holders of connections when they must replace them.
pub(super) struct Renewals {
    generation: watch::Sender<Generation>,
    probe: Mutex<Option<JoinHandle<()>>>,
}

impl Default for Renewals {
    fn default() -> Self {
        Self { generation: watch::Sender::new(Generation::Current(0)), probe: Mutex::default() }
    }
}

impl Renewals {
    pub(super) fn subscribe(&self) -> watch::Receiver<Generation> {
        self.generation.subscribe()
    }

    pub(super) fn is_closed(&self) -> bool {
        *self.generation.borrow() == Generation::Closed
    }

    /// Ends the holders' work without another log line.
    pub(super) fn close(&self) {
        self.generation.send_replace(Generation::Closed);
    }

    fn replace_all(&self) {
        self.generation.send_modify(|generation| {
            if let Generation::Current(number) = generation {
                *number += 1;
            }
        });
    }
}

impl Database {
    /// Starts the recovery from a failover if a command failed because of one. Callers pass the failure of
    /// each command that writes.
    pub fn recover_from(&self, failure: &Failure) {
        if !matches!(failure, Failure::ReadOnly) {
            return;
        }
        let mut probe = self.0.renewals.probe.lock().unwrap_or_else(PoisonError::into_inner);
        if probe.as_ref().is_none_or(JoinHandle::is_finished) {
            *probe = Some(tokio::spawn(recover(Arc::downgrade(&self.0))));
        }
    }
}

/// Probes until the database accepts writes, and then replaces all connections.
async fn recover(database: Weak<DatabaseInner>) {
    while let Some(parts) = database.upgrade().filter(|parts| !parts.renewals.is_closed()) {
        let url = parts.url.clone();
        drop(parts);
        let is_writable = timeout(PROBE_TIMEOUT, accepts_writes(&url)).await.is_ok_and(|writable| writable);
        if is_writable && let Some(parts) = database.upgrade() {
            tracing::info!("the database accepts writes; all connections to it are replaced");
            parts.renewals.replace_all();
            drop(parts);
            // A database that alternates between both states causes at most one replacement each second.
            sleep(PAUSE).await;
            return;
        }
        sleep(PAUSE).await;
    }
}

/// Whether a new connection leads to a database that accepts writes. A standby and a read-only primary both
/// answer `on`.
async fn accepts_writes(url: &DatabaseUrl) -> bool {
    let Ok(client) = url.client().await else { return false };
    let answer = client.simple_query("SHOW transaction_read_only").await.unwrap_or_default();
    answer.iter().any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(0) == Some("off")))
}
