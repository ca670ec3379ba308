//! Recently ended sessions, known to every server within one second.
//!
//! The signature alone makes an access token valid, so a request reads nothing to verify it. Yet a logout or
//! a deactivation must take effect before the token expires. Each server therefore reads the recently ended
//! sessions four times a second, on a dedicated connection.
//!
//! A snapshot older than one second authenticates no request. If there is no newer one, because the database
//! is unreachable or the machine is overloaded, the request waits for the next snapshot and is refused after
//! a timeout. Hence every server rejects an ended session after one second, even when parts of the system
//! fail. The number of statements per request is the same as without accounts.
//!
//! Each read covers the whole of the last twenty minutes, and not only what is new. A transaction that ends a
//! session and commits late is therefore not missed. Older sessions do not matter, because their tokens have
//! expired. Each snapshot replaces the one before, so memory use does not grow.

mod store;

use std::{collections::HashSet, panic::AssertUnwindSafe, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use tokio::{
    sync::watch,
    task::AbortHandle,
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use super::{
    SessionId,
    tokens::{LONGEST_LIFE, MAXIMUM_LEEWAY},
};
use crate::{context::AppContext, database::DedicatedConnection, error::Failure};

/// The interval between reads.
const READ_INTERVAL: Duration = Duration::from_millis(250);

/// How long one read may take before the connection is closed.
const READ_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a snapshot is valid, counted from the start of its read.
const SNAPSHOT_LIFETIME: Duration = Duration::from_secs(1);

/// How much further back the read goes than the longest life of a token. The margin covers clocks that differ
/// between servers, and a session that ends while it is refreshed.
///
/// A token from a server whose clock is ahead by the whole leeway is valid here for that much longer. The
/// clock of the server that ended its session may be behind by as much. So the margin must exceed twice the
/// largest leeway; otherwise a revoked token would be valid again before it expires.
const MARGIN: TimeDelta = TimeDelta::minutes(5);
const _: () = assert!(MARGIN.num_seconds() > 2 * MAXIMUM_LEEWAY.num_seconds());

/// The recently ended sessions, read by a task that is aborted when this is dropped.
pub(super) struct RevokedSessions {
    newest: watch::Receiver<Option<RevocationSnapshot>>,
    acquire_timeout: Duration,
    watcher: AbortHandle,
}

/// The result of a read, and the instant at which the read began. It contains everything committed by then.
#[derive(Debug)]
struct RevocationSnapshot {
    begun: Instant,
    ended: HashSet<SessionId>,
}

/// There is no snapshot that is new enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RevocationStateUnavailable;

impl RevokedSessions {
    /// Starts to watch. It must be called within tokio's runtime.
    pub(super) fn watch(app: &AppContext) -> Self {
        let (sender, newest) = watch::channel(None);
        let clock = app.clock.clone();
        let since = move || clock.now() - LONGEST_LIFE - MARGIN;
        let watcher = tokio::spawn(watch(app.database.dedicated_connection(), since, sender)).abort_handle();
        Self { newest, acquire_timeout: app.database.acquire_timeout(), watcher }
    }

    /// Whether the session is among the ended ones.
    pub(super) async fn contain(&self, session: SessionId) -> Result<bool, RevocationStateUnavailable> {
        self.with_snapshot(|snapshot| snapshot.ended.contains(&session)).await
    }

    /// Whether a valid snapshot is available.
    pub(super) async fn are_known(&self) -> bool {
        self.with_snapshot(|_| ()).await.is_ok()
    }

    /// If the newest snapshot is too old, waits for the next one, but no longer than the acquire timeout of a
    /// connection.
    async fn with_snapshot<T>(
        &self,
        evaluate: impl Fn(&RevocationSnapshot) -> T,
    ) -> Result<T, RevocationStateUnavailable> {
        let mut newest = self.newest.clone();
        let is_valid = |snapshot: &Option<RevocationSnapshot>| {
            snapshot.as_ref().is_some_and(|r| r.is_valid_at(Instant::now()))
        };
        let outcome = timeout(self.acquire_timeout, newest.wait_for(is_valid)).await;
        let snapshot =
            outcome.map_err(|_| RevocationStateUnavailable)?.map_err(|_| RevocationStateUnavailable)?;
        snapshot.as_ref().map(evaluate).ok_or(RevocationStateUnavailable)
    }
}

impl Drop for RevokedSessions {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

impl RevocationSnapshot {
    fn is_valid_at(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.begun) <= SNAPSHOT_LIFETIME
    }
}

/// Repeatedly reads the sessions that have ended since a moving instant.
async fn watch(
    mut connection: DedicatedConnection,
    since: impl Fn() -> DateTime<Utc>,
    sender: watch::Sender<Option<RevocationSnapshot>>,
) {
    let mut ticks = interval(READ_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_known = true;
    loop {
        ticks.tick().await;
        // Without this, a panic would end the task, and no request would be authenticated until a restart.
        let snapshot = AssertUnwindSafe(read(&mut connection, &since)).catch_unwind().await;
        match snapshot.unwrap_or_else(|_| Err(Failure::fault(anyhow::anyhow!("a panic")))) {
            Ok(snapshot) => {
                sender.send_replace(Some(snapshot));
                if !was_known {
                    tracing::info!("it is known again which sessions have ended");
                }
                was_known = true;
            }
            Err(failure) => {
                // An answer that is still pending would arrive before the answer to the next query.
                connection.hang_up();
                // Logged once per outage, because the read is tried four times a second.
                if was_known {
                    tracing::warn!(
                        ?failure,
                        "it is not known which sessions have ended: no token is accepted"
                    );
                }
                was_known = false;
            }
        }
    }
}

async fn read(
    connection: &mut DedicatedConnection,
    since: impl Fn() -> DateTime<Utc>,
) -> Result<RevocationSnapshot, Failure> {
    let connection = connection.connection().await?;
    let begun = Instant::now();
    let ended = timeout(READ_TIMEOUT, store::ended_since(connection, since())).await;
    Ok(RevocationSnapshot { begun, ended: ended.map_err(|_| Failure::Unavailable)?? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_valid_for_one_second_from_the_start_of_its_read() {
        let begun = Instant::now();
        let snapshot = RevocationSnapshot { begun, ended: HashSet::new() };
        assert!(snapshot.is_valid_at(begun));
        assert!(snapshot.is_valid_at(begun + Duration::from_secs(1)));
        assert!(!snapshot.is_valid_at(begun + Duration::from_secs(1) + Duration::from_nanos(1)));
    }
}
