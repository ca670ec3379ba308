//! Connections for reads that take time.

use std::ops::{Deref, DerefMut};

use diesel_async::{AsyncPgConnection, pooled_connection::deadpool::Object};
use tokio::sync::OwnedSemaphorePermit;

use super::Database;
use crate::error::Failure;

/// A connection of the pool for a read that takes time.
///
/// Such reads have half of the pool, so that whoever writes finds a connection however many of them there are. Whoever waits for one
/// may leave at any moment: its connection is then closed, for in the pool it would go on with what nobody waits for, and the
/// server notices within a second.
pub struct Unhurried {
    connection: Option<Object<AsyncPgConnection>>,
    _turn: OwnedSemaphorePermit,
}

impl Database {
    /// A connection for a read that takes time, as soon as there is one among those for such reads.
    pub async fn checkout_unhurried(&self) -> Result<Unhurried, Failure> {
        let place = self.unhurried_queue.join()?;
        let turn = tokio::time::timeout(self.patience, self.unhurried.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Failure::Unavailable)?.map_err(Failure::fault)?;
        drop(place);
        Ok(Unhurried { connection: Some(self.checkout().await?), _turn: turn })
    }
}

impl Unhurried {
    /// Leaves the connection to others, once everything has been read.
    pub fn give_back(mut self) {
        self.connection = None;
    }
}

impl Drop for Unhurried {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

impl Deref for Unhurried {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        self.connection.as_ref().expect("the connection is there until it is given back")
    }
}

impl DerefMut for Unhurried {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.connection.as_mut().expect("the connection is there until it is given back")
    }
}
