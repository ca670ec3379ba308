//! Why a clinician is refused.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// Why a clinician is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "CLINICIAN_")]
pub enum ClinicianError {
    InUse { appointments: i64 },
    PostEndsBeforeStart,
    PostsOverlap,
}
