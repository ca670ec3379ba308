//! Batch reads by key.
//!
//! Fields that are resolved at the same time ask for their records one by one; a loader gathers what is asked for
//! within two turns of the scheduler and reads it in one statement. All who wait for a batch go on together, so that
//! what they ask for next is gathered again, however long the page is. A loader lives as long as one request, so
//! nothing that one caller may see is handed to another.

use std::{
    collections::HashMap,
    hash::Hash,
    panic::Location,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use diesel::QueryResult;
use futures_util::future::BoxFuture;
use tokio::{
    sync::OnceCell,
    task::{unconstrained, yield_now},
};

use super::{Database, Loaded, Reader, locked::CallSite};
use crate::error::Failure;

/// Reads the records of some keys; a key without a record is missing from the answer.
type BatchRead<K, V> =
    Box<dyn Fn(Reader, Vec<K>) -> BoxFuture<'static, QueryResult<HashMap<K, V>>> + Send + Sync>;

/// The most keys that one statement asks for.
const MAXIMUM_BATCH: usize = 1_000;

/// For how many turns of the scheduler a batch gathers. After only one, a reader who was woken for another reason as
/// well may come before those who were woken together with it.
const TURNS: usize = 2;

/// Loads records of one kind for one request, each key at most once.
pub struct Loader<K, V> {
    database: Database,
    /// The place in the code that made this loader. It identifies its reads when a table is locked.
    site: CallSite,
    read: BatchRead<K, V>,
    pending: Mutex<PendingKeys<K, V>>,
}

/// What was asked for so far.
struct PendingKeys<K, V> {
    by_key: HashMap<K, Arc<KeyBatch<K, V>>>,
    /// The batch that takes new keys.
    open: Arc<KeyBatch<K, V>>,
}

/// Keys that are asked for together, and their records once they have been read.
struct KeyBatch<K, V> {
    keys: Mutex<Vec<K>>,
    records: OnceCell<Result<HashMap<K, V>, Failure>>,
}

impl<K, V> Loader<K, V>
where
    K: Clone + Eq + Hash,
    V: Clone,
{
    #[track_caller]
    pub fn new(
        database: Database,
        read: impl Fn(Reader, Vec<K>) -> BoxFuture<'static, QueryResult<HashMap<K, V>>> + Send + Sync + 'static,
    ) -> Self {
        Self { database, site: Location::caller(), read: Box::new(read), pending: Mutex::default() }
    }

    pub async fn load(&self, key: K) -> Result<Option<V>, Failure> {
        let batch = lock(&self.pending).batch_of(&key);
        let records = self.records_of(&batch).await;
        records.as_ref().map(|records| records.get(&key).cloned()).map_err(Failure::clone)
    }

    /// Has all these read, so that whoever asks for them afterwards waits for nothing, and is told then why there are none.
    pub async fn prefetch(&self, keys: impl IntoIterator<Item = K>) {
        let mut batches: Vec<_> = {
            let mut asked = lock(&self.pending);
            keys.into_iter().map(|key| asked.batch_of(&key)).collect()
        };
        batches.dedup_by(|one, other| Arc::ptr_eq(one, other));
        for batch in batches {
            self.records_of(&batch).await;
        }
    }

    /// Forgets what was read, because something has been written since.
    pub fn clear(&self) {
        *lock(&self.pending) = PendingKeys::default();
    }

    async fn records_of<'a>(&self, batch: &'a Arc<KeyBatch<K, V>>) -> &'a Result<HashMap<K, V>, Failure> {
        // Whoever asks first reads for all, in a box, so that the others do not make room for it. Within the scheduler's budget,
        // only the first hundred or so of the others could go on in the same turn.
        unconstrained(batch.records.get_or_init(|| Box::pin(self.read(batch)))).await
    }

    async fn read(&self, batch: &Arc<KeyBatch<K, V>>) -> Result<HashMap<K, V>, Failure> {
        // All who are about to ask have their turn.
        for _ in 0..TURNS {
            yield_now().await;
        }
        lock(&self.pending).close(batch);
        let keys = lock(&batch.keys).clone();
        let mut records = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(MAXIMUM_BATCH) {
            let read = |reader| (self.read)(reader, keys.to_vec());
            records.extend(self.database.read_from(self.site, read).await?);
        }
        Ok(records)
    }
}

impl<K, V> Loader<K, Loaded<V>>
where
    K: Clone + Eq + Hash,
    V: Clone,
{
    /// The record of a key. One that cannot be read is a fault.
    pub async fn record(&self, key: K) -> Result<Option<V>, Failure> {
        Ok(self.load(key).await?.map(Loaded::into_result).transpose()?)
    }
}

impl<K: Clone + Eq + Hash, V> PendingKeys<K, V> {
    /// The batch in which the key is or will be read.
    fn batch_of(&mut self, key: &K) -> Arc<KeyBatch<K, V>> {
        let batch = self.by_key.entry(key.clone()).or_insert_with(|| {
            lock(&self.open.keys).push(key.clone());
            self.open.clone()
        });
        batch.clone()
    }
}

impl<K, V> PendingKeys<K, V> {
    /// Sees to it that the batch takes no more keys.
    fn close(&mut self, batch: &Arc<KeyBatch<K, V>>) {
        if Arc::ptr_eq(&self.open, batch) {
            self.open = Arc::default();
        }
    }
}

impl<K, V> Default for PendingKeys<K, V> {
    fn default() -> Self {
        Self { by_key: HashMap::new(), open: Arc::default() }
    }
}

impl<K, V> Default for KeyBatch<K, V> {
    fn default() -> Self {
        Self { keys: Mutex::default(), records: OnceCell::new() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
