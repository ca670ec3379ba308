//! Which sessions have ended of late, known to every server within a second.
//!
//! An access token is good by its signature alone, so nothing is read for it; but whoever logs out, or is turned out, must
//! not wait for it to expire. So each server reads, four times a second and on a connection apart, which sessions have ended
//! of late. Nobody is let in by what was read more than a second ago: where nothing newer is known, because the database is
//! away or the machine is overloaded, a request waits for news, and is at last refused. Hence a session that has ended lets
//! nobody in a second later, on any server, whatever fails; and the statements of a request are as many as without accounts.
//!
//! Each time the whole of the last twenty minutes is read, not only what is new since the last time, so a transaction that
//! ends a session and commits late is not missed. What lies further back does not matter: tokens of such a session have
//! expired. What is known is as much as has ended in these minutes, and is replaced each time, so it does not grow.

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

/// How often it is read.
const PACE: Duration = Duration::from_millis(250);

/// How long one reading may take before the connection is given up.
const PATIENCE: Duration = Duration::from_secs(2);

/// For how long a reading is believed, counted from its beginning.
const BELIEVED: Duration = Duration::from_secs(1);

/// How much further back is read than tokens can be good, because the clocks of servers may differ, and a session may end while
/// it is refreshed.
///
/// A token of a server that is ahead by the whole leeway is good here for that much longer, and the server that ended its session
/// may be behind by as much. So twice the largest leeway is needed, or a revoked token would be good again before it expires.
const MARGIN: TimeDelta = TimeDelta::minutes(5);
const _: () = assert!(MARGIN.num_seconds() > 2 * MAXIMUM_LEEWAY.num_seconds());

/// Knows which sessions have ended, by a task that ends with this.
pub(super) struct RevokedSessions {
    newest: watch::Receiver<Option<RevocationSnapshot>>,
    acquire_timeout: Duration,
    watcher: AbortHandle,
}

/// What was read, and when that began: whatever had been committed by then is in it.
#[derive(Debug)]
struct RevocationSnapshot {
    begun: Instant,
    ended: HashSet<SessionId>,
}

/// Nothing is known that is new enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RevocationStateUnavailable;

impl RevokedSessions {
    /// Begins to watch. It must be called within the runtime of tokio.
    pub(super) fn watch(app: &AppContext) -> Self {
        let (news, newest) = watch::channel(None);
        let clock = app.clock.clone();
        let since = move || clock.now() - LONGEST_LIFE - MARGIN;
        let watcher = tokio::spawn(watch(app.database.apart(), since, news)).abort_handle();
        Self { newest, acquire_timeout: app.database.acquire_timeout(), watcher }
    }

    /// Whether a session is among those that have ended.
    pub(super) async fn contain(&self, session: SessionId) -> Result<bool, RevocationStateUnavailable> {
        self.ask(|reading| reading.ended.contains(&session)).await
    }

    /// Whether it can be told of any session.
    pub(super) async fn are_known(&self) -> bool {
        self.ask(|_| ()).await.is_ok()
    }

    /// Waits for news where what is known is too old, but no longer than for a connection to the database.
    async fn ask<T>(
        &self,
        question: impl Fn(&RevocationSnapshot) -> T,
    ) -> Result<T, RevocationStateUnavailable> {
        let mut newest = self.newest.clone();
        let is_believed = |reading: &Option<RevocationSnapshot>| {
            reading.as_ref().is_some_and(|r| r.is_believed_at(Instant::now()))
        };
        let news = timeout(self.acquire_timeout, newest.wait_for(is_believed)).await;
        let reading =
            news.map_err(|_| RevocationStateUnavailable)?.map_err(|_| RevocationStateUnavailable)?;
        reading.as_ref().map(question).ok_or(RevocationStateUnavailable)
    }
}

impl Drop for RevokedSessions {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

impl RevocationSnapshot {
    fn is_believed_at(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.begun) <= BELIEVED
    }
}

/// Reads again and again what has ended since an instant that moves along.
async fn watch(
    mut connection: DedicatedConnection,
    since: impl Fn() -> DateTime<Utc>,
    news: watch::Sender<Option<RevocationSnapshot>>,
) {
    let mut ticks = interval(PACE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_known = true;
    loop {
        ticks.tick().await;
        // Nobody would be let in for ever if a panic ended this.
        let reading = AssertUnwindSafe(read(&mut connection, &since)).catch_unwind().await;
        match reading.unwrap_or_else(|_| Err(Failure::fault(anyhow::anyhow!("a panic")))) {
            Ok(reading) => {
                news.send_replace(Some(reading));
                if !was_known {
                    tracing::info!("it is known again which sessions have ended");
                }
                was_known = true;
            }
            Err(failure) => {
                // Whatever it is still waiting for would come before the next answer.
                connection.hang_up();
                // Once for each time, for it is tried four times a second.
                if was_known {
                    tracing::warn!(?failure, "it is not known which sessions have ended: nobody is let in");
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
    let ended = timeout(PATIENCE, store::ended_since(connection, since())).await;
    Ok(RevocationSnapshot { begun, ended: ended.map_err(|_| Failure::Unavailable)?? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_believed_for_a_second_from_its_beginning_and_no_longer() {
        let begun = Instant::now();
        let reading = RevocationSnapshot { begun, ended: HashSet::new() };
        assert!(reading.is_believed_at(begun));
        assert!(reading.is_believed_at(begun + Duration::from_secs(1)));
        assert!(!reading.is_believed_at(begun + Duration::from_secs(1) + Duration::from_nanos(1)));
    }
}
