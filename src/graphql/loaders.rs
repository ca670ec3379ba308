//! The batch reads of one request.

use super::prompt::Prompt;
use crate::{
    account::{User, UserId, store::users},
    appointment::{self, Appointment, AppointmentId},
    clinician::{self, Clinician, ClinicianId, Post},
    database::{Database, Loader, Slice},
    department::{self, Department, DepartmentId},
    error::{Failure, GeneralError},
    organisation::{self, Organisation, OrganisationId},
    patient::{self, Patient, PatientId, Reach},
};

/// A loader for each kind of thing that fields ask for by key.
pub(super) struct Loaders {
    pub patients: Loader<PatientId, Patient>,
    pub clinicians: Loader<ClinicianId, Clinician>,
    pub posts: Loader<ClinicianId, Vec<Post>>,
    pub departments: Loader<DepartmentId, Department>,
    pub organisations: Loader<OrganisationId, Organisation>,
    pub appointments: Loader<AppointmentId, Appointment>,
    pub appointment_lists: Loader<appointment::loader::Page, Slice<Appointment>>,
    pub appointment_counts: Loader<appointment::loader::Count, i64>,
    pub clinician_lists: Loader<clinician::loader::Page, Slice<Clinician>>,
    pub clinician_counts: Loader<clinician::loader::Count, i64>,
    pub users: Loader<UserId, User>,
}

impl Loaders {
    /// Loaders for somebody with this reach. Lists say it in their filters.
    pub(super) fn new(database: &Database, reach: Reach) -> Self {
        let database = || database.clone();
        Self {
            patients: Loader::new(database(), move |lane, ids| {
                Box::pin(async move { patient::store::by_ids(&lane, reach, ids).await })
            }),
            clinicians: Loader::new(database(), |lane, ids| {
                Box::pin(async move { clinician::store::by_ids(&lane, ids).await })
            }),
            posts: Loader::new(database(), |lane, ids| {
                Box::pin(async move { clinician::store::posts_of(&lane, ids).await })
            }),
            departments: Loader::new(database(), |lane, ids| {
                Box::pin(async move { department::store::by_ids(&lane, ids).await })
            }),
            organisations: Loader::new(database(), |lane, ids| {
                Box::pin(async move { organisation::store::by_ids(&lane, ids).await })
            }),
            appointments: Loader::new(database(), move |lane, ids| {
                Box::pin(async move { appointment::store::by_ids(&lane, reach, ids).await })
            }),
            appointment_lists: Loader::new(database(), appointment::loader::pages),
            appointment_counts: Loader::new(database(), appointment::loader::counts),
            clinician_lists: Loader::new(database(), clinician::loader::pages),
            clinician_counts: Loader::new(database(), clinician::loader::counts),
            users: Loader::new(database(), |lane, ids| {
                Box::pin(async move { users::by_ids(&lane, ids).await })
            }),
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
            appointment_counts,
            clinician_lists,
            clinician_counts,
            users,
        } = self;
        patients.clear();
        clinicians.clear();
        posts.clear();
        departments.clear();
        organisations.clear();
        appointments.clear();
        appointment_lists.clear();
        appointment_counts.clear();
        clinician_lists.clear();
        clinician_counts.clear();
        users.clear();
    }
}

/// What a record refers to is there, for the database sees to it: unless it was removed a moment ago.
pub(super) fn present<T, O: From<T>>(found: Option<T>) -> Result<Prompt<O>, Failure> {
    found.map(|found| Prompt(found.into())).ok_or_else(|| Failure::refuse(GeneralError::NotFound))
}
