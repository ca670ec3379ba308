//! Batch reads by key.
//!
//! Fields that are resolved at the same time ask for their records one by one; a loader gathers what is asked for
//! within one turn of the scheduler and reads it in one statement. A loader lives as long as one request, so
//! nothing that one caller may see is handed to another.

use std::{collections::HashMap, fmt::Debug, hash::Hash};

use dataloader::{BatchFn, cached};
use diesel::QueryResult;
use futures_util::future::BoxFuture;

use super::{Database, Lane};
use crate::error::Failure;

/// Reads the records of some keys; a key without a record is missing from the answer.
pub type Read<K, V> = fn(Lane, Vec<K>) -> BoxFuture<'static, QueryResult<HashMap<K, V>>>;

/// The most keys that one statement asks for.
const MAXIMUM_BATCH: usize = 1_000;

struct Batch<K, V> {
    database: Database,
    read: Read<K, V>,
}

impl<K, V> Batch<K, V> {
    async fn read(&self, keys: Vec<K>) -> Result<HashMap<K, V>, Failure> {
        Ok((self.read)(self.database.read().await?, keys).await?)
    }
}

impl<K, V> BatchFn<K, Result<Option<V>, Failure>> for Batch<K, V>
where
    K: Clone + Eq + Hash + Send + Sync,
    V: Send,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<Option<V>, Failure>> {
        match self.read(keys.to_vec()).await {
            Ok(mut found) => keys.iter().map(|key| (key.clone(), Ok(found.remove(key)))).collect(),
            Err(failure) => keys.iter().map(|key| (key.clone(), Err(failure.clone()))).collect(),
        }
    }
}

/// Loads records of one kind for one request, each key at most once.
pub struct Loader<K, V>(cached::Loader<K, Result<Option<V>, Failure>, Batch<K, V>>)
where
    K: Clone + Debug + Eq + Hash + Send + Sync,
    V: Clone + Send;

impl<K, V> Loader<K, V>
where
    K: Clone + Debug + Eq + Hash + Send + Sync,
    V: Clone + Send,
{
    pub fn new(database: Database, read: Read<K, V>) -> Self {
        let batch = Batch { database, read };
        Self(cached::Loader::new(batch).with_yield_count(1).with_max_batch_size(MAXIMUM_BATCH))
    }

    pub async fn load(&self, key: K) -> Result<Option<V>, Failure> {
        self.0.try_load(key).await.unwrap_or_else(|error| Err(Failure::fault(error)))
    }

    /// Forgets what was read, because something has been written since.
    pub async fn clear(&self) {
        self.0.clear_all().await;
    }
}
