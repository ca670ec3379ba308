//! All records of one version, by identifier.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use uuid::Uuid;

use crate::{
    clinician::{Clinician, ClinicianId},
    department::{Department, DepartmentId},
    organisation::{Organisation, OrganisationId},
};

/// All records, as read from the database.
pub(super) struct Records {
    pub clinicians: Vec<Clinician>,
    pub departments: Vec<Department>,
    pub organisations: Vec<Organisation>,
}

/// All clinicians, departments and organisations of one version.
pub struct Snapshot {
    pub(super) version: Uuid,
    pub clinicians: HashMap<ClinicianId, Arc<Clinician>>,
    pub departments: HashMap<DepartmentId, Arc<Department>>,
    pub organisations: HashMap<OrganisationId, Arc<Organisation>>,
}

impl Snapshot {
    pub(super) fn new(version: Uuid, records: Records) -> Self {
        Self {
            version,
            clinicians: by_id(records.clinicians, |clinician| clinician.id),
            departments: by_id(records.departments, |department| department.id),
            organisations: by_id(records.organisations, |organisation| organisation.id),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.clinicians.len() + self.departments.len() + self.organisations.len()
    }
}

fn by_id<K: Eq + Hash, V>(records: Vec<V>, id: impl Fn(&V) -> K) -> HashMap<K, Arc<V>> {
    records.into_iter().map(|record| (id(&record), Arc::new(record))).collect()
}
