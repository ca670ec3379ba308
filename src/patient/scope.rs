//! Patient scope: the records that a caller may read and change.

use super::PatientId;
use crate::database::{OwnerCondition, OwnerFilter, Parameters};

/// The patients whose records and appointments are visible to a caller. To that caller, other patients do not
/// exist.
///
/// Every query that finds patients or appointments contains the scope as a condition. Rows outside the scope
/// are therefore never returned, counted or locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PatientScope {
    /// All patients: for staff and for the server's own tasks.
    Everyone,
    /// One patient, who sees only their own record.
    Only(PatientId),
    #[default]
    None,
}

impl PatientScope {
    /// The condition that a column with this qualified name contains the id of a patient in scope.
    pub(crate) fn holds(self, column: &'static str) -> OwnerCondition {
        OwnerCondition { column, owner: self.owner(), is_pinned: false, parameters: Parameters::Bound }
    }

    /// The one patient to whom a caller is limited, if any.
    pub(crate) fn patient(self) -> Option<uuid::Uuid> {
        match self {
            Self::Only(patient) => Some(patient.0),
            Self::Everyone | Self::None => None,
        }
    }

    pub(crate) fn owner(self) -> OwnerFilter {
        match self {
            Self::Everyone => OwnerFilter::Any,
            Self::Only(patient) => OwnerFilter::One(patient.0),
            Self::None => OwnerFilter::None,
        }
    }
}
