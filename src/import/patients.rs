//! The rows of patients.

use std::pin::pin;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use tokio_postgres::{Transaction, binary_copy::BinaryCopyInWriter, types::Type};

use super::{
    File, ImportError, Observer, PatientRow, Source, Step, Stopped, Tally,
    fields::Cells,
    source::{self, Batches},
};
use crate::{
    error::{Segment, Violation, Violations},
    patient::{Patient, Registration},
};

const COPY: &str =
    "COPY import_patients (index, id, nhs_number, name, date_of_birth, postcode) FROM STDIN BINARY";
const TYPES: [Type; 6] = [Type::INT8, Type::UUID, Type::TEXT, Type::TEXT, Type::DATE, Type::TEXT];

/// Writes those that are new, and tells of all.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    source: Source,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<Tally, Stopped> {
    let mut tally = Tally::default();
    observer.begins(Step::Reading(File::Patients));
    let batches = source::read(File::Patients, source, &PatientRow::FIELDS, move |cells| judge(cells, now));
    let good = stage(transaction, batches, &mut tally, observer).await?;

    observer.begins(Step::Checking(File::Patients));
    transaction.batch_execute("ANALYZE import_patients").await?;
    observer.begins(Step::Writing(File::Patients, good));
    tally.added = transaction.execute(include_str!("sql/add_patients.sql"), &[&now]).await?;
    observer.advances(tally.added);
    let conflicts = transaction.query_raw(include_str!("sql/patient_conflicts.sql"), super::NOTHING).await?;
    let mut conflicts = pin!(conflicts);
    let mut conflicting = 0;
    while let Some(row) = conflicts.try_next().await? {
        conflicting += 1;
        let conflict = Violation::new(ImportError::Conflict).at("nhs_number");
        tally.refuse(observer, File::Patients, row.try_get(0)?, conflict);
    }
    tally.unchanged = good - tally.added - conflicting;
    Ok(tally)
}

/// Puts the good rows where SQL can look at them, and tells how many they are.
async fn stage(
    transaction: &Transaction<'_>,
    mut batches: Batches<Patient>,
    tally: &mut Tally,
    observer: &dyn Observer,
) -> Result<u64, Stopped> {
    let mut copy = pin!(BinaryCopyInWriter::new(transaction.copy_in(COPY).await?, &TYPES));
    while let Some(batch) = batches.recv().await {
        for (index, row) in batch? {
            match row {
                Ok(Patient { id, nhs_number, name, date_of_birth, postcode, .. }) => {
                    let (number, name, postcode) = (nhs_number.as_str(), name.as_str(), postcode.as_str());
                    copy.as_mut().write(&[&index, &id.0, &number, &name, &date_of_birth, &postcode]).await?;
                }
                Err(violations) => tally.refuse(observer, File::Patients, index, violations),
            }
        }
    }
    Ok(copy.finish().await?)
}

fn judge(cells: Cells<4>, now: DateTime<Utc>) -> Result<Patient, Violations> {
    let row = PatientRow::of(cells)?;
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
