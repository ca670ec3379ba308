//! The raw input of bookings and reschedules.

use crate::{
    clinician::ClinicianId, department::DepartmentId, organisation::OrganisationId, patient::PatientId,
    value::Change,
};

/// The raw fields of a booking. An invalid identifier is `Some(None)`, or `None` where the field is required.
#[derive(Debug, Clone)]
pub struct Booking {
    pub patient: PatientReference,
    pub clinician_id: Option<ClinicianId>,
    /// If absent, the clinician's own department.
    pub department_id: Option<Option<DepartmentId>>,
    pub organisation_id: Option<Option<OrganisationId>>,
    pub starts_at: String,
    pub duration_minutes: i64,
    /// If absent, the organisation's postcode.
    pub postcode: Option<String>,
}

/// How a booking identifies its patient.
#[derive(Debug, Clone)]
pub enum PatientReference {
    Id(Option<PatientId>),
    NhsNumber(String),
}

/// The raw changes to an appointment. `Set(None)` means that an identifier was sent but is invalid.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    pub clinician_id: Change<Option<ClinicianId>>,
    pub department_id: Change<Option<DepartmentId>>,
    pub organisation_id: Change<Option<OrganisationId>>,
    pub starts_at: Change<String>,
    pub duration_minutes: Change<i64>,
    pub postcode: Change<String>,
}
