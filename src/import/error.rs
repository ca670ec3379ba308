//! Why a row of a file is refused.

use serde::Serialize;
use strum::{EnumIter, IntoStaticStr};

/// Refusals that only an import knows. The others are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "IMPORT_")]
pub enum ImportError {
    RowMalformed {
        detail: String,
    },
    /// A record of the same identity says something else.
    Conflict,
    IdInvalid,
    StatusUnknown,
    DurationInvalid,
    PatientUnknown,
    ClinicianAmbiguous,
    MissedInFuture,
    AttendedInFuture,
}
