//! A mutex for each key within this process, with a limit on its waiters.
//!
//! Work that would block on one row or one key of the database waits here first, before it takes a
//! connection. Otherwise a few dozen repetitions of one request would block all connections of the pool.
//! Servers do not know each other's keys, so the database decides between them, with one connection of each
//! server.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use crate::{error::Failure, log_limit::LogLimit};

/// The maximum number of waiters for one key. Each uses some kilobytes, and is dropped at the timeout of its
/// operation. Fifty concurrent requests for one key are all answered.
const MAXIMUM_WAITERS: usize = 64;

/// The locked keys. Clones share them.
pub struct KeyedMutex<K>(Arc<Mutex<HashMap<K, KeyEntry>>>);

/// The lock of one key. It exists while it has a guard or a waiter.
#[derive(Default)]
struct KeyEntry {
    mutex: Arc<tokio::sync::Mutex<()>>,
    users: usize,
}

/// A holder or waiter of a key. Dropping it frees its place.
struct KeyUser<K: Eq + Hash> {
    keys: KeyedMutex<K>,
    key: K,
}

/// A locked key, which is released when the guard is dropped.
#[must_use = "the key is released when the guard is dropped"]
pub struct KeyGuard<K: Eq + Hash> {
    // The fields are dropped in this order, so an entry is not removed while its mutex is held.
    _held: OwnedMutexGuard<()>,
    _place: KeyUser<K>,
}

impl<K> Clone for KeyedMutex<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K> Default for KeyedMutex<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash> KeyedMutex<K> {
    /// Locks a key, in the order of the calls. Fails with `Unavailable` immediately when the key has too many
    /// waiters. A caller may drop this future at any time.
    pub async fn lock(&self, key: &K) -> Result<KeyGuard<K>, Failure> {
        let (mutex, place) = self.join(key)?;
        Ok(KeyGuard { _held: mutex.lock_owned().await, _place: place })
    }

    fn join(&self, key: &K) -> Result<(Arc<tokio::sync::Mutex<()>>, KeyUser<K>), Failure> {
        let mut entries = self.entries();
        let entry = entries.entry(key.clone()).or_default();
        if entry.users > MAXIMUM_WAITERS {
            static QUEUE_FULL: LogLimit = LogLimit::new();
            QUEUE_FULL.log(|more| tracing::warn!("too many wait for one key{more}"));
            return Err(Failure::Unavailable);
        }
        entry.users += 1;
        Ok((entry.mutex.clone(), KeyUser { keys: self.clone(), key: key.clone() }))
    }
}

impl<K> KeyedMutex<K> {
    fn entries(&self) -> MutexGuard<'_, HashMap<K, KeyEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Drop for KeyUser<K> {
    fn drop(&mut self) {
        let mut entries = self.keys.entries();
        if let Some(entry) = entries.get_mut(&self.key) {
            entry.users -= 1;
            if entry.users == 0 {
                entries.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::join_all};
    use tokio::task::yield_now;

    use super::*;

    #[tokio::test]
    async fn a_locked_key_blocks_its_waiters_but_no_other_key() {
        let keys = KeyedMutex::default();
        let held = keys.lock(&1).await.unwrap();
        let _other = keys.lock(&2).await.unwrap();
        let second = tokio::spawn({
            let keys = keys.clone();
            async move { drop(keys.lock(&1).await.unwrap()) }
        });
        yield_now().await;
        assert!(!second.is_finished());
        drop(held);
        second.await.unwrap();
    }

    #[tokio::test]
    async fn an_unlocked_key_has_no_entry() {
        let keys = KeyedMutex::default();
        drop(keys.lock(&1).await.unwrap());
        let held = keys.lock(&1).await.unwrap();
        let waiting = tokio::spawn({
            let keys = keys.clone();
            async move { keys.lock(&1).await.map(drop) }
        });
        yield_now().await;
        assert_eq!(keys.entries()[&1].users, 2);
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert_eq!(keys.entries()[&1].users, 1);
        drop(held);
        assert!(keys.entries().is_empty());
    }

    #[tokio::test]
    async fn excess_waiters_fail_immediately_and_the_others_get_the_lock() {
        let keys = KeyedMutex::default();
        let held = keys.lock(&1).await.unwrap();
        let mut waiting: Vec<_> = (0..MAXIMUM_WAITERS).map(|_| Box::pin(keys.lock(&1))).collect();
        for lock in &mut waiting {
            assert!(lock.as_mut().now_or_never().is_none());
        }
        assert!(matches!(keys.lock(&1).await, Err(Failure::Unavailable)));
        // A waiter that is dropped frees a place.
        drop(waiting.pop());
        let last = Box::pin(keys.lock(&1));
        waiting.push(last);
        assert!(waiting[MAXIMUM_WAITERS - 1].as_mut().now_or_never().is_none());
        assert!(matches!(keys.lock(&1).await, Err(Failure::Unavailable)));
        drop(held);
        let ended = join_all(waiting.into_iter().map(|lock| async { lock.await.map(drop) })).await;
        assert!(ended.iter().all(Result::is_ok));
        assert!(keys.entries().is_empty());
    }
}
