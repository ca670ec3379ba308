//! The owners that a list is filtered by: patients, clinicians, departments and organisations.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Filter, ListQuery, Parent};
use crate::database::OwnerFilter;

impl ListQuery<'_> {
    /// The most selective owner filter, by kind of owner.
    pub(super) fn most_selective(&self) -> Option<Parent> {
        let owners = self.owners();
        let is_filtered = |parent: &Parent| {
            let is_by_number = *parent == Parent::Patient && self.filter.nhs_number.is_some();
            is_by_number || owners.iter().any(|(owner, _)| owner == parent)
        };
        [Parent::Patient, Parent::Clinician, Parent::Department, Parent::Organisation]
            .into_iter()
            .find(is_filtered)
    }

    /// Whether all of the owner's appointments can be sorted quickly. No index of an owner has the order of
    /// changes.
    pub(super) fn is_small(&self, owner: Parent) -> bool {
        match owner {
            Parent::Patient => true,
            Parent::Clinician => self.ids(Parent::Clinician).is_none_or(|ids| ids.len() == 1),
            Parent::Department | Parent::Organisation => false,
        }
    }

    /// The identifiers of a list filter.
    pub(super) fn ids(&self, parent: Parent) -> Option<Vec<Uuid>> {
        let Filter { clinician_ids, department_ids, organisation_ids, .. } = self.filter;
        match parent {
            Parent::Patient => None,
            Parent::Clinician => clinician_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
            Parent::Department => department_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
            Parent::Organisation => organisation_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
        }
    }

    /// The owners that every listed appointment must have. The scope of a single patient adds that patient as
    /// an owner. A list of another patient's appointments is therefore read in the same way, and is empty.
    pub(super) fn owners(&self) -> Vec<(Parent, OwnerFilter)> {
        let filter = self.filter;
        let one = |parent, id: Option<Uuid>| id.map(|id| (parent, OwnerFilter::One(id)));
        let several = |parent| Some((parent, any_of(self.ids(parent)?)));
        let owners = [
            one(Parent::Patient, filter.patient_id.map(|id| id.0)),
            several(Parent::Clinician),
            several(Parent::Department),
            several(Parent::Organisation),
            self.parent.map(|parent| (parent, OwnerFilter::Parent)),
            Some((Parent::Patient, filter.scope.owner())),
        ];
        owners.into_iter().flatten().filter(|(_, owner)| *owner != OwnerFilter::Any).collect()
    }
}

fn uuids<I>(ids: &BTreeSet<I>, uuid: impl Fn(&I) -> Uuid) -> Vec<Uuid> {
    ids.iter().map(uuid).collect()
}

fn any_of(ids: Vec<Uuid>) -> OwnerFilter {
    match ids[..] {
        [] => OwnerFilter::None,
        [id] => OwnerFilter::One(id),
        _ => OwnerFilter::AnyOf(ids),
    }
}
