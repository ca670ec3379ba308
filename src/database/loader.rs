//! Batch reads by key.
//!
//! Fields that resolve at the same time request their records one by one. A loader collects the keys
//! requested within two scheduler turns, and reads them in one statement. All waiters of a batch resume
//! together, so their next requests form one batch again, for any page length. A loader lives as long as
//! one request, so no record that one caller may see reaches another.

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

/// Reads the records of some keys. A key without a record is missing from the result.
type BatchRead<K, V> =
    Box<dyn Fn(Reader, Vec<K>) -> BoxFuture<'static, QueryResult<HashMap<K, V>>> + Send + Sync>;

/// The maximum number of keys in one statement.
const MAXIMUM_BATCH: usize = 1_000;

/// How many scheduler turns a batch collects keys. After one turn only, a resolver that was woken for another
/// reason may run before the resolvers that were woken together with it.
const TURNS: usize = 2;

/// Loads records of one kind for one request, each key at most once.
pub struct Loader<K, V> {
    database: Database,
    /// The call site that made this loader. It identifies the loader's reads when a table is locked.
    site: CallSite,
    read: BatchRead<K, V>,
    pending: Mutex<PendingKeys<K, V>>,
}

/// The keys requested so far.
struct PendingKeys<K, V> {
    by_key: HashMap<K, Arc<KeyBatch<K, V>>>,
    /// The batch that accepts new keys.
    open: Arc<KeyBatch<K, V>>,
}

/// Keys that are read together, and their records after the read.
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

    /// Reads all these keys. Later loads of them resolve without waiting, and return the error of a failed
    /// read.
    pub async fn prefetch(&self, keys: impl IntoIterator<Item = K>) {
        let mut batches: Vec<_> = {
            let mut pending_keys = lock(&self.pending);
            keys.into_iter().map(|key| pending_keys.batch_of(&key)).collect()
        };
        batches.dedup_by(|one, other| Arc::ptr_eq(one, other));
        for batch in batches {
            self.records_of(&batch).await;
        }
    }

    /// Discards all records, because a write may have changed them.
    pub fn clear(&self) {
        *lock(&self.pending) = PendingKeys::default();
    }

    async fn records_of<'a>(&self, batch: &'a Arc<KeyBatch<K, V>>) -> &'a Result<HashMap<K, V>, Failure> {
        // The first waiter reads for all. `Box::pin` keeps the futures of the other waiters small.
        // `unconstrained` is necessary because the scheduler's budget would let only about a hundred waiters
        // resume in the same turn.
        unconstrained(batch.records.get_or_init(|| Box::pin(self.read(batch)))).await
    }

    async fn read(&self, batch: &Arc<KeyBatch<K, V>>) -> Result<HashMap<K, V>, Failure> {
        // Yields twice so other resolvers can add keys to this batch.
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
    /// The record of a key. An unreadable row is a fault.
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
    /// Makes the batch accept no more keys.
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
