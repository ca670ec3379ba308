//! The identifier of a patient.

use crate::database::entity_id;

entity_id!(
    /// Identifies a patient's record.
    PatientId
);
