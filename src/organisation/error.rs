//! Why an organisation is refused.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Why an organisation is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "ORGANISATION_")]
pub enum OrganisationError {
    OdsCodeInvalid,
    OdsCodeTaken,
    InUse,
}
