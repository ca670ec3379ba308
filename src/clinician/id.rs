//! The identifier of a clinician.

use crate::database::entity_id;

entity_id!(
    /// Identifies a clinician.
    ClinicianId
);
