//! A connection for background work, such as polling for changes.
//!
//! It belongs neither to the shared connections nor to the pool, so it is available when those are busy. Its
//! statements are not counted among those of requests.

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use tokio::{sync::watch, time::timeout};

use super::{
    DatabaseUrl, StatementCount,
    connect::{self, ConnectionKind, Driver},
    renewal::Generation,
};
use crate::error::Failure;

/// The timeout for opening a connection, including the TLS handshake. It is also the statement timeout.
const OPEN_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection for one user, which opens on first use and again after it has ended.
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

    /// The connection. It has the settings of a shared connection but a longer lock timeout. The database
    /// cancels slow statements.
    pub async fn connection(&mut self) -> Result<&AsyncPgConnection, Failure> {
        let is_old = self.generation.has_changed().unwrap_or(true);
        if is_old || self.open.as_ref().is_some_and(|open| open.driver.is_finished()) {
            self.open = None;
        }
        if self.open.is_none() {
            self.generation.mark_unchanged();
            let uncounted = StatementCount::default();
            let opened = timeout(
                OPEN_TIMEOUT,
                connect::driven(&self.url, ConnectionKind::Dedicated, &uncounted, OPEN_TIMEOUT),
            )
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
            // The log already contains the reason.
            drop((&mut open.driver).await);
            self.open = None;
        }
    }

    /// Closes the connection immediately, in any state.
    pub fn hang_up(&mut self) {
        self.open = None;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
