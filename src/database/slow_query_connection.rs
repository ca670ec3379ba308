//! Connections for slow reads.

use std::ops::{Deref, DerefMut};

use diesel_async::AsyncPgConnection;
use tokio::sync::OwnedSemaphorePermit;

use super::{Checkout, Database};
use crate::error::Failure;

/// A pooled connection for a slow read, which returns to the pool when it is dropped.
///
/// Slow reads may use half of the pool, so writers always find a connection.
pub struct SlowQueryConnection {
    connection: Checkout,
    _permit: OwnedSemaphorePermit,
}

impl Database {
    /// Checks out a connection for a slow read. Waits for one of the permits for such reads.
    pub async fn checkout_for_slow_query(&self) -> Result<SlowQueryConnection, Failure> {
        let place = self.0.slow_query_queue.join()?;
        let permit = tokio::time::timeout(
            self.0.capacity.acquire_timeout,
            self.0.slow_query_permits.clone().acquire_owned(),
        )
        .await;
        let permit = permit.map_err(|_| Failure::Unavailable)?.map_err(Failure::fault)?;
        drop(place);
        Ok(SlowQueryConnection { connection: self.checkout().await?, _permit: permit })
    }
}

impl Deref for SlowQueryConnection {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl DerefMut for SlowQueryConnection {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}
