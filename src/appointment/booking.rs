//! Bookings: input and validation.

use chrono::{DateTime, Utc};

use super::{
    Appointment, AppointmentError, AppointmentId, Booking, PatientReference, Slot, Status, found::References,
    limits::CallerLimits,
};
use crate::{
    error::{GeneralError, Refusal, Violation, Violations},
    patient::{NhsNumber, PatientId},
    value::{Postcode, parse_timestamp},
};

impl Booking {
    /// Checks every field against the entities that were looked up. Returns a new appointment if all are
    /// valid.
    pub(super) fn validate(
        self,
        found: References,
        limits: CallerLimits,
        now: DateTime<Utc>,
    ) -> Result<Appointment, Violations> {
        let mut violations = Violations::default();
        let References { patient, clinician, department, organisation, active } = found;
        let patient = violations.check_within("patient", self.patient.identified(patient));
        let clinician = violations.check("clinicianId", clinician.ok_or(GeneralError::NotFound));
        let department_id = match self.department_id {
            None => clinician.map(|clinician| clinician.department_id),
            Some(_) => violations.check("departmentId", department.ok_or(GeneralError::NotFound)),
        };
        if self.organisation_id.is_some() && organisation.is_none() {
            violations.refuse("organisationId", GeneralError::NotFound);
        }
        let starts_at = violations.check("startsAt", parse_timestamp(&self.starts_at));
        if starts_at.is_some_and(|starts_at| starts_at <= now) {
            violations.refuse("startsAt", AppointmentError::StartsInPast);
        }
        if let Some(starts_at) = starts_at {
            violations.check("startsAt", limits.expect_near(starts_at, now));
        }
        // The duration is checked even without a valid start.
        let is_short = violations.check("durationMinutes", limits.expect_short(self.duration_minutes));
        let slot = is_short.and_then(|()| {
            let slot = Slot::new(starts_at.unwrap_or(now), self.duration_minutes);
            violations.check("durationMinutes", slot)
        });
        let postcode_derived = Some(self.postcode.is_none());
        let postcode = match (self.postcode, &organisation) {
            (Some(raw), _) => violations.check("postcode", raw.parse::<Postcode>()),
            (None, Some(organisation)) => Some(organisation.postcode.clone()),
            (None, None) => violations.check("postcode", Err(AppointmentError::PostcodeMissing)),
        };
        if let Err(refusal) = limits.expect_room(active) {
            violations.push(Violation::new(refusal));
        }
        let appointment = (|| {
            Some(Appointment {
                id: AppointmentId::new(now),
                patient_id: patient?,
                clinician_id: clinician?.id,
                department_id: department_id?,
                organisation_id: organisation.map(|organisation| organisation.id),
                slot: slot?,
                postcode: postcode?,
                postcode_derived,
                status: Status::Active,
                version: 1,
                created_at: now,
                updated_at: now,
            })
        })();
        violations.or(appointment)
    }
}

impl PatientReference {
    /// The input field that identifies the patient.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::NhsNumber(_) => "nhsNumber",
        }
    }

    fn identified(&self, patient: Option<PatientId>) -> Result<PatientId, Violations> {
        let field = self.field();
        if let Self::NhsNumber(raw) = self {
            raw.parse::<NhsNumber>().map_err(|fault| Violations::from(refusal_at(field, fault)))?;
        }
        patient.ok_or_else(|| refusal_at(field, GeneralError::NotFound).into())
    }
}

fn refusal_at(field: &'static str, refusal: impl Refusal) -> Violation {
    Violation::new(refusal).at(field)
}
