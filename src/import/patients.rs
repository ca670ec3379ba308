//! The rows of patients.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use tokio_postgres::{Transaction, binary_copy::BinaryCopyInWriter, types::Type};

use super::{
    File, Observer, PatientRow, Source, Step, Stopped, Tally,
    fields::Cells,
    source,
    stage::{Staged, refuse_found, stage},
};
use crate::{
    error::{Segment, Violation, Violations},
    patient::{Patient, Registration},
};

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
    let good = stage(transaction, File::Patients, batches, &mut tally, observer).await?;

    observer.begins(Step::Checking(File::Patients));
    transaction.batch_execute("ANALYZE import_patients").await?;
    observer.begins(Step::Writing(File::Patients, good));
    tally.added = transaction.execute(include_str!("sql/add_patients.sql"), &[&now]).await?;
    observer.advances(tally.added);
    let conflicts = include_str!("sql/patient_conflicts.sql");
    let conflicting = refuse_found(transaction, File::Patients, conflicts, &mut tally, observer).await?;
    tally.unchanged = good - tally.added - conflicting;
    Ok(tally)
}

impl Staged for Patient {
    const TABLE: &'static str = "import_patients (index, id, nhs_number, name, date_of_birth, postcode)";
    const TYPES: &'static [Type] = &[Type::INT8, Type::UUID, Type::TEXT, Type::TEXT, Type::DATE, Type::TEXT];

    async fn write(
        self,
        index: i64,
        writer: Pin<&mut BinaryCopyInWriter>,
    ) -> Result<(), tokio_postgres::Error> {
        let (number, name, postcode) = (self.nhs_number.as_str(), self.name.as_str(), self.postcode.as_str());
        writer.write(&[&index, &self.id.0, &number, &name, &self.date_of_birth, &postcode]).await
    }
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
            Segment::Field(_) | Segment::Given(_) | Segment::Index(_) => {}
        }
    }
    fault
}
