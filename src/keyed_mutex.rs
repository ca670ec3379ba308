//! A mutex for each key, held and awaited in this process, with a bound on those who wait.
//!
//! Work that would block on one row or one key of the database waits here first, before it takes a connection. Otherwise, a few
//! dozen repeats of one request would hold all connections of the pool and do nothing with them. Servers do not know each other's
//! keys: the database remains the arbiter, with one connection of each server.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use crate::{error::Failure, log_limit::LogLimit};

/// How many may wait for one key. Each keeps some kilobytes, and is dropped at the timeout of its operation. Fifty requests at once
/// for one key are all answered.
const WAITING: usize = 64;

/// The keys that are locked. Clones share them.
pub struct KeyedMutex<K>(Arc<Mutex<HashMap<K, KeyEntry>>>);

/// What one key is locked by. It exists while a guard or a waiter does.
#[derive(Default)]
struct KeyEntry {
    mutex: Arc<tokio::sync::Mutex<()>>,
    users: usize,
}

/// One user of a key, who holds it or waits for it; the place is free when this is dropped.
struct KeyUser<K: Eq + Hash> {
    keys: KeyedMutex<K>,
    key: K,
}

/// A locked key, released when dropped.
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
    /// Locks a key, in the order of the calls; unavailable at once when too many wait for it already. A caller may drop this future
    /// at any time.
    pub async fn lock(&self, key: &K) -> Result<KeyGuard<K>, Failure> {
        let (mutex, place) = self.join(key)?;
        Ok(KeyGuard { _held: mutex.lock_owned().await, _place: place })
    }

    fn join(&self, key: &K) -> Result<(Arc<tokio::sync::Mutex<()>>, KeyUser<K>), Failure> {
        let mut entries = self.entries();
        let entry = entries.entry(key.clone()).or_default();
        if entry.users > WAITING {
            static CROWDED: LogLimit = LogLimit::new();
            CROWDED.log(|more| tracing::warn!("too many wait for one key{more}"));
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
    async fn one_holds_a_key_while_others_hold_other_keys() {
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
    async fn a_key_leaves_nothing_behind() {
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
    async fn too_many_are_refused_at_once_and_the_others_have_their_turn() {
        let keys = KeyedMutex::default();
        let held = keys.lock(&1).await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING).map(|_| Box::pin(keys.lock(&1))).collect();
        for lock in &mut waiting {
            assert!(lock.as_mut().now_or_never().is_none());
        }
        assert!(matches!(keys.lock(&1).await, Err(Failure::Unavailable)));
        // One that leaves makes room for one.
        drop(waiting.pop());
        let last = Box::pin(keys.lock(&1));
        waiting.push(last);
        assert!(waiting[WAITING - 1].as_mut().now_or_never().is_none());
        assert!(matches!(keys.lock(&1).await, Err(Failure::Unavailable)));
        drop(held);
        let ended = join_all(waiting.into_iter().map(|lock| async { lock.await.map(drop) })).await;
        assert!(ended.iter().all(Result::is_ok));
        assert!(keys.entries().is_empty());
    }
}
