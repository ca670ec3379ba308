//! The shape of the files, which is that of the brief.

use serde::Serialize;

use super::{ImportError, fields::Texts};
use crate::error::{Violation, Violations};

/// A patient as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatientRow {
    pub nhs_number: String,
    pub name: String,
    /// `1987-03-25`
    pub date_of_birth: String,
    pub postcode: String,
}

impl PatientRow {
    pub(super) const FIELDS: [&'static str; 4] = ["nhs_number", "name", "date_of_birth", "postcode"];

    pub(super) fn of(texts: Texts<4>) -> Result<Self, Violations> {
        let [nhs_number, name, date_of_birth, postcode] = all(&Self::FIELDS, texts)?;
        Ok(Self { nhs_number, name, date_of_birth, postcode })
    }
}

/// An appointment as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

    pub(super) fn of(texts: Texts<8>) -> Result<Self, Violations> {
        let [id, patient, status, time, duration, clinician, department, postcode] =
            all(&Self::FIELDS, texts)?;
        Ok(Self { id, patient, status, time, duration, clinician, department, postcode })
    }
}

/// The texts of all fields, or which of the fields has none.
fn all<const N: usize>(fields: &[&'static str; N], texts: Texts<N>) -> Result<[String; N], Violations> {
    let malformed = |field: &&'static str| {
        Violation::new(ImportError::RowMalformed { detail: (*field).to_owned() }).at(*field)
    };
    let lacking = fields.iter().zip(&texts).filter(|(_, text)| text.is_none());
    let faults: Violations = lacking.map(|(field, _)| malformed(field)).collect();
    faults.or(Some(texts.map(Option::unwrap_or_default)))
}
