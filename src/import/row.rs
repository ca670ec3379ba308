//! The shape of the files, which is that of the brief.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
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

impl PatientRow {
    pub(super) const FIELDS: [&'static str; 4] = ["nhs_number", "name", "date_of_birth", "postcode"];
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

impl AppointmentRow {
    pub(super) const FIELDS: [&'static str; 8] =
        ["id", "patient", "status", "time", "duration", "clinician", "department", "postcode"];
}

/// A row of the expected shape, or which of its fields is not a text.
///
/// The parser's own words are not passed on: they quote the value, which may be somebody's NHS number.
pub(super) fn parse<R: DeserializeOwned>(row: &Value, fields: &[&'static str]) -> Result<R, Violations> {
    let malformed = |field: &str| Violation::new(ImportError::RowMalformed { detail: field.to_owned() });
    let mut faults = Violations::default();
    for field in fields.iter().filter(|field| !row.get(field).is_some_and(Value::is_string)) {
        faults.push(malformed(field).at(*field));
    }
    faults.or(R::deserialize(row).ok())
}
