//! Rows of import files, valid unless changed.

use std::{io::Cursor, sync::Mutex};

use panda::{
    error::Segment,
    import::{self, ImportAborted, ImportReport, Observer, RefusedRow, Source, Sources, Strictness},
};
use serde_json::{Value, json};

use super::{TestApp, nhs_number};

/// The n-th patient.
pub fn patient_row(n: u32) -> Value {
    json!({
        "nhs_number": nhs_number(n), "name": format!("Patient {n}"), "date_of_birth": "1980-05-17", "postcode": "CF10 1EP",
    })
}

/// The n-th appointment of the first patient: 30 minutes each, one after the other from tomorrow on.
pub fn appointment_row(n: u32) -> Value {
    let (day, hour, minute) = (3 + n / 48, n / 2 % 24, n % 2 * 30);
    json!({
        "id": format!("00000000-0000-4000-8000-{n:012}"), "patient": nhs_number(1), "status": "active",
        "time": format!("2026-03-{day:02}T{hour:02}:{minute:02}:00Z"), "duration": "30m", "clinician": "Dr Bell",
        "department": "cardiology", "postcode": "M1 1AE",
    })
}

/// A row with one field changed.
pub fn altered(row: &Value, field: &str, value: impl Into<Value>) -> Value {
    let mut row = row.clone();
    row[field] = value.into();
    row
}

/// Rows as a file.
pub fn file_of(rows: &[Value]) -> Source {
    Box::new(Cursor::new(json!(rows).to_string()))
}

/// Collects the refused rows in the order of the reports.
#[derive(Default)]
pub struct Refused(Mutex<Vec<RefusedRow>>);

impl Observer for Refused {
    fn refuses(&self, row: RefusedRow) {
        self.0.lock().expect("the lock is not poisoned").push(row);
    }
}

/// The result of an import, with the refused rows in file order.
#[derive(Debug)]
pub struct Imported {
    pub report: ImportReport,
    pub refused: Vec<RefusedRow>,
}

/// Each refusal as a line: `appointments[3].time TIMESTAMP_INVALID`.
pub fn refusals(imported: &Imported) -> Vec<String> {
    let segment = |segment: &Segment| match segment {
        Segment::Field(name) => format!(".{name}"),
        Segment::Given(name) => format!(".{name}"),
        Segment::Index(index) => format!("[{index}]"),
    };
    let lines = imported.refused.iter().flat_map(|row| {
        row.violations.iter().map(move |violation| {
            let field: String = violation.field.iter().map(segment).collect();
            format!("{}[{}]{field} {}", row.file, row.index, violation.code)
        })
    });
    lines.collect()
}

impl TestApp {
    pub async fn import(&self, patients: &[Value], appointments: &[Value], how: Strictness) -> Imported {
        let sources =
            Sources { patients: Some(file_of(patients)), appointments: Some(file_of(appointments)) };
        self.import_from(sources, how).await.expect("no fault of ours")
    }

    pub async fn import_from(&self, sources: Sources, how: Strictness) -> Result<Imported, ImportAborted> {
        let refused = Refused::default();
        let report = import::run(&self.context, sources, how, &refused).await?;
        let mut refused = refused.0.into_inner().expect("the lock is not poisoned");
        refused.sort_by_key(|row| (row.file, row.index));
        assert_eq!(refused.len(), usize::try_from(report.refused()).expect("a number"));
        Ok(Imported { report, refused })
    }

    /// Imports all or nothing, and expects that all rows are imported.
    pub async fn import_all(&self, patients: &[Value], appointments: &[Value]) -> ImportReport {
        let imported = self.import(patients, appointments, Strictness::AllOrNothing).await;
        assert!(imported.report.is_written && imported.refused.is_empty(), "{imported:#?}");
        imported.report
    }

    /// Imports the valid rows, and expects these refusals.
    pub async fn import_but(
        &self,
        patients: &[Value],
        appointments: &[Value],
        refused: &[&str],
    ) -> ImportReport {
        let imported = self.import(patients, appointments, Strictness::SkipInvalid).await;
        assert!(imported.report.is_written);
        assert_eq!(refusals(&imported), refused);
        imported.report
    }
}
