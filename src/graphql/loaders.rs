//! The batch loaders of one request.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use super::RecordLoaders;
use crate::{
    appointment::{self, Appointment},
    clinician::{self, Clinician, ClinicianId, Post},
    context::AppContext,
    database::{Database, Loaded, Loader, Page},
    error::{Failure, GeneralError},
    patient::PatientScope,
    reference::{Inquiry, Reference, Snapshot},
};

/// The loaders of records, and of what records refer to by the key of another.
pub(super) struct Loaders {
    pub records: RecordLoaders,
    pub posts: Loader<ClinicianId, Loaded<Vec<Post>>>,
    pub appointment_lists: Loader<appointment::loader::PageKey, Page<Loaded<Appointment>>>,
    pub clinician_lists: Loader<clinician::loader::PageKey, Page<Loaded<Clinician>>>,
    inquiry: Arc<Inquiry>,
}

/// The source of the records of one request.
pub(super) struct LoaderSource {
    pub database: Database,
    /// The patients that exist for the caller.
    pub scope: PatientScope,
    inquiry: Arc<Inquiry>,
}

/// A loader for reference data, which the server caches across requests.
pub(super) struct ReferenceLoader<K, V> {
    inquiry: Arc<Inquiry>,
    cached: fn(&Snapshot) -> &HashMap<K, Arc<V>>,
    /// Reads cache misses from the database: all keys when the cache is stale, otherwise only records that
    /// are newer than the version check.
    missing: Loader<K, Loaded<Arc<V>>>,
}

impl Loaders {
    /// Creates loaders that return only patients and appointments within the scope. List loaders take the
    /// scope from their filters.
    pub(super) fn new(app: &AppContext, reference: &Reference, scope: PatientScope) -> Self {
        let database = || app.database.clone();
        let inquiry = Arc::new(Inquiry::new(reference.clone()));
        let source = LoaderSource { database: database(), scope, inquiry: inquiry.clone() };
        Self {
            records: RecordLoaders::new(&source),
            posts: Loader::new(database(), |connection, ids| {
                Box::pin(async move { clinician::store::posts_of(&connection, ids).await })
            }),
            appointment_lists: Loader::new(database(), appointment::loader::pages),
            clinician_lists: Loader::new(database(), clinician::loader::pages),
            inquiry,
        }
    }

    /// Clears every loader, because a mutation has written.
    pub(super) fn clear(&self) {
        // Destructures by name, so that a new loader cannot be forgotten here.
        let Self { records, posts, appointment_lists, clinician_lists, inquiry } = self;
        records.clear();
        posts.clear();
        appointment_lists.clear();
        clinician_lists.clear();
        inquiry.clear();
    }

    /// Validates the reference cache before any field needs it, so that this query runs concurrently with the
    /// first reads. Fields that need reference data meanwhile await the same result. If the query fails,
    /// those fields report the error.
    pub(super) async fn warm_reference_data(&self) {
        // The inquiry keeps the result.
        let _result = self.inquiry.find(|_| Some(())).await;
    }
}

impl<K: Clone + Eq + Hash, V> ReferenceLoader<K, V> {
    /// Creates a loader that looks records up in the cache, and reads the others with `missing`.
    pub(super) fn new(
        source: &LoaderSource,
        cached: fn(&Snapshot) -> &HashMap<K, Arc<V>>,
        missing: Loader<K, Loaded<Arc<V>>>,
    ) -> Self {
        Self { inquiry: source.inquiry.clone(), cached, missing }
    }

    pub(super) async fn record(&self, key: K) -> Result<Option<Arc<V>>, Failure> {
        match self.inquiry.find(|snapshot| (self.cached)(snapshot).get(&key).cloned()).await? {
            Some(found) => Ok(Some(found)),
            None => Box::pin(self.missing.record(key)).await,
        }
    }

    /// Prefetches the records that are not cached, so later loads of these keys do not await.
    pub(super) async fn prefetch(&self, keys: impl IntoIterator<Item = K>) {
        let keys: Vec<K> = keys.into_iter().collect();
        if keys.is_empty() {
            return;
        }
        let uncached = |snapshot: &Snapshot| {
            let cached = (self.cached)(snapshot);
            Some(keys.iter().filter(|key| !cached.contains_key(key)).cloned().collect())
        };
        // An error is ignored here, because each later `record` reports it.
        if let Ok(uncached) = self.inquiry.find(uncached).await {
            self.missing.prefetch(uncached.unwrap_or(keys)).await;
        }
    }

    pub(super) fn clear(&self) {
        self.missing.clear();
    }
}

/// Records that several objects of a response share.
pub(super) fn shared<K: Eq + Hash, V>(records: HashMap<K, Loaded<V>>) -> HashMap<K, Loaded<Arc<V>>> {
    records.into_iter().map(|(key, record)| (key, record.map(Arc::new))).collect()
}

/// The referenced record. Foreign keys guarantee that it exists, unless it was removed a moment ago.
pub(super) fn present<T, O: From<T>>(found: Option<T>) -> Result<O, Failure> {
    found.map(O::from).ok_or_else(|| Failure::refuse(GeneralError::NotFound))
}
