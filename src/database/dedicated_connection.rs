//! A connection for what goes on beside the requests, such as looking out for news.
//!
//! It belongs to neither lanes nor pool, so that it is there when those are busy, and its statements are not counted among
//! the requests' own.

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use tokio::{sync::watch, time::timeout};

use super::{
    DatabaseUrl, StatementCount,
    connect::{self, ConnectionKind, Driver},
    renewal::Generation,
};
use crate::error::Failure;

/// How long a new connection may take, with TLS and all.
const OPENING: Duration = Duration::from_secs(10);

/// A connection of one's own that is opened when it is needed, and again when it has ended.
pub struct DedicatedConnection {
    url: DatabaseUrl,
    generation: watch::Receiver<Generation>,
    open: Option<Open>,
}

struct Open {
    connection: AsyncPgConnection,
    driver: Driver,
}

impl DedicatedConnection {
    pub(super) fn new(url: DatabaseUrl, generation: watch::Receiver<Generation>) -> Self {
        Self { url, generation, open: None }
    }

    /// The connection, which has the settings of a lane, but may wait for locks: what is slow is ended by the database.
    pub async fn connection(&mut self) -> Result<&AsyncPgConnection, Failure> {
        let is_old = self.generation.has_changed().unwrap_or(true);
        if is_old || self.open.as_ref().is_some_and(|open| open.driver.is_finished()) {
            self.open = None;
        }
        if self.open.is_none() {
            self.generation.mark_unchanged();
            let uncounted = StatementCount::default();
            let opened =
                timeout(OPENING, connect::driven(&self.url, ConnectionKind::Dedicated, &uncounted, OPENING))
                    .await;
            let (connection, driver) =
                opened.map_err(|_| Failure::Unavailable)?.map_err(|_| Failure::Unavailable)?;
            self.open = Some(Open { connection, driver });
        }
        self.open.as_ref().map(|open| &open.connection).ok_or(Failure::Unavailable)
    }

    /// Waits until the connection ends, if it is open.
    pub async fn ended(&mut self) {
        if let Some(open) = &mut self.open {
            // How it ended is in the log.
            drop((&mut open.driver).await);
            self.open = None;
        }
    }

    /// Closes the connection at once, whatever it is waiting for.
    pub fn hang_up(&mut self) {
        self.open = None;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
