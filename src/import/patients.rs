//! The rows of patients.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;

use super::{BATCH, File, ImportError, PatientRow, Report, seen::Seen};
use crate::{
    error::{Failure, Segment, Violation, Violations},
    patient::{self, Patient, PatientId, Registration},
};

/// Writes those that are new, and reports on all.
pub(super) async fn write(
    connection: &mut AsyncPgConnection,
    rows: Vec<Value>,
    now: DateTime<Utc>,
    report: &mut Report,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<(), Failure> {
    let mut seen = Seen::default();
    for (batch, rows) in rows.chunks(BATCH).enumerate() {
        let mut good = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let index = batch * BATCH + index;
            match validate(row, now) {
                Ok(patient) => good.push((index, patient)),
                Err(violations) => report.refuse(File::Patients, index, violations),
            }
        }
        let (first, again) = seen.split(good, |patient| patient.nhs_number.clone());
        for (index, patient) in write_batch(connection, first, report).await? {
            seen.refuse(patient.nhs_number, conflict().into());
            report.refuse(File::Patients, index, conflict());
        }
        for (index, patient) in again {
            match seen.judge(&patient.nhs_number, |first| says_the_same(first, &patient)) {
                Ok(true) => report.patients.unchanged += 1,
                Ok(false) => report.refuse(File::Patients, index, conflict()),
                Err(violations) => report.refuse(File::Patients, index, violations),
            }
        }
        progress(rows.len());
    }
    Ok(())
}

/// Writes those that are new, counts those that are recorded already, and answers those about whom the record says
/// something else.
async fn write_batch(
    connection: &mut AsyncPgConnection,
    candidates: Vec<(usize, Patient)>,
    report: &mut Report,
) -> Result<Vec<(usize, Patient)>, Failure> {
    let numbers = candidates.iter().map(|(_, patient)| patient.nhs_number.clone()).collect();
    let recorded = patient::store::by_nhs_numbers(connection, numbers).await?;
    let (mut new, mut refused) = (Vec::new(), Vec::new());
    for (index, candidate) in candidates {
        match recorded.get(&candidate.nhs_number) {
            None => new.push((index, candidate)),
            Some(recorded) if says_the_same(recorded, &candidate) => report.patients.unchanged += 1,
            Some(_) => refused.push((index, candidate)),
        }
    }
    let rows: Vec<Patient> = new.iter().map(|(_, patient)| patient.clone()).collect();
    let written: HashSet<PatientId> =
        patient::store::insert_new(connection, &rows).await?.into_iter().collect();
    report.patients.added += written.len();
    // Somebody has registered the others since the look-up.
    refused.extend(new.into_iter().filter(|(_, patient)| !written.contains(&patient.id)));
    Ok(refused)
}

fn validate(row: &Value, now: DateTime<Utc>) -> Result<Patient, Violations> {
    let row = super::row::parse::<PatientRow>(row, &PatientRow::FIELDS)?;
    let registration = Registration {
        nhs_number: row.nhs_number,
        name: row.name,
        date_of_birth: row.date_of_birth,
        postcode: row.postcode,
        ..Registration::default()
    };
    registration.validate(now).map_err(|faults| faults.into_iter().map(in_the_files_words).collect())
}

/// The file names its fields in another style than the API does.
fn in_the_files_words(mut fault: Violation) -> Violation {
    for segment in &mut fault.field {
        match segment {
            Segment::Field(name @ "nhsNumber") => *name = "nhs_number",
            Segment::Field(name @ "dateOfBirth") => *name = "date_of_birth",
            Segment::Field(_) | Segment::Index(_) => {}
        }
    }
    fault
}

/// Whether two records agree in all that a row tells.
fn says_the_same(one: &Patient, other: &Patient) -> bool {
    (&one.name, one.date_of_birth, &one.postcode) == (&other.name, other.date_of_birth, &other.postcode)
}

fn conflict() -> Violation {
    Violation::new(ImportError::Conflict).at("nhs_number")
}
