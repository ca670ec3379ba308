//! All patients and appointments, in the shape of the brief: what [`import`](crate::import) reads.
//!
//! What is written depends on nothing but the record and the instant: sorted, one row to a line, each value in one form.
//! So an export that is imported into an empty database and exported again at the same instant is the same, byte for
//! byte. It is a format for exchange and no backup: what the shape has no word for is left out.

mod file;
mod left_out;
mod pending;

use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Offset, SecondsFormat, Utc};
use chrono_tz::Europe::London;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::{TryStreamExt, pin_mut};

pub use left_out::{LeftOut, Tell};
pub use pending::PendingFiles;

use crate::{
    appointment::export_row::{self, ExportRow, UnclearClinician},
    clinician::ClinicianId,
    context::AppContext,
    database::Unreadable,
    error::Failure,
    import::{AppointmentRow, Contacts, PatientRow, format_duration},
    patient::{self, Patient},
};
use file::Output;

/// Where the files are written; one may be left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Targets<'a> {
    pub patients: Option<&'a Path>,
    pub appointments: Option<&'a Path>,
    pub members: PatientMembers,
}

/// What is written of each patient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PatientMembers {
    /// What the brief's files have.
    #[default]
    Basic,
    /// `email`, `phone` and `address_lines` too, where they are known.
    WithContacts,
}

/// How many rows were written, and how often something was left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    pub patients: u64,
    pub appointments: u64,
    pub left_out: u64,
}

/// Why an export has not come to its end. No file has appeared or changed.
#[derive(Debug)]
pub enum ExportError {
    /// Both paths lead to one file, which cannot hold both.
    OneFile,
    Unwritable(io::Error),
    Failed(Failure),
}

/// Writes both files from one snapshot of the record, row by row. They appear together, when both are complete.
///
/// To end the process meanwhile, call [`PendingFiles::discard`] first.
///
/// What cannot be read is left out, and told as it is found.
pub async fn run(
    app: &AppContext,
    targets: Targets<'_>,
    pending: &PendingFiles,
    tell: &Tell<'_>,
) -> Result<Exported, ExportError> {
    let exported = write(app, targets, pending, tell).await;
    pending.discard();
    exported
}

async fn write(
    app: &AppContext,
    targets: Targets<'_>,
    pending: &PendingFiles,
    tell: &Tell<'_>,
) -> Result<Exported, ExportError> {
    if let (Some(patients), Some(appointments)) = (targets.patients, targets.appointments)
        && pending::is_same_file(patients, appointments)?
    {
        return Err(ExportError::OneFile);
    }
    let mut transaction = app.database.begin().await?;
    let connection = transaction.connection();
    connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let now = app.clock.now();
    let left_out = AtomicU64::new(0);
    let tell = &|what: &LeftOut| {
        left_out.fetch_add(1, Ordering::Relaxed);
        tell(what);
    };
    let mut exported = Exported::default();
    if let Some(path) = targets.patients {
        let output = Output::create(path, pending)?;
        exported.patients = patients(connection, output, targets.members, tell).await?;
    }
    if let Some(path) = targets.appointments {
        let output = Output::create(path, pending)?;
        exported.appointments = appointments(connection, output, now, tell).await?;
    }
    transaction.roll_back().await?;
    pending.publish()?;
    Ok(Exported { left_out: left_out.load(Ordering::Relaxed), ..exported })
}

async fn patients(
    connection: &mut AsyncPgConnection,
    mut output: Output,
    members: PatientMembers,
    tell: &Tell<'_>,
) -> Result<u64, ExportError> {
    let patients = patient::store::all_in_order(connection).await?;
    pin_mut!(patients);
    while let Some(patient) = patients.try_next().await? {
        match patient.into_result().and_then(|patient| patient_row(&patient, members, tell)) {
            Ok(row) => output.write(&row)?,
            Err(unreadable) => tell(&LeftOut::Patient(unreadable)),
        }
    }
    Ok(output.finish()?)
}

async fn appointments(
    connection: &mut AsyncPgConnection,
    mut output: Output,
    now: DateTime<Utc>,
    tell: &Tell<'_>,
) -> Result<u64, ExportError> {
    let unclear = export_row::unclear_clinicians(connection).await?;
    let appointments = export_row::all_in_order(connection).await?;
    pin_mut!(appointments);
    while let Some(export_row) = appointments.try_next().await? {
        match export_row.into_result() {
            Ok(export_row) => match appointment_row(&export_row, &unclear, now) {
                Ok(row) => output.write(&row)?,
                Err(unreadable) => tell(&LeftOut::AppointmentOf(export_row.appointment.id, unreadable)),
            },
            Err(unreadable) => tell(&LeftOut::Appointment(unreadable)),
        }
    }
    Ok(output.finish()?)
}

fn patient_row(
    patient: &Patient,
    members: PatientMembers,
    tell: &Tell<'_>,
) -> Result<PatientRow, Unreadable> {
    let nhs_number = patient.nhs_number()?.as_str().to_owned();
    let contacts = match members {
        PatientMembers::Basic => Contacts::default(),
        PatientMembers::WithContacts => Contacts {
            email: contact(patient.email(), tell).map(|email| email.as_str().to_owned()),
            phone: contact(patient.phone(), tell).map(|phone| phone.as_str().to_owned()),
            address_lines: Some(patient.address_lines.as_slice().to_vec()).filter(|lines| !lines.is_empty()),
        },
    };
    Ok(PatientRow {
        nhs_number,
        name: patient.name.as_str().to_owned(),
        date_of_birth: patient.date_of_birth.to_string(),
        postcode: patient.postcode.as_str().to_owned(),
        contacts,
    })
}

/// A contact that cannot be read is left out of a row that stands without it.
fn contact<'a, T>(contact: Result<Option<&'a T>, Unreadable>, tell: &Tell<'_>) -> Option<&'a T> {
    contact.unwrap_or_else(|unreadable| {
        tell(&LeftOut::Contact(unreadable));
        None
    })
}

fn appointment_row(
    export_row: &ExportRow,
    unclear: &HashMap<ClinicianId, UnclearClinician>,
    now: DateTime<Utc>,
) -> Result<AppointmentRow, Unreadable> {
    let ExportRow { appointment, .. } = export_row;
    let unclear = unclear.get(&appointment.clinician_id);
    let elsewhere = unclear.filter(|unclear| unclear.department_id != appointment.department_id);
    Ok(AppointmentRow {
        id: appointment.id.0.to_string(),
        patient: export_row.patient()?.as_str().to_owned(),
        status: appointment.status.kind(appointment.slot, now).as_str().to_owned(),
        time: local_time(appointment.slot.starts_at),
        duration: format_duration(appointment.slot.minutes()),
        clinician: export_row.clinician()?.as_str().to_owned(),
        clinician_id: unclear.map(|unclear| unclear.clinician_id.0.to_string()),
        clinician_department: elsewhere
            .map(|unclear| Ok(unclear.department()?.as_str().to_owned()))
            .transpose()?,
        department: export_row.department()?.as_str().to_owned(),
        postcode: appointment.postcode.as_str().to_owned(),
    })
}

/// As London's clocks tell it. Before 1847 they were off by a fraction of a minute, which RFC 3339 cannot write.
fn local_time(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&London);
    if local.offset().fix().local_minus_utc() % 60 == 0 {
        local.to_rfc3339_opts(SecondsFormat::AutoSi, false)
    } else {
        instant.to_rfc3339_opts(SecondsFormat::AutoSi, false)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

impl From<Failure> for ExportError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<diesel::result::Error> for ExportError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_by_londons_clocks_and_lose_nothing() {
        for (instant, expected) in [
            ("2026-06-30T23:15:00Z", "2026-07-01T00:15:00+01:00"),
            ("2026-01-05T09:00:00.25Z", "2026-01-05T09:00:00.250+00:00"),
            ("2026-10-25T01:30:00Z", "2026-10-25T01:30:00+00:00"),
            ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00+01:00"),
            ("1800-01-01T00:00:00Z", "1800-01-01T00:00:00+00:00"),
            ("9999-12-31T23:55:00.000001Z", "9999-12-31T23:55:00.000001+00:00"),
        ] {
            let instant: DateTime<Utc> = instant.parse().unwrap();
            assert_eq!(local_time(instant), expected);
            assert_eq!(expected.parse::<DateTime<Utc>>().unwrap(), instant);
        }
    }
}
