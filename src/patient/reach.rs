//! Whose records somebody may read and change.

use super::PatientId;

/// The patients whose records, appointments included, exist for somebody. For all they can tell, there are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Reach {
    /// All patients: for those who work with them, and for the program's own work.
    Everyone,
    /// One patient, who sees their own record.
    Only(PatientId),
    #[default]
    Nobody,
}
