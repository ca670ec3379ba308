//! Whose records somebody may read and change.

use super::PatientId;
use crate::database::{OwnerCondition, OwnerFilter, Parameters};

/// The patients whose records, appointments included, exist for somebody. For all they can tell, there are no others.
///
/// Every query that finds patients or appointments says so in its own condition, so that nothing has to be taken out of
/// what was found, counted or locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PatientScope {
    /// All patients: for those who work with them, and for the program's own work.
    Everyone,
    /// One patient, who sees their own record.
    Only(PatientId),
    #[default]
    None,
}

impl PatientScope {
    /// That a column, given by its qualified name, holds the identifier of a patient who is reached.
    pub(crate) fn holds(self, column: &'static str) -> OwnerCondition {
        OwnerCondition { column, owner: self.owner(), is_pinned: false, parameters: Parameters::Bound }
    }

    pub(crate) fn owner(self) -> OwnerFilter {
        match self {
            Self::Everyone => OwnerFilter::Any,
            Self::Only(patient) => OwnerFilter::One(patient.0),
            Self::None => OwnerFilter::None,
        }
    }
}
