//! Connections for reads that take time.

use std::ops::{Deref, DerefMut};

use diesel_async::AsyncPgConnection;
use tokio::sync::OwnedSemaphorePermit;

use super::{Checkout, Database};
use crate::error::Failure;

/// A connection of the pool for a read that takes time, given back when dropped.
///
/// Such reads have half of the pool, so that whoever writes finds a connection however many of them there are.
pub struct SlowQueryConnection {
    connection: Checkout,
    _turn: OwnedSemaphorePermit,
}

impl Database {
    /// A connection for a read that takes time, as soon as there is one among those for such reads.
    pub async fn checkout_for_slow_query(&self) -> Result<SlowQueryConnection, Failure> {
        let place = self.0.unhurried_queue.join()?;
        let turn =
            tokio::time::timeout(self.0.capacity.acquire_timeout, self.0.unhurried.clone().acquire_owned())
                .await;
        let turn = turn.map_err(|_| Failure::Unavailable)?.map_err(Failure::fault)?;
        drop(place);
        Ok(SlowQueryConnection { connection: self.checkout().await?, _turn: turn })
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
