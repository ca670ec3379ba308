//! The batch loaders of one request.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use crate::{
    account::{User, UserId, store::users},
    appointment::{self, Appointment, AppointmentId},
    clinician::{self, Clinician, ClinicianId, Post},
    context::AppContext,
    database::{Loaded, Loader, Page},
    department::{self, Department, DepartmentId},
    error::{Failure, GeneralError},
    organisation::{self, Organisation, OrganisationId},
    patient::{self, Patient, PatientId, PatientScope},
    reference::{Inquiry, Reference, Snapshot},
};

/// A loader for each kind of record that fields read by key.
pub(super) struct Loaders {
    pub patients: Loader<PatientId, Loaded<Arc<Patient>>>,
    pub clinicians: ReferenceLoader<ClinicianId, Clinician>,
    pub posts: Loader<ClinicianId, Loaded<Vec<Post>>>,
    pub departments: ReferenceLoader<DepartmentId, Department>,
    pub organisations: ReferenceLoader<OrganisationId, Organisation>,
    pub appointments: Loader<AppointmentId, Loaded<Appointment>>,
    pub appointment_lists: Loader<appointment::loader::PageKey, Page<Loaded<Appointment>>>,
    pub clinician_lists: Loader<clinician::loader::PageKey, Page<Loaded<Clinician>>>,
    pub users: Loader<UserId, Loaded<User>>,
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
        Self {
            patients: Loader::new(database(), move |connection, ids| {
                Box::pin(async move { patient::store::by_ids(&connection, scope, ids).await.map(shared) })
            }),
            clinicians: ReferenceLoader {
                inquiry: inquiry.clone(),
                cached: |snapshot| &snapshot.clinicians,
                missing: Loader::new(database(), |connection, ids| {
                    Box::pin(async move { clinician::store::by_ids(&connection, ids).await.map(shared) })
                }),
            },
            posts: Loader::new(database(), |connection, ids| {
                Box::pin(async move { clinician::store::posts_of(&connection, ids).await })
            }),
            departments: ReferenceLoader {
                inquiry: inquiry.clone(),
                cached: |snapshot| &snapshot.departments,
                missing: Loader::new(database(), |connection, ids| {
                    Box::pin(async move { department::store::by_ids(&connection, ids).await.map(shared) })
                }),
            },
            organisations: ReferenceLoader {
                inquiry: inquiry.clone(),
                cached: |snapshot| &snapshot.organisations,
                missing: Loader::new(database(), |connection, ids| {
                    Box::pin(async move { organisation::store::by_ids(&connection, ids).await.map(shared) })
                }),
            },
            appointments: Loader::new(database(), move |connection, ids| {
                Box::pin(async move { appointment::store::by_ids(&connection, scope, ids).await })
            }),
            appointment_lists: Loader::new(database(), appointment::loader::pages),
            clinician_lists: Loader::new(database(), clinician::loader::pages),
            users: Loader::new(database(), |connection, ids| {
                Box::pin(async move { users::by_ids(&connection, ids).await })
            }),
            inquiry,
        }
    }

    /// Clears every loader, because a mutation has written.
    pub(super) fn clear(&self) {
        // Destructures by name, so that a new loader cannot be forgotten here.
        let Self {
            patients,
            clinicians,
            posts,
            departments,
            organisations,
            appointments,
            appointment_lists,
            clinician_lists,
            users,
            inquiry,
        } = self;
        patients.clear();
        clinicians.clear();
        posts.clear();
        departments.clear();
        organisations.clear();
        appointments.clear();
        appointment_lists.clear();
        clinician_lists.clear();
        users.clear();
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
    pub(super) async fn load(&self, key: K) -> Result<Option<Arc<V>>, Failure> {
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
        // An error is ignored here, because each later `load` reports it.
        if let Ok(uncached) = self.inquiry.find(uncached).await {
            self.missing.prefetch(uncached.unwrap_or(keys)).await;
        }
    }

    fn clear(&self) {
        self.missing.clear();
    }
}

fn shared<K: Eq + Hash, V>(records: HashMap<K, Loaded<V>>) -> HashMap<K, Loaded<Arc<V>>> {
    records.into_iter().map(|(key, record)| (key, record.map(Arc::new))).collect()
}

/// The referenced record. Foreign keys guarantee that it exists, unless it was removed a moment ago.
pub(super) fn present<T, O: From<T>>(found: Option<T>) -> Result<O, Failure> {
    found.map(O::from).ok_or_else(|| Failure::refuse(GeneralError::NotFound))
}
