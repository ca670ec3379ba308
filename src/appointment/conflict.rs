//! Conflicts: overlapping appointments and violated constraints.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::{
    Appointment, AppointmentError,
    store::{self, Overlapping},
};
use crate::{
    database::is_constraint,
    error::{Failure, GeneralError, Violations},
    patient::PatientScope,
};

/// Refuses an appointment if the clinician, the patient or both have another at its time.
pub(super) async fn expect_free(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    booking: &Appointment,
) -> Result<(), Failure> {
    let overlapping = store::overlapping(connection, booking).await?;
    Ok(overlaps(&overlapping, scope, booking).or(Some(()))?)
}

/// Which of the two is busy, and until when. A patient sees the end only of their own appointments.
fn overlaps(overlapping: &[Overlapping], scope: PatientScope, booking: &Appointment) -> Violations {
    let may_know = |other: &&Overlapping| match scope {
        PatientScope::Everyone => true,
        PatientScope::Only(patient) => other.patient_id == patient,
        PatientScope::None => false,
    };
    let busy_until = |of: &dyn Fn(&Overlapping) -> bool| {
        let mut overlapping = overlapping.iter().filter(|other| of(other)).peekable();
        overlapping.peek()?;
        Some(overlapping.filter(may_know).map(|other| other.ends_at).max())
    };
    let mut violations = Violations::default();
    if let Some(busy_until) = busy_until(&|other| other.clinician_id == booking.clinician_id) {
        violations.refuse("startsAt", AppointmentError::ClinicianBusy { busy_until });
    }
    if let Some(busy_until) = busy_until(&|other| other.patient_id == booking.patient_id) {
        violations.refuse("startsAt", AppointmentError::PatientBusy { busy_until });
    }
    violations
}

/// Whether a statement failed because another transaction took the time first.
pub(super) fn is_overlap<T>(result: &QueryResult<T>) -> bool {
    let constraints = ["appointments_clinician_busy", "appointments_patient_busy"];
    result.as_ref().is_err_and(|error| constraints.iter().any(|name| is_constraint(error, name)))
}

/// Translates violations of the table's constraints into refusals. Entities may have been deleted, and the
/// time may have been taken, since the checks.
pub(super) fn refused(error: diesel::result::Error) -> Failure {
    let is = |constraint| is_constraint(&error, constraint);
    if is("appointments_clinician_busy") {
        Failure::refuse_field("startsAt", AppointmentError::ClinicianBusy { busy_until: None })
    } else if is("appointments_patient_busy") {
        Failure::refuse_field("startsAt", AppointmentError::PatientBusy { busy_until: None })
    } else if is("appointments_clinician") {
        Failure::refuse_field("clinicianId", GeneralError::NotFound)
    } else if is("appointments_department") {
        Failure::refuse_field("departmentId", GeneralError::NotFound)
    } else if is("appointments_organisation") {
        Failure::refuse_field("organisationId", GeneralError::NotFound)
    } else {
        error.into()
    }
}

/// The same for a booking, whose patient may also have been deleted.
pub(super) fn booking_refused(error: diesel::result::Error, patient_field: &'static str) -> Failure {
    if is_constraint(&error, "appointments_patient") {
        return Failure::refuse_field(patient_field, GeneralError::NotFound).under("patient");
    }
    refused(error)
}
