//! The key of a row.

use crate::{clinician::ClinicianId, department::DepartmentId, organisation::OrganisationId};

/// The key of a bucket: the values of the dimensions by which the report is grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketKey {
    /// The index of the part of the period.
    pub part: usize,
    pub department_id: Option<DepartmentId>,
    pub clinician_id: Option<ClinicianId>,
    /// Also `None` for appointments without an organisation.
    pub organisation_id: Option<OrganisationId>,
    /// From 1 (Monday) to 7 (Sunday).
    pub weekday: Option<u8>,
    pub hour: Option<u8>,
}
