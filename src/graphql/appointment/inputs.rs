//! The inputs of queries and mutations on appointments.

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

/// A filter for appointments. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(in crate::graphql) struct AppointmentFilter {
    /// Appointments that start within this range.
    starts_at: Option<DateTimeRange>,
    /// Appointments that start on this day.
    day: Option<LocalDay>,
    /// Appointments whose record was last written within this range, by booking, amendment, attendance or cancellation. An appointment whose time passes becomes missed without being written.
    updated_at: Option<DateTimeRange>,
    /// Appointments with one of these statuses at the instant of the request.
    status: Option<Vec<AppointmentStatus>>,
    /// Appointments of this patient.
    patient_id: Option<ID>,
    /// Appointments of the patient with this NHS number.
    nhs_number: Option<NhsNumberText>,
    /// Appointments with one of these clinicians, at most 20.
    clinician_id: Option<Vec<ID>>,
    /// Appointments booked in one of these departments, at most 20.
    department_id: Option<Vec<ID>>,
    /// Appointments at one of these organisations, at most 20.
    organisation_id: Option<Vec<ID>>,
}

/// A calendar day in a time zone.
#[derive(InputObject)]
struct LocalDay {
    /// The day.
    on: DateText,
    /// The IANA time zone of the day.
    #[graphql(default_with = "Some(TimeZone::LONDON.as_str().to_owned())")]
    time_zone: Option<String>,
}

/// The start (inclusive) and the end (exclusive) of a day.
type Bounds = (DateTime<Utc>, DateTime<Utc>);

impl LocalDay {
    /// The instants at which the day starts and ends. A blank day does not filter.
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

/// The fields by which appointments can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
#[expect(clippy::enum_variant_names, reason = "the variants are names of order fields")]
pub(super) enum AppointmentOrderField {
    /// By start time.
    StartsAt,
    /// By the instant of booking.
    CreatedAt,
    /// By the instant of the last change to the record. Together with the filter `updatedAt`, this lists all changes since an instant.
    UpdatedAt,
}

/// The order of a list of appointments.
#[derive(InputObject)]
pub(in crate::graphql) struct AppointmentOrder {
    /// The field by which the list is ordered.
    pub(super) field: AppointmentOrderField,
    /// The direction of the order.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for AppointmentOrder {
    fn default() -> Self {
        Self { field: AppointmentOrderField::StartsAt, direction: OrderDirection::Asc }
    }
}

/// A new appointment.
#[derive(InputObject)]
pub(super) struct BookAppointmentInput {
    /// The patient.
    patient: PatientBy,
    /// The clinician.
    clinician_id: ID,
    /// The department of the appointment in statistics; by default, the clinician's department.
    department_id: Option<ID>,
    /// The organisation where the appointment takes place.
    organisation_id: Option<ID>,
    /// The start: in the future, and at most 3653 days (ten years) ahead. For a patient who books, at most 366 days ahead unless the server is configured otherwise.
    starts_at: DateTimeText,
    /// The duration in minutes: at least 5, at most 1440 (one day). For a patient who books, at most 120 unless the server is configured otherwise.
    duration_minutes: i64,
    /// The postcode of the place; by default, the organisation's postcode. One of the two must be present. An explicit postcode stays when the appointment moves to another organisation.
    postcode: Option<PostcodeText>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the appointment that the first request booked, in its current state. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
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

/// Changes to an active appointment. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendAppointmentInput {
    /// The identifier of the record to change.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The clinician; cannot be cleared.
    clinician_id: MaybeUndefined<ID>,
    /// The department of the appointment in statistics; cannot be cleared. It does not change automatically with a new clinician.
    department_id: MaybeUndefined<ID>,
    /// The organisation where the appointment takes place; null clears it. A postcode that was copied from the organisation is replaced by the postcode of the new one. If the same organisation is sent again, its current postcode is copied. An explicit postcode stays.
    organisation_id: MaybeUndefined<ID>,
    /// The start: in the future, and at most 3653 days (ten years) ahead; cannot be cleared. A patient can move it to at most 366 days ahead, unless the server is configured otherwise.
    starts_at: MaybeUndefined<DateTimeText>,
    /// The duration in minutes: at least 5, at most 1440; cannot be cleared. A patient can lengthen it to at most 120, unless the server is configured otherwise.
    duration_minutes: MaybeUndefined<i64>,
    /// The postcode of the place; cannot be cleared. It stays when the appointment moves to another organisation.
    postcode: MaybeUndefined<PostcodeText>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the appointment in its current state and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
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

/// The appointment to cancel.
#[derive(InputObject)]
pub(super) struct CancelAppointmentInput {
    /// The identifier of the appointment.
    pub id: ID,
    /// The version that the caller has read. If the appointment has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The party that cancels. A patient can only send `PATIENT`, which is also recorded if a patient sends nothing.
    pub cancelled_by: Option<CancellationParty>,
    /// The reason, of up to 500 characters.
    pub reason: Option<String>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the appointment in its current state and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

/// The appointment that the patient attends.
#[derive(InputObject)]
pub(super) struct AttendAppointmentInput {
    /// The identifier of the appointment.
    pub id: ID,
    /// The version that the caller has read. If the appointment has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// Whether the patient arrived after the start.
    #[graphql(default)]
    pub arrived_late: bool,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the appointment in its current state and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}
