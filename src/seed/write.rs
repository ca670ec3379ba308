//! How the records get into their tables: copied, in PostgreSQL's binary form.

use std::pin::Pin;

use tokio_postgres::{
    Client, Transaction,
    binary_copy::BinaryCopyInWriter,
    error::SqlState,
    types::{ToSql, Type},
};

use super::{
    Refusal, SeedError, departments,
    people::Patient,
    staff::{Clinician, Staff},
};
use crate::{
    appointment::{ACTIVE, ATTENDED, Appointment, CANCELLED, CancellationParty, Status},
    value::{Note, TimeZone, london_day},
};

type Progress<'a> = &'a (dyn Fn(usize) + Send + Sync);

/// After how many rows progress is told.
const STEP: usize = 1_000;

/// Makes sure that there is no record, nor will be one from anybody else until the transaction ends.
pub(super) async fn expect_emptiness(transaction: &Transaction<'_>) -> Result<(), SeedError> {
    // Whoever writes for longer than that is at work here.
    let lock = "SET LOCAL lock_timeout = '2s';
                LOCK TABLE organisations, departments, clinicians, clinician_posts, patients, appointments
                IN SHARE ROW EXCLUSIVE MODE";
    match transaction.batch_execute(lock).await {
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
            return Err(Refusal::InUse.into());
        }
        outcome => outcome?,
    }
    let any = "SELECT EXISTS (SELECT FROM organisations) OR EXISTS (SELECT FROM departments)
               OR EXISTS (SELECT FROM clinicians) OR EXISTS (SELECT FROM patients)
               OR EXISTS (SELECT FROM appointments)";
    if transaction.query_one(any, &[]).await?.get(0) { Err(Refusal::NotEmpty.into()) } else { Ok(()) }
}

/// Departments, organisations, and clinicians with their posts.
pub(super) async fn staff(transaction: &Transaction<'_>, staff: &Staff) -> Result<(), SeedError> {
    let made = staff.created_at;
    let columns = "departments (id, code, name, version, created_at, updated_at)";
    let types = [Type::UUID, Type::TEXT, Type::TEXT, Type::INT4, Type::TIMESTAMPTZ, Type::TIMESTAMPTZ];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for (id, unit) in &staff.departments {
        let name = unit.department.name;
        copy.row(&[id, &departments::code(name), &name, &1, &made, &made]).await?;
    }
    copy.finish().await?;

    let columns =
        "organisations (id, ods_code, name, kind, postcode, address_lines, time_zone, version, created_at,
                   updated_at)";
    let types = [
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT_ARRAY,
        Type::TEXT,
        Type::INT4,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
    ];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for (id, site, _) in &staff.sites {
        let (kind, zone) = (site.kind.as_str(), TimeZone::LONDON.as_str());
        let (code, name, lines) = (&site.ods_code, &site.name, &site.address_lines);
        copy.row(&[id, code, name, &kind, &site.postcode, lines, &zone, &1, &made, &made]).await?;
    }
    copy.finish().await?;
    clinicians(transaction, staff).await
}

async fn clinicians(transaction: &Transaction<'_>, staff: &Staff) -> Result<(), SeedError> {
    let made = staff.created_at;
    let columns = "clinicians (id, name, department_id, version, created_at, updated_at)";
    let types = [Type::UUID, Type::TEXT, Type::UUID, Type::INT4, Type::TIMESTAMPTZ, Type::TIMESTAMPTZ];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for Clinician { id, name, department_id, .. } in &staff.clinicians {
        copy.row(&[id, name, department_id, &1, &made, &made]).await?;
    }
    copy.finish().await?;

    let columns = "clinician_posts (id, clinician_id, organisation_id, starts_on)";
    let types = [Type::UUID, Type::UUID, Type::UUID, Type::DATE];
    let mut copy = Copying::begin(transaction, columns, &types, &|_| {}).await?;
    for clinician in &staff.clinicians {
        for (id, organisation_id) in &clinician.posts {
            copy.row(&[id, &clinician.id, organisation_id, &london_day(made)]).await?;
        }
    }
    copy.finish().await?;
    Ok(())
}

/// Patients, in the order in which they come. Tells how many there were.
pub(super) async fn patients(
    transaction: &Transaction<'_>,
    patients: impl Iterator<Item = Patient>,
    progress: Progress<'_>,
) -> Result<u64, SeedError> {
    let columns =
        "patients (id, nhs_number, name, date_of_birth, postcode, address_lines, email, phone, version,
                   created_at, updated_at)";
    let types = [
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::DATE,
        Type::TEXT,
        Type::TEXT_ARRAY,
        Type::TEXT,
        Type::TEXT,
        Type::INT4,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
    ];
    let mut copy = Copying::begin(transaction, columns, &types, progress).await?;
    for patient in patients {
        let Patient { id, nhs_number, name, born_on, postcode, address_lines, email, phone, created_at } =
            &patient;
        let number = nhs_number.as_str();
        copy.row(&[
            id,
            &number,
            name,
            born_on,
            postcode,
            address_lines,
            email,
            phone,
            &1,
            created_at,
            created_at,
        ])
        .await?;
    }
    copy.finish().await
}

/// Appointments, in the order in which they come. Tells how many there were.
///
/// All that is ever written to that table at once passes here.
pub(super) async fn appointments(
    transaction: &Transaction<'_>,
    appointments: impl Iterator<Item = Appointment>,
    progress: Progress<'_>,
) -> Result<u64, SeedError> {
    let columns = "appointments (id, patient_id, clinician_id, department_id, organisation_id, starts_at, ends_at,
                   postcode, status, attended_at, arrived_late, cancelled_at, cancelled_by, cancellation_reason,
                   version, created_at, updated_at)";
    let types = [
        Type::UUID,
        Type::UUID,
        Type::UUID,
        Type::UUID,
        Type::UUID,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
        Type::TEXT,
        Type::TEXT,
        Type::TIMESTAMPTZ,
        Type::BOOL,
        Type::TIMESTAMPTZ,
        Type::TEXT,
        Type::TEXT,
        Type::INT4,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
    ];
    let mut copy = Copying::begin(transaction, columns, &types, progress).await?;
    for appointment in appointments {
        let (status, mut attended_at, mut late, mut cancelled_at, mut by, mut why) =
            (ACTIVE, None, None, None, None, None);
        let status = match &appointment.status {
            Status::Active => status,
            Status::Attended { at, arrived_late } => {
                (attended_at, late) = (*at, *arrived_late);
                ATTENDED
            }
            Status::Cancelled { at, by: party, reason } => {
                (cancelled_at, by, why) = (*at, party.map(CancellationParty::as_str), reason.as_ref());
                CANCELLED
            }
        };
        copy.row(&[
            &appointment.id.0,
            &appointment.patient_id.0,
            &appointment.clinician_id.0,
            &appointment.department_id.0,
            &appointment.organisation_id.map(|id| id.0),
            &appointment.slot.starts_at,
            &appointment.slot.ends_at,
            &appointment.postcode.as_str(),
            &status,
            &attended_at,
            &late,
            &cancelled_at,
            &by,
            &why.map(Note::as_str),
            &appointment.version,
            &appointment.created_at,
            &appointment.updated_at,
        ])
        .await?;
    }
    copy.finish().await
}

/// Makes lists plan well, and counts fast, from the first request on; the server would come to it by itself.
pub(super) async fn tidy(client: &Client) -> Result<(), SeedError> {
    let tables = "organisations, departments, clinicians, clinician_posts, patients, appointments";
    Ok(client.batch_execute(&format!("VACUUM (ANALYZE) {tables}")).await?)
}

/// Rows on their way into a table.
struct Copying<'a> {
    writer: Pin<Box<BinaryCopyInWriter>>,
    progress: Progress<'a>,
    rows: usize,
}

impl<'a> Copying<'a> {
    async fn begin(
        transaction: &Transaction<'_>,
        columns: &str,
        types: &[Type],
        progress: Progress<'a>,
    ) -> Result<Self, SeedError> {
        let sink = transaction.copy_in(&format!("COPY {columns} FROM STDIN (FORMAT binary)")).await?;
        Ok(Self { writer: Box::pin(BinaryCopyInWriter::new(sink, types)), progress, rows: 0 })
    }

    async fn row(&mut self, values: &[&(dyn ToSql + Sync)]) -> Result<(), SeedError> {
        self.writer.as_mut().write(values).await?;
        self.rows += 1;
        if self.rows.is_multiple_of(STEP) {
            (self.progress)(STEP);
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<u64, SeedError> {
        let rows = self.writer.as_mut().finish().await?;
        (self.progress)(self.rows % STEP);
        Ok(rows)
    }
}
