//! Refusals of parameters in a URL's query string, for every endpoint.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Why a parameter is refused before its value is validated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "PARAMETER_")]
pub enum ParameterError {
    /// No parameter has this name.
    Unknown {
        known: String,
    },
    /// It is not a list, but occurs more than once.
    Repeated,
    Missing,
    /// It is not one of the allowed values.
    ValueUnknown {
        allowed: String,
    },
}
