//! Why a row of a file is refused.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Refusals that only an import has. All others are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "IMPORT_")]
pub enum ImportError {
    RowMalformed {
        detail: String,
    },
    MemberRepeated,
    /// A stored record with the same identity has different values.
    Conflict,
    IdInvalid,
    IdNil,
    StatusUnknown,
    DurationInvalid,
    PatientUnknown,
    ClinicianAmbiguous,
    /// Two stored names differ from this one only in case or outer spaces.
    NameAmbiguous {
        first: String,
        second: String,
    },
    MissedInFuture,
    AttendedInFuture,
}
