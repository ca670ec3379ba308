//! The batch reads of one request.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use super::inline_resolved::InlineResolved;
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
    reference::{Inquiry, Snapshot},
};

/// A loader for each kind of thing that fields ask for by key.
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

/// A loader of what a server may keep.
pub(super) struct ReferenceLoader<K, V> {
    inquiry: Arc<Inquiry>,
    kept: fn(&Snapshot) -> &HashMap<K, Arc<V>>,
    /// Reads what is not at hand: all, or what is newer than the question.
    missing: Loader<K, Loaded<Arc<V>>>,
}

impl Loaders {
    /// Loaders for somebody with this reach. Lists say it in their filters.
    pub(super) fn new(app: &AppContext, scope: PatientScope) -> Self {
        let database = || app.database.clone();
        let inquiry = Arc::new(Inquiry::new(app.reference.clone()));
        Self {
            patients: Loader::new(database(), move |connection, ids| {
                Box::pin(async move { patient::store::by_ids(&connection, scope, ids).await.map(shared) })
            }),
            clinicians: ReferenceLoader {
                inquiry: inquiry.clone(),
                kept: |snapshot| &snapshot.clinicians,
                missing: Loader::new(database(), |connection, ids| {
                    Box::pin(async move { clinician::store::by_ids(&connection, ids).await.map(shared) })
                }),
            },
            posts: Loader::new(database(), |connection, ids| {
                Box::pin(async move { clinician::store::posts_of(&connection, ids).await })
            }),
            departments: ReferenceLoader {
                inquiry: inquiry.clone(),
                kept: |snapshot| &snapshot.departments,
                missing: Loader::new(database(), |connection, ids| {
                    Box::pin(async move { department::store::by_ids(&connection, ids).await.map(shared) })
                }),
            },
            organisations: ReferenceLoader {
                inquiry: inquiry.clone(),
                kept: |snapshot| &snapshot.organisations,
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

    /// Forgets everything, because something has been written.
    pub(super) fn clear(&self) {
        // Every one by name, so that a new loader cannot be forgotten here.
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

    /// Asks whether clinicians, departments and organisations are at hand, before any field does, so that the answer comes along with
    /// whatever leads to them. Fields that ask meanwhile wait for the same answer; if there is none, they are told why.
    pub(super) async fn warm_reference_data(&self) {
        // The outcome stays with the inquiry.
        let _at_hand = self.inquiry.find(|_| Some(())).await;
    }
}

impl<K: Clone + Eq + Hash, V> ReferenceLoader<K, V> {
    pub(super) async fn load(&self, key: K) -> Result<Option<Arc<V>>, Failure> {
        match self.inquiry.find(|snapshot| (self.kept)(snapshot).get(&key).cloned()).await? {
            Some(found) => Ok(Some(found)),
            None => Box::pin(self.missing.record(key)).await,
        }
    }

    /// Has all these read that are not at hand, so that whoever asks for them afterwards waits for nothing.
    pub(super) async fn prefetch(&self, keys: impl IntoIterator<Item = K>) {
        let keys: Vec<K> = keys.into_iter().collect();
        if keys.is_empty() {
            return;
        }
        let unknown = |snapshot: &Snapshot| {
            let kept = (self.kept)(snapshot);
            Some(keys.iter().filter(|key| !kept.contains_key(key)).cloned().collect())
        };
        // If nobody can tell, those who ask are told why.
        if let Ok(unknown) = self.inquiry.find(unknown).await {
            self.missing.prefetch(unknown.unwrap_or(keys)).await;
        }
    }

    fn clear(&self) {
        self.missing.clear();
    }
}

fn shared<K: Eq + Hash, V>(records: HashMap<K, Loaded<V>>) -> HashMap<K, Loaded<Arc<V>>> {
    records.into_iter().map(|(key, record)| (key, record.map(Arc::new))).collect()
}

/// What a record refers to is there, for the database sees to it: unless it was removed a moment ago.
pub(super) fn present<T, O: From<T>>(found: Option<T>) -> Result<InlineResolved<O>, Failure> {
    found.map(|found| InlineResolved(found.into())).ok_or_else(|| Failure::refuse(GeneralError::NotFound))
}
