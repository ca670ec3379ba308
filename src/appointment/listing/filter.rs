//! The conditions of an appointment list.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::{
    appointment::StatusKind,
    clinician::ClinicianId,
    department::DepartmentId,
    organisation::OrganisationId,
    patient::{NhsNumber, PatientId, PatientScope},
};

/// The conditions of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The caller's patient scope. The default selects no appointments.
    pub scope: PatientScope,
    pub starts_from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub starts_until: Option<DateTime<Utc>>,
    pub updated_from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub updated_until: Option<DateTime<Utc>>,
    pub statuses: Option<BTreeSet<StatusKind>>,
    pub patient_id: Option<PatientId>,
    pub nhs_number: Option<NhsNumber>,
    /// Any one of these; the same holds for the two fields below.
    pub clinician_ids: Option<BTreeSet<ClinicianId>>,
    pub department_ids: Option<BTreeSet<DepartmentId>>,
    pub organisation_ids: Option<BTreeSet<OrganisationId>>,
}

/// The kind of owner for which a batch loader reads lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    Patient,
    Clinician,
    Department,
    Organisation,
}

impl Parent {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Patient => "appointments.patient_id",
            Self::Clinician => "appointments.clinician_id",
            Self::Department => "appointments.department_id",
            Self::Organisation => "appointments.organisation_id",
        }
    }
}
