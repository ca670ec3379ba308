//! The rows of patients.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use tokio_postgres::{Transaction, binary_copy::BinaryCopyInWriter, types::Type};

use super::{
    File, FileTally, ImportAborted, Observer, PatientRow, Source, Step, UnknownMembers,
    fields::FieldValues,
    source,
    stage::{Staged, refuse_found, stage},
};
use crate::{
    database::Stored,
    error::{Segment, Violation, Violations},
    patient::{NhsNumber, Patient, Registration},
    value::{Email, Phone},
};

/// Writes those that are new, and tells of all.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    source: Source,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<(FileTally, UnknownMembers), ImportAborted> {
    let mut tally = FileTally::default();
    observer.begins(Step::Reading(File::Patients));
    let mut batches =
        source::read(File::Patients, source, &PatientRow::FIELDS, move |cells| judge(cells, now));
    let good = stage(transaction, File::Patients, &mut batches, &mut tally, observer).await?;

    observer.begins(Step::Checking(File::Patients));
    transaction.batch_execute("ANALYZE import_patients").await?;
    observer.begins(Step::Writing(File::Patients, good));
    tally.added = transaction.execute(include_str!("sql/add_patients.sql"), &[&now]).await?;
    observer.advances(tally.added);
    let conflicts = include_str!("sql/patient_conflicts.sql");
    let conflicting = refuse_found(transaction, File::Patients, conflicts, &mut tally, observer).await?;
    tally.unchanged = good - tally.added - conflicting;
    Ok((tally, batches.unknown_members()))
}

/// A good row. Without address lines, it says nothing about them.
struct PatientDraft {
    patient: Patient,
    has_address_lines: bool,
}

impl Staged for PatientDraft {
    const TABLE: &'static str = "import_patients
        (index, id, nhs_number, name, date_of_birth, postcode, email, phone, address_lines)";
    const TYPES: &'static [Type] = &[
        Type::INT8,
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::DATE,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT_ARRAY,
    ];

    async fn write(
        self,
        index: i64,
        writer: Pin<&mut BinaryCopyInWriter>,
    ) -> Result<(), tokio_postgres::Error> {
        let patient = self.patient;
        writer
            .write(&[
                &index,
                &patient.id.0,
                &patient.nhs_number.readable().map(NhsNumber::as_str),
                &patient.name.as_str(),
                &patient.date_of_birth,
                &patient.postcode.as_str(),
                &patient.email.as_ref().and_then(Stored::readable).map(Email::as_str),
                &patient.phone.as_ref().and_then(Stored::readable).map(Phone::as_str),
                &self.has_address_lines.then(|| patient.address_lines.as_slice()),
            ])
            .await
    }
}

fn judge(cells: FieldValues<7>, now: DateTime<Utc>) -> Result<PatientDraft, Violations> {
    let PatientRow { nhs_number, name, date_of_birth, postcode, contacts } = PatientRow::of(cells)?;
    let has_address_lines = contacts.address_lines.is_some();
    let registration = Registration {
        nhs_number,
        name,
        date_of_birth,
        postcode,
        address_lines: contacts.address_lines.unwrap_or_default(),
        email: contacts.email,
        phone: contacts.phone,
    };
    let translate =
        |faults: Violations| -> Violations { faults.into_iter().map(in_the_files_words).collect() };
    let patient = registration.validate(now).map_err(translate)?;
    Ok(PatientDraft { patient, has_address_lines })
}

/// The file names its fields in another style than the API does.
fn in_the_files_words(mut fault: Violation) -> Violation {
    for segment in &mut fault.field {
        match segment {
            Segment::Field(name @ "nhsNumber") => *name = "nhs_number",
            Segment::Field(name @ "dateOfBirth") => *name = "date_of_birth",
            Segment::Field(name @ "addressLines") => *name = "address_lines",
            Segment::Field(_) | Segment::Given(_) | Segment::Index(_) => {}
        }
    }
    fault
}
