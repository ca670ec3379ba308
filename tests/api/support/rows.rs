//! Rows of import files, good ones to begin with.

use panda::{
    error::Segment,
    import::{self, File, Report, Rows, Strictness},
};
use serde_json::{Value, json};

use super::{TestApp, nhs_number};

/// The n-th of many patients.
pub fn patient_row(n: u32) -> Value {
    json!({
        "nhs_number": nhs_number(n), "name": format!("Patient {n}"), "date_of_birth": "1980-05-17", "postcode": "CF10 1EP",
    })
}

/// The n-th of many appointments of the first patient: half an hour each, one after the other from tomorrow on.
pub fn appointment_row(n: u32) -> Value {
    let (day, hour, minute) = (3 + n / 48, n / 2 % 24, n % 2 * 30);
    json!({
        "id": format!("00000000-0000-4000-8000-{n:012}"), "patient": nhs_number(1), "status": "active",
        "time": format!("2026-03-{day:02}T{hour:02}:{minute:02}:00Z"), "duration": "30m", "clinician": "Dr Bell",
        "department": "cardiology", "postcode": "M1 1AE",
    })
}

/// A row in which one field says something else.
pub fn altered(row: &Value, field: &str, value: impl Into<Value>) -> Value {
    let mut row = row.clone();
    row[field] = value.into();
    row
}

/// Each refusal as a line: `appointments[3].time TIMESTAMP_INVALID`.
pub fn refusals(report: &Report) -> Vec<String> {
    let segment = |segment: &Segment| match segment {
        Segment::Field(name) => format!(".{name}"),
        Segment::Index(index) => format!("[{index}]"),
    };
    let lines = report.refused.iter().flat_map(|row| {
        let file = match row.file {
            File::Patients => "patients",
            File::Appointments => "appointments",
        };
        row.violations.iter().map(move |violation| {
            let field: String = violation.field.iter().map(segment).collect();
            format!("{file}[{}]{field} {}", row.index, violation.code)
        })
    });
    lines.collect()
}

impl TestApp {
    pub async fn import(&self, patients: &[Value], appointments: &[Value], strictness: Strictness) -> Report {
        let rows = Rows { patients: patients.to_vec(), appointments: appointments.to_vec() };
        import::run(&self.panda, rows, strictness, &|_| {}).await.expect("no fault of ours")
    }

    /// Imports all or nothing, and expects all.
    pub async fn import_all(&self, patients: &[Value], appointments: &[Value]) -> Report {
        let report = self.import(patients, appointments, Strictness::AllOrNothing).await;
        assert!(report.is_written && report.refused.is_empty(), "{report:#?}");
        report
    }

    /// Imports what is good, and expects these refusals.
    pub async fn import_but(&self, patients: &[Value], appointments: &[Value], refused: &[&str]) -> Report {
        let report = self.import(patients, appointments, Strictness::SkipInvalid).await;
        assert!(report.is_written);
        assert_eq!(refusals(&report), refused);
        report
    }
}
