//! Why a row of a file is refused.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Refusals that only an import knows. The others are those of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "IMPORT_")]
pub enum ImportError {
    RowMalformed {
        detail: String,
    },
    MemberRepeated,
    /// A record of the same identity says something else.
    Conflict,
    IdInvalid,
    IdNil,
    StatusUnknown,
    DurationInvalid,
    PatientUnknown,
    ClinicianAmbiguous,
    /// Two names on record differ from this one only in case or outer spaces.
    NameAmbiguous {
        first: String,
        second: String,
    },
    MissedInFuture,
    AttendedInFuture,
}
