//! Refusals of what stands in the query of an address, whatever is asked there.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Why a parameter is refused before its value is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "PARAMETER_")]
pub enum ParameterError {
    /// There is none of this name.
    Unknown {
        known: String,
    },
    /// It is no list, and is given more than once.
    Repeated,
    Missing,
    /// It is not one of the words that it can be.
    ValueUnknown {
        allowed: String,
    },
}
