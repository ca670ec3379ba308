//! The rows of appointments.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;

use super::{BATCH, File, ImportError, Report, draft::Draft, reference::References, seen::Seen};
use crate::{
    appointment::{self, Appointment, busy},
    error::{Failure, Segment, Violation, Violations},
    patient::{self, NhsNumber, PatientId},
};

/// Writes those that are new, and reports on all.
pub(super) async fn write(
    connection: &mut AsyncPgConnection,
    rows: Vec<Value>,
    now: DateTime<Utc>,
    report: &mut Report,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<(), Failure> {
    let mut references = References::recorded(connection).await?;
    let mut seen = Seen::default();
    for (batch, rows) in rows.chunks(BATCH).enumerate() {
        let drafts = rows.iter().enumerate().map(|(index, row)| (batch * BATCH + index, Draft::of(row, now)));
        let resolved = resolve(connection, &mut references, drafts, now, report).await?;
        let (first, again) = seen.split(resolved, |appointment| appointment.id);
        for (index, appointment, violations) in write_batch(connection, first, report).await? {
            seen.refuse(appointment.id, violations.clone());
            report.refuse(File::Appointments, index, violations);
        }
        for (index, appointment) in again {
            match seen.judge(&appointment.id, |first| says_the_same(first, &appointment)) {
                Ok(true) => report.appointments.unchanged += 1,
                Ok(false) => report.refuse(File::Appointments, index, conflict()),
                Err(violations) => report.refuse(File::Appointments, index, violations),
            }
        }
        progress(rows.len());
    }
    references.remove_unused(connection).await
}

/// Good rows as appointments, once patient, department and clinician are known.
async fn resolve(
    connection: &mut AsyncPgConnection,
    references: &mut References,
    drafts: impl Iterator<Item = (usize, Result<Draft, Violations>)>,
    now: DateTime<Utc>,
    report: &mut Report,
) -> Result<Vec<(usize, Appointment)>, Failure> {
    let drafts: Vec<_> = drafts.collect();
    let patients =
        patients_of(connection, drafts.iter().filter_map(|(_, draft)| draft.as_ref().ok())).await?;
    let mut resolved = Vec::new();
    for (index, draft) in drafts {
        let draft = match draft {
            Ok(draft) => draft,
            Err(violations) => {
                report.refuse(File::Appointments, index, violations);
                continue;
            }
        };
        let Some(patient_id) = patients.get(&draft.patient).copied() else {
            let unknown = Violation::new(ImportError::PatientUnknown).at("patient");
            report.refuse(File::Appointments, index, unknown);
            continue;
        };
        let department_id = references.department(connection, &draft.department, now).await?;
        match references.clinician(connection, department_id, &draft.clinician, now).await? {
            Ok(clinician_id) => {
                resolved.push((index, draft.into_appointment(patient_id, clinician_id, department_id, now)));
            }
            Err(refusal) => {
                report.refuse(File::Appointments, index, Violation::new(refusal).at("clinician"));
            }
        }
    }
    Ok(resolved)
}

async fn patients_of(
    connection: &AsyncPgConnection,
    drafts: impl Iterator<Item = &Draft>,
) -> Result<HashMap<NhsNumber, PatientId>, Failure> {
    let numbers = drafts.map(|draft| draft.patient.clone()).collect();
    let found = patient::store::by_nhs_numbers(connection, numbers).await?;
    Ok(found.into_iter().map(|(number, patient)| (number, patient.id)).collect())
}

/// Writes what is new, counts what is recorded already, and answers what cannot be written, with the reasons.
async fn write_batch(
    connection: &mut AsyncPgConnection,
    candidates: Vec<(usize, Appointment)>,
    report: &mut Report,
) -> Result<Vec<(usize, Appointment, Violations)>, Failure> {
    let ids = candidates.iter().map(|(_, appointment)| appointment.id).collect();
    let recorded = appointment::store::by_ids(connection, ids).await?;
    let (mut new, mut refused) = (Vec::new(), Vec::new());
    for (index, candidate) in candidates {
        match recorded.get(&candidate.id) {
            None => new.push((index, candidate)),
            Some(recorded) if says_the_same(recorded, &candidate) => report.appointments.unchanged += 1,
            Some(_) => refused.push((index, candidate, conflict().into())),
        }
    }
    let rows: Vec<Appointment> = new.iter().map(|(_, appointment)| appointment.clone()).collect();
    let written: HashSet<_> = appointment::store::insert(connection, &rows).await?.into_iter().collect();
    report.appointments.added += written.len();
    for (index, unwritten) in new.into_iter().filter(|(_, appointment)| !written.contains(&appointment.id)) {
        let busy: Violations =
            busy(connection, &unwritten).await?.into_iter().map(in_the_files_words).collect();
        let violations = if busy.is_empty() { conflict().into() } else { busy };
        refused.push((index, unwritten, violations));
    }
    Ok(refused)
}

/// The file calls the start of an appointment its time.
fn in_the_files_words(mut fault: Violation) -> Violation {
    for segment in &mut fault.field {
        if let Segment::Field(name @ "startsAt") = segment {
            *name = "time";
        }
    }
    fault
}

/// Whether two appointments agree in all that a row tells. `active` past its end and `missed` are the same.
fn says_the_same(one: &Appointment, other: &Appointment) -> bool {
    let facts = |appointment: &Appointment| {
        let Appointment { patient_id, clinician_id, department_id, slot, .. } = *appointment;
        (patient_id, clinician_id, department_id, slot)
    };
    facts(one) == facts(other)
        && one.postcode == other.postcode
        && std::mem::discriminant(&one.status) == std::mem::discriminant(&other.status)
}

fn conflict() -> Violation {
    Violation::new(ImportError::Conflict).at("id")
}
