//! The shape of the files, which is that of the brief.

use serde::Serialize;

use super::{
    ImportError,
    fields::{Cell, Cells},
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
}

impl PatientRow {
    pub(super) const FIELDS: [&'static str; 4] = ["nhs_number", "name", "date_of_birth", "postcode"];

    pub(super) fn of(cells: Cells<4>) -> Result<Self, Violations> {
        let mut faults = Violations::default();
        let [nhs_number, name, date_of_birth, postcode] = texts(&mut faults, &Self::FIELDS, cells);
        faults.or(Some(Self { nhs_number, name, date_of_birth, postcode }))
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
    /// Tells clinicians apart who have one name in one department; needed for those alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinician_id: Option<String>,
    /// The department's name.
    pub department: String,
    pub postcode: String,
}

impl AppointmentRow {
    pub(super) const FIELDS: [&'static str; 9] = [
        "id",
        "patient",
        "status",
        "time",
        "duration",
        "clinician",
        "department",
        "postcode",
        "clinician_id",
    ];

    pub(super) fn of([required @ .., clinician_id]: Cells<9>) -> Result<Self, Violations> {
        let [fields @ .., optional] = &Self::FIELDS;
        let mut faults = Violations::default();
        let [id, patient, status, time, duration, clinician, department, postcode] =
            texts(&mut faults, fields, required);
        let clinician_id = match clinician_id {
            Cell::Nothing => None,
            Cell::Text(text) => Some(text),
            Cell::Other => {
                faults.push(malformed(optional));
                None
            }
        };
        let row = Self { id, patient, status, time, duration, clinician, clinician_id, department, postcode };
        faults.or(Some(row))
    }
}

/// The texts of all fields; where there is none, that is a fault.
fn texts<const N: usize>(
    faults: &mut Violations,
    fields: &[&'static str; N],
    cells: Cells<N>,
) -> [String; N] {
    let mut fields = fields.iter();
    cells.map(|cell| {
        let field = fields.next().copied().unwrap_or_default();
        match cell {
            Cell::Text(text) => text,
            Cell::Nothing | Cell::Other => {
                faults.push(malformed(field));
                String::new()
            }
        }
    })
}

fn malformed(field: &'static str) -> Violation {
    Violation::new(ImportError::RowMalformed { detail: field.to_owned() }).at(field)
}
