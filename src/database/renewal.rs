//! Replaces all connections after a failover.
//!
//! A primary that became a standby keeps its old connections open and refuses writes. When the address leads to the new primary, the
//! old connections still lead to the old one; and a session keeps the `default_transaction_read_only` with which it began. So after
//! the first refused write, a probe opens a new connection each second. Once a new one accepts writes, every connection is replaced.

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

/// How long to wait between two probes, and before another replacement.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a probe may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Which connections may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generation {
    /// Those of this number, which grows with each replacement.
    Current(u64),
    /// None: the database has been closed.
    Closed,
}

/// Announces to the holders of connections when to replace them.
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

    /// Ends the holders' work without another message in the log.
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
    /// Starts the recovery from a failover if a command failed because of one. To be called with the failure of each command that
    /// writes.
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

/// Probes until the database accepts writes, and then has all connections replaced.
async fn recover(database: Weak<DatabaseInner>) {
    while let Some(parts) = database.upgrade().filter(|parts| !parts.renewals.is_closed()) {
        let url = parts.url.clone();
        drop(parts);
        let is_writable = timeout(PATIENCE, accepts_writes(&url)).await.is_ok_and(|writable| writable);
        if is_writable && let Some(parts) = database.upgrade() {
            tracing::info!("the database accepts writes; all connections to it are replaced");
            parts.renewals.replace_all();
            drop(parts);
            // A database that changes its mind again costs no more than one replacement each second.
            sleep(PAUSE).await;
            return;
        }
        sleep(PAUSE).await;
    }
}

/// Whether a new connection leads to a database that accepts writes. A standby and a read-only primary answer alike.
async fn accepts_writes(url: &DatabaseUrl) -> bool {
    let Ok(client) = url.client().await else { return false };
    let answer = client.simple_query("SHOW transaction_read_only").await.unwrap_or_default();
    answer.iter().any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(0) == Some("off")))
}
