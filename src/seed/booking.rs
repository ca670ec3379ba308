//! One appointment: when it was booked, and what is recorded of it.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    calendar::opening,
    id,
    outcome::SampleOutcome,
    people::Person,
    staff::{GeneratedClinician, Staff},
};
use crate::{
    appointment::{Appointment, AppointmentId, Slot},
    clinician::ClinicianId,
    department::DepartmentId,
    organisation::OrganisationId,
    patient::PatientId,
    value::london_day,
};

/// A patient's visit to a clinician at one of the places of `Staff::sites`.
pub(crate) struct Visit<'a> {
    pub day: NaiveDate,
    pub person: &'a Person,
    pub clinician: &'a GeneratedClinician,
    pub place: usize,
    pub slot: Slot,
    pub booked_at: DateTime<Utc>,
}

impl Visit<'_> {
    pub fn draw_outcome(&self, rng: &mut ChaCha8Rng) -> SampleOutcome {
        let waited = (self.day - london_day(self.booked_at)).num_days();
        let waited = u32::try_from(waited).unwrap_or_default();
        let department = self.clinician.department;
        SampleOutcome::draw(rng, department, self.day.weekday(), waited, self.person.propensity)
    }

    /// The appointment as it is recorded at an instant.
    pub fn record(
        &self,
        rng: &mut ChaCha8Rng,
        staff: &Staff,
        outcome: SampleOutcome,
        now: DateTime<Utc>,
        attendance_opens: TimeDelta,
    ) -> Appointment {
        let (status, since) = outcome.status_at(rng, self.slot, self.booked_at, now, attendance_opens);
        let (organisation_id, _, postcode) = &staff.sites[self.place];
        Appointment {
            id: AppointmentId(id(rng, self.booked_at)),
            patient_id: PatientId(self.person.id),
            clinician_id: ClinicianId(self.clinician.id),
            department_id: DepartmentId(self.clinician.department_id),
            organisation_id: Some(OrganisationId(*organisation_id)),
            slot: self.slot,
            postcode: postcode.clone(),
            postcode_derived: Some(true),
            status,
            version: if since.is_some() { 2 } else { 1 },
            created_at: self.booked_at,
            updated_at: since.unwrap_or(self.booked_at),
        }
    }
}

/// Draws when an appointment was booked: in office hours, so many days before, or minutes before it starts.
pub(crate) fn booked_at(
    rng: &mut ChaCha8Rng,
    day: NaiveDate,
    wait_days: RangeInclusive<u32>,
    slot: Slot,
) -> DateTime<Utc> {
    let days = rng.random_range(wait_days);
    let from = opening(day) - TimeDelta::days(days.into()) - TimeDelta::hours(1);
    let until = if days == 0 { slot.starts_at - TimeDelta::minutes(2) } else { from + TimeDelta::hours(10) };
    from + TimeDelta::seconds(rng.random_range(0..(until - from).num_seconds()))
}
