//! The shape of the files, which is that of the brief.

use serde::Serialize;

use super::{
    ImportError,
    fields::{FieldValue, FieldValues},
};
use crate::error::{Violation, Violations};

/// A patient as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatientRow {
    pub nhs_number: String,
    pub name: String,
    /// `1987-03-25`
    pub date_of_birth: String,
    pub postcode: String,
    #[serde(flatten)]
    pub contacts: Contacts,
}

/// How to reach a patient. A member that is absent says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_lines: Option<Vec<String>>,
}

impl PatientRow {
    pub(super) const FIELDS: [&'static str; 7] =
        ["nhs_number", "name", "date_of_birth", "postcode", "email", "phone", "address_lines"];

    pub(super) fn of(
        [required @ .., email, phone, address_lines]: FieldValues<7>,
    ) -> Result<Self, Violations> {
        let [fields @ .., _, _, _] = &Self::FIELDS;
        let mut faults = Violations::default();
        let [nhs_number, name, date_of_birth, postcode] = texts(&mut faults, fields, required);
        let email = optional_text(&mut faults, "email", email);
        let phone = optional_text(&mut faults, "phone", phone);
        let address_lines = match address_lines {
            FieldValue::Nothing => None,
            FieldValue::Lines(lines) => Some(lines),
            FieldValue::Text(_) | FieldValue::Repeated | FieldValue::Other => {
                faults.push(unusable("address_lines", &address_lines));
                None
            }
        };
        let contacts = Contacts { email, phone, address_lines };
        faults.or(Some(Self { nhs_number, name, date_of_birth, postcode, contacts }))
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
    /// Tells clinicians apart who have one name in one department, and identifies those who work in several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinician_id: Option<String>,
    /// The name of the clinician's own department, where it is another than the appointment's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinician_department: Option<String>,
    /// The department's name.
    pub department: String,
    pub postcode: String,
}

impl AppointmentRow {
    pub(super) const FIELDS: [&'static str; 10] = [
        "id",
        "patient",
        "status",
        "time",
        "duration",
        "clinician",
        "department",
        "postcode",
        "clinician_id",
        "clinician_department",
    ];

    pub(super) fn of(
        [required @ .., clinician_id, clinician_department]: FieldValues<10>,
    ) -> Result<Self, Violations> {
        let [fields @ .., _, _] = &Self::FIELDS;
        let mut faults = Violations::default();
        let [id, patient, status, time, duration, clinician, department, postcode] =
            texts(&mut faults, fields, required);
        let clinician_id = optional_text(&mut faults, "clinician_id", clinician_id);
        let clinician_department = optional_text(&mut faults, "clinician_department", clinician_department);
        if clinician_department.is_some() && clinician_id.is_none() {
            // The name alone is looked for in the department of the appointment.
            faults.push(unusable("clinician_id", &FieldValue::Nothing));
        }
        let row = Self {
            id,
            patient,
            status,
            time,
            duration,
            clinician,
            clinician_id,
            clinician_department,
            department,
            postcode,
        };
        faults.or(Some(row))
    }
}

/// The texts of all fields; where there is none, that is a fault.
fn texts<const N: usize>(
    faults: &mut Violations,
    fields: &[&'static str; N],
    cells: FieldValues<N>,
) -> [String; N] {
    let mut fields = fields.iter();
    cells.map(|cell| {
        let field = fields.next().copied().unwrap_or_default();
        match cell {
            FieldValue::Text(text) => text,
            FieldValue::Nothing | FieldValue::Lines(_) | FieldValue::Repeated | FieldValue::Other => {
                faults.push(unusable(field, &cell));
                String::new()
            }
        }
    })
}

/// The text of a field that may be absent.
fn optional_text(faults: &mut Violations, field: &'static str, cell: FieldValue) -> Option<String> {
    match cell {
        FieldValue::Nothing => None,
        FieldValue::Text(text) => Some(text),
        FieldValue::Lines(_) | FieldValue::Repeated | FieldValue::Other => {
            faults.push(unusable(field, &cell));
            None
        }
    }
}

/// Why a field has no value.
fn unusable(field: &'static str, cell: &FieldValue) -> Violation {
    let refusal = if *cell == FieldValue::Repeated {
        ImportError::MemberRepeated
    } else {
        ImportError::RowMalformed { detail: field.to_owned() }
    };
    Violation::new(refusal).at(field)
}
