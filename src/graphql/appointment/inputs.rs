//! What clients send about appointments.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};

use super::status::{AppointmentStatus, CancellationParty};
use crate::{
    appointment::{self, Amendment, Booking, OrderField, PatientReference, StatusKind},
    error::Violations,
    graphql::{
        amendment::change,
        filters::{DateTimeRange, identifier, identifiers, present},
        id::GlobalId,
        page::OrderDirection,
        patient::PatientBy,
        scalars::{DateText, DateTimeText, NhsNumberText, PostcodeText},
    },
    patient::PatientScope,
    value::{TimeZone, parse_date},
};

/// Which appointments are listed: those that satisfy everything that is given.
#[derive(InputObject, Default)]
pub(in crate::graphql) struct AppointmentFilter {
    /// Appointments that start within this range.
    starts_at: Option<DateTimeRange>,
    /// Appointments that start on this day.
    day: Option<LocalDay>,
    /// Appointments whose record was written last within this range: booked, amended, attended or cancelled. An appointment that is missed
    /// when its time passes is not written.
    updated_at: Option<DateTimeRange>,
    /// Appointments with one of these statuses at the instant of the request.
    status: Option<Vec<AppointmentStatus>>,
    /// Appointments of this patient.
    patient_id: Option<ID>,
    /// Appointments of the patient with this NHS number.
    nhs_number: Option<NhsNumberText>,
    /// Appointments with one of these clinicians, at most 20.
    clinician_id: Option<Vec<ID>>,
    /// Appointments that were booked in one of these departments, at most 20.
    department_id: Option<Vec<ID>>,
    /// Appointments at one of these organisations, at most 20.
    organisation_id: Option<Vec<ID>>,
}

/// A day by the clocks of a time zone.
#[derive(InputObject)]
struct LocalDay {
    /// The day.
    on: DateText,
    /// The IANA time zone whose day is meant.
    #[graphql(default_with = "Some(TimeZone::LONDON.as_str().to_owned())")]
    time_zone: Option<String>,
}

/// The first instant, and the one after the last.
type Bounds = (DateTime<Utc>, DateTime<Utc>);

impl LocalDay {
    /// The instants at which the day begins and ends. A blank day is no filter.
    fn validate(self) -> Result<Option<Bounds>, Violations> {
        let mut violations = Violations::default();
        let day = present(Some(self.on)).map(|text| violations.check("on", parse_date(&text.0)));
        let zone = present(self.time_zone)
            .map_or(Some(TimeZone::default()), |name| violations.check("timeZone", name.parse()));
        let bounds = zone.zip(day.flatten()).map(|(zone, day)| zone.bounds(day));
        violations.or(Some(bounds))
    }
}

impl AppointmentFilter {
    pub(super) fn validate(self, scope: PatientScope) -> Result<appointment::Filter, Violations> {
        let mut violations = Violations::default();
        let range = violations.check_within("startsAt", self.starts_at.unwrap_or_default().validate());
        let (mut starts_from, mut starts_until) = range.unwrap_or_default();
        let day = self.day.and_then(|day| violations.check_within("day", day.validate()));
        if let Some((begin, end)) = day.flatten() {
            starts_from = starts_from.max(Some(begin));
            starts_until = starts_until.map_or(Some(end), |until| Some(until.min(end)));
        }
        let range = violations.check_within("updatedAt", self.updated_at.unwrap_or_default().validate());
        let (updated_from, updated_until) = range.unwrap_or_default();
        let filter = appointment::Filter {
            scope,
            starts_from,
            starts_until,
            updated_from,
            updated_until,
            statuses: self.status.map(|kinds| kinds.into_iter().map(StatusKind::from).collect()),
            patient_id: identifier(&mut violations, "patientId", self.patient_id),
            nhs_number: present(self.nhs_number)
                .and_then(|text| violations.check("nhsNumber", text.0.parse())),
            clinician_ids: identifiers(&mut violations, "clinicianId", self.clinician_id),
            department_ids: identifiers(&mut violations, "departmentId", self.department_id),
            organisation_ids: identifiers(&mut violations, "organisationId", self.organisation_id),
        };
        violations.or(Some(filter))
    }
}

/// By what appointments can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
#[expect(clippy::enum_variant_names, reason = "they are the names of the fields by which is ordered")]
pub(super) enum AppointmentOrderField {
    /// By start.
    StartsAt,
    /// By the instant at which it was booked.
    CreatedAt,
    /// By the instant at which its record was written last. With the filter `updatedAt`, this lists what has changed since an instant.
    UpdatedAt,
}

/// The order of a list of appointments.
#[derive(InputObject)]
pub(in crate::graphql) struct AppointmentOrder {
    /// By what the list is ordered.
    pub(super) field: AppointmentOrderField,
    /// In which direction.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for AppointmentOrder {
    fn default() -> Self {
        Self { field: AppointmentOrderField::StartsAt, direction: OrderDirection::Asc }
    }
}

/// What is booked.
#[derive(InputObject)]
pub(super) struct BookAppointmentInput {
    /// Who is seen.
    patient: PatientBy,
    /// Who sees the patient.
    clinician_id: ID,
    /// The department in which it is counted; the clinician's own when absent.
    department_id: Option<ID>,
    /// Where it takes place.
    organisation_id: Option<ID>,
    /// When it starts: in the future, and at most 3653 days (ten years) ahead; for a patient who books, at most 366 days unless the server is set otherwise.
    starts_at: DateTimeText,
    /// How long it lasts, in minutes: at least 5 and at most 1440, which is a day; for a patient who books, at most 120 unless the server is set otherwise.
    duration_minutes: i64,
    /// The postcode of the place; the organisation's when absent. One of the two must be given. A postcode that is given stays when the appointment moves to another organisation.
    postcode: Option<PostcodeText>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the appointment that was booked at first, as it is now. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

impl From<BookAppointmentInput> for Booking {
    fn from(input: BookAppointmentInput) -> Self {
        Self {
            patient: match input.patient {
                PatientBy::Id(id) => PatientReference::Id(GlobalId::from_global(&id)),
                PatientBy::NhsNumber(text) => PatientReference::NhsNumber(text.0),
            },
            clinician_id: GlobalId::from_global(&input.clinician_id),
            department_id: input.department_id.map(|id| GlobalId::from_global(&id)),
            organisation_id: input.organisation_id.map(|id| GlobalId::from_global(&id)),
            starts_at: input.starts_at.0,
            duration_minutes: input.duration_minutes,
            postcode: input.postcode.map(|text| text.0),
        }
    }
}

/// Changes to an active appointment. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendAppointmentInput {
    /// What is changed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// Who sees the patient; cannot be cleared.
    clinician_id: MaybeUndefined<ID>,
    /// The department in which it is counted; cannot be cleared. It does not follow a new clinician by itself.
    department_id: MaybeUndefined<ID>,
    /// Where it takes place; null clears it. A postcode that was taken over from the organisation becomes that of the new one, or, if the same organisation is sent again, the one that it has now. A postcode that was given stays.
    organisation_id: MaybeUndefined<ID>,
    /// When it starts: in the future, and at most 3653 days (ten years) ahead; cannot be cleared. A patient moves it to at most 366 days ahead, unless the server is set otherwise.
    starts_at: MaybeUndefined<DateTimeText>,
    /// How long it lasts, in minutes: at least 5 and at most 1440; cannot be cleared. A patient lengthens it to at most 120, unless the server is set otherwise.
    duration_minutes: MaybeUndefined<i64>,
    /// The postcode of the place; cannot be cleared. It stays when the appointment moves to another organisation.
    postcode: MaybeUndefined<PostcodeText>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the appointment as it is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

impl From<AmendAppointmentInput> for Amendment {
    fn from(input: AmendAppointmentInput) -> Self {
        Self {
            clinician_id: change(input.clinician_id, |id| GlobalId::from_global(&id)),
            department_id: change(input.department_id, |id| GlobalId::from_global(&id)),
            organisation_id: change(input.organisation_id, |id| GlobalId::from_global(&id)),
            starts_at: change(input.starts_at, |text| text.0),
            duration_minutes: change(input.duration_minutes, |minutes| minutes),
            postcode: change(input.postcode, |text| text.0),
        }
    }
}

/// Which appointment is called off.
#[derive(InputObject)]
pub(super) struct CancelAppointmentInput {
    /// The appointment.
    pub id: ID,
    /// The version that the caller has read. If the appointment has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// Who calls it off. A patient can only say `PATIENT`, which is also what is recorded when a patient says nothing.
    pub cancelled_by: Option<CancellationParty>,
    /// Why, in up to 500 characters.
    pub reason: Option<String>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the appointment as it is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

/// Whose attendance is recorded.
#[derive(InputObject)]
pub(super) struct AttendAppointmentInput {
    /// The appointment.
    pub id: ID,
    /// The version that the caller has read. If the appointment has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// Whether the patient came after the start.
    #[graphql(default)]
    pub arrived_late: bool,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the appointment as it is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}
