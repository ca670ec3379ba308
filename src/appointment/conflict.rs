//! Why an appointment cannot stand where it was wanted.

use diesel_async::AsyncPgConnection;

use super::{Appointment, AppointmentError, store};
use crate::{
    database::is_constraint,
    error::{Failure, GeneralError, Violations},
};

/// Refuses an appointment at whose time clinician or patient, or both, have another.
pub(super) async fn expect_free(connection: &AsyncPgConnection, wanted: &Appointment) -> Result<(), Failure> {
    let in_the_way = store::in_the_way(connection, wanted).await?;
    let mut violations = Violations::default();
    if in_the_way.iter().any(|(clinician, _)| *clinician == wanted.clinician_id) {
        violations.refuse("startsAt", AppointmentError::ClinicianBusy);
    }
    if in_the_way.iter().any(|(_, patient)| *patient == wanted.patient_id) {
        violations.refuse("startsAt", AppointmentError::PatientBusy);
    }
    Ok(violations.or(Some(()))?)
}

/// What the table's own constraints say: what was looked up may be gone, and what was free may be taken.
pub(super) fn refused(error: diesel::result::Error) -> Failure {
    let is = |constraint| is_constraint(&error, constraint);
    if is("appointments_clinician_busy") {
        Failure::refuse_field("startsAt", AppointmentError::ClinicianBusy)
    } else if is("appointments_patient_busy") {
        Failure::refuse_field("startsAt", AppointmentError::PatientBusy)
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

/// The same for a booking, whose patient may be gone as well.
pub(super) fn booking_refused(error: diesel::result::Error, patient_field: &'static str) -> Failure {
    if is_constraint(&error, "appointments_patient") {
        return Failure::refuse_field(patient_field, GeneralError::NotFound).under("patient");
    }
    refused(error)
}
