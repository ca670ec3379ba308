//! The entities to which an input refers, as the database has them.

use crate::{
    clinician::ClinicianId,
    department::DepartmentId,
    organisation::OrganisationId,
    patient::{NhsNumber, PatientId},
    value::Postcode,
};

/// The valid identifiers in an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ReferenceIds {
    pub patient_id: Option<PatientId>,
    pub nhs_number: Option<NhsNumber>,
    pub clinician_id: Option<ClinicianId>,
    pub department_id: Option<DepartmentId>,
    pub organisation_id: Option<OrganisationId>,
}

/// The entities of these identifiers, with only the fields that an appointment needs. A field is `None` if
/// there was no identifier or no entity.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    pub patient: Option<PatientId>,
    pub clinician: Option<KnownClinician>,
    pub department: Option<DepartmentId>,
    pub organisation: Option<KnownOrganisation>,
    /// The number of the patient's active appointments, if it is limited; 0 otherwise.
    pub active: i64,
}

/// An existing clinician.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownClinician {
    pub id: ClinicianId,
    pub department_id: DepartmentId,
}

/// An existing organisation.
#[derive(Debug, Clone)]
pub(super) struct KnownOrganisation {
    pub id: OrganisationId,
    pub postcode: Postcode,
}
