//! Amendments of appointments.

use chrono::{DateTime, Utc};

use super::{Amendment, Appointment, AppointmentError, Slot, found::References, limits::CallerLimits};
use crate::{
    error::{GeneralError, Violation, Violations},
    value::{Change, parse_timestamp, required, required_with},
};

impl Amendment {
    /// Whether the organisation is changed or removed without a new postcode.
    pub(super) fn moves_without_postcode(&self) -> bool {
        self.organisation_id != Change::Keep && self.postcode == Change::Keep
    }
}

impl Appointment {
    /// The appointment after an amendment. The version is incremented if anything changes.
    ///
    /// - A derived postcode follows a new organisation; a postcode from an input stays.
    /// - Only an active appointment can be amended. A new start must be in the future, and so must the end.
    /// - The caller's limits apply to a new start and to a longer duration. A patient can therefore shorten
    ///   an appointment that staff booked beyond the limits, and move it within them.
    /// - A new clinician changes the department only if the amendment does.
    pub(super) fn amend(
        &self,
        amendment: Amendment,
        found: References,
        limits: CallerLimits,
        now: DateTime<Utc>,
    ) -> Result<Self, Violations> {
        let mut violations = Violations::default();
        let clinician_id = existing(
            &mut violations,
            "clinicianId",
            amendment.clinician_id,
            self.clinician_id,
            found.clinician.map(|clinician| clinician.id),
        );
        let department_id = existing(
            &mut violations,
            "departmentId",
            amendment.department_id,
            self.department_id,
            found.department,
        );
        let organisation_id = match amendment.organisation_id {
            Change::Keep => Some(self.organisation_id),
            Change::Clear => Some(None),
            Change::Set(_) => violations
                .check("organisationId", found.organisation.as_ref().ok_or(GeneralError::NotFound))
                .map(|found| Some(found.id)),
        };
        let follows = self.postcode_derived == Some(true) && amendment.postcode == Change::Keep;
        let derived = found.organisation.filter(|_| follows).map(|found| found.postcode);
        let postcode_derived = match amendment.postcode {
            Change::Set(_) => Some(false),
            Change::Keep | Change::Clear => self.postcode_derived,
        };
        let postcode = required(&mut violations, "postcode", amendment.postcode, self.postcode.clone());
        let slot =
            self.amend_slot(&mut violations, amendment.starts_at, amendment.duration_minutes, limits, now);
        let amended = (|| {
            Some(Self {
                clinician_id: clinician_id?,
                department_id: department_id?,
                organisation_id: organisation_id?,
                slot: slot?,
                postcode: derived.or(postcode)?,
                postcode_derived,
                ..self.clone()
            })
        })();
        let amended = violations.or(amended)?;
        // The source of the postcode is invisible to callers, so it does not count as a change.
        let is_same = Self { postcode_derived: self.postcode_derived, ..amended.clone() } == *self;
        Ok(if is_same { amended } else { Self { version: self.version + 1, updated_at: now, ..amended } })
    }

    fn amend_slot(
        &self,
        violations: &mut Violations,
        starts_at: Change<String>,
        minutes: Change<i64>,
        limits: CallerLimits,
        now: DateTime<Utc>,
    ) -> Option<Slot> {
        let is_moved = matches!(starts_at, Change::Set(_));
        let parse = |raw: String| Ok(parse_timestamp(&raw).map_err(Violation::new)?);
        let starts_at = required_with(violations, "startsAt", starts_at, self.slot.starts_at, parse);
        let minutes = required_with(violations, "durationMinutes", minutes, self.slot.minutes(), Ok)?;
        if let Some(starts_at) = starts_at.filter(|starts_at| *starts_at != self.slot.starts_at) {
            violations.check("startsAt", limits.expect_near(starts_at, now));
        }
        if minutes > self.slot.minutes() {
            violations.check("durationMinutes", limits.expect_short(minutes))?;
        }
        let slot = violations.check("durationMinutes", Slot::new(starts_at.unwrap_or(now), minutes))?;
        let slot = starts_at.map(|_| slot)?;
        if is_moved && slot != self.slot && slot.starts_at <= now {
            violations.refuse("startsAt", AppointmentError::StartsInPast);
        } else if slot.ends_at <= now {
            violations.refuse("durationMinutes", AppointmentError::EndsInPast);
        }
        Some(slot)
    }
}

/// The identifier after a change. A new identifier must belong to an existing entity.
fn existing<Id>(
    violations: &mut Violations,
    field: &'static str,
    change: Change<Option<Id>>,
    current: Id,
    found: Option<Id>,
) -> Option<Id> {
    match change {
        Change::Keep => Some(current),
        Change::Clear => violations.check(field, Err(GeneralError::FieldRequired)),
        Change::Set(_) => violations.check(field, found.ok_or(GeneralError::NotFound)),
    }
}
