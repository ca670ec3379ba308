//! The shape of the files, which is that of the brief.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ImportError;
use crate::error::{Violation, Violations};

/// A patient as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    pub nhs_number: String,
    pub name: String,
    /// `1987-03-25`
    pub date_of_birth: String,
    pub postcode: String,
}

/// An appointment as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentRow {
    pub id: String,
    /// The patient's NHS number.
    pub patient: String,
    /// `active`, `attended`, `cancelled` or `missed`.
    pub status: String,
    /// RFC 3339, with an offset.
    pub time: String,
    /// `15m`, `1h`, `1h30m`.
    pub duration: String,
    /// The clinician's name, exactly, within the department.
    pub clinician: String,
    /// The department's name.
    pub department: String,
    pub postcode: String,
}

/// A row of the expected shape, or what is wrong with it.
pub(super) fn parse<'a, R: Deserialize<'a>>(row: &'a Value) -> Result<R, Violations> {
    R::deserialize(row)
        .map_err(|error| Violation::new(ImportError::RowMalformed { detail: error.to_string() }).into())
}
