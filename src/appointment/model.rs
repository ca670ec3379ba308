//! The appointment and the refusals of its commands.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};
use uuid::Uuid;

use super::Status;
use crate::{
    clinician::ClinicianId,
    database::{Key, KeyKind, Listed, entity_id},
    department::DepartmentId,
    organisation::OrganisationId,
    patient::PatientId,
    value::{Postcode, TimeZone},
};

entity_id!(
    /// Identifies an appointment.
    AppointmentId
);

/// An appointment of a patient with a clinician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub patient_id: PatientId,
    pub clinician_id: ClinicianId,
    /// The department at booking. Statistics always count the appointment there.
    pub department_id: DepartmentId,
    pub organisation_id: Option<OrganisationId>,
    pub slot: Slot,
    pub postcode: Postcode,
    /// Whether the postcode was copied from the organisation. `None` on rows of earlier releases and of
    /// imports.
    pub postcode_derived: Option<bool>,
    pub status: Status,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The half-open time interval of an appointment: it includes the start but not the end, so two slots may be
/// adjacent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Slot {
    pub const MINIMUM_MINUTES: i64 = 5;
    pub const MAXIMUM_MINUTES: i64 = 24 * 60;
    /// Ten years, with three leap days.
    pub const MAXIMUM_ADVANCE_DAYS: i64 = 10 * 365 + 3;

    /// A slot of at least five minutes and at most a day.
    pub fn new(starts_at: DateTime<Utc>, minutes: i64) -> Result<Self, AppointmentError> {
        if !(Self::MINIMUM_MINUTES..=Self::MAXIMUM_MINUTES).contains(&minutes) {
            return Err(AppointmentError::DurationOutOfRange {
                minimum_minutes: Self::MINIMUM_MINUTES,
                maximum_minutes: Self::MAXIMUM_MINUTES,
            });
        }
        let ends_at = starts_at.checked_add_signed(TimeDelta::minutes(minutes));
        // Responses use RFC 3339, which ends with the year 9999.
        let ends_at =
            ends_at.filter(|ends_at| ends_at.year() <= 9999).ok_or(AppointmentError::EndsTooLate)?;
        Ok(Self { starts_at, ends_at })
    }

    /// The instant from which attendance can be recorded: this long before the start.
    pub fn attendance_opens_at(self, before: TimeDelta) -> DateTime<Utc> {
        self.starts_at - before
    }

    /// Refuses a start further ahead than anyone plans, because it is a typing error.
    pub fn expect_near(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), BookingError> {
        if starts_at - now <= TimeDelta::days(Self::MAXIMUM_ADVANCE_DAYS) {
            Ok(())
        } else {
            Err(BookingError::TooFar { maximum_advance_days: Self::MAXIMUM_ADVANCE_DAYS })
        }
    }

    pub fn minutes(self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}

/// Why a command on an appointment is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "APPOINTMENT_")]
pub enum AppointmentError {
    StartsInPast,
    EndsInPast,
    EndsTooLate,
    DurationOutOfRange {
        minimum_minutes: i64,
        maximum_minutes: i64,
    },
    PostcodeMissing,
    /// The end of the last overlapping appointment, if the caller may know it.
    ClinicianBusy {
        busy_until: Option<DateTime<Utc>>,
    },
    PatientBusy {
        busy_until: Option<DateTime<Utc>>,
    },
    /// The time zone is that of the appointment's place. The message shows the instant in it.
    AttendanceNotOpen {
        opens_at: DateTime<Utc>,
        time_zone: TimeZone,
    },
    AlreadyAttended,
    AlreadyCancelled,
    AlreadyMissed,
}

/// Why a booking or a reschedule is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "BOOKING_")]
pub enum BookingError {
    TooFar {
        maximum_advance_days: i64,
    },
    /// The duration exceeds the patient limit.
    TooLong {
        maximum_minutes: i64,
    },
    /// The patient has reached the limit of active appointments.
    LimitReached {
        maximum: i64,
    },
}

/// The orders of appointment lists. Status is not among them, because it changes with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    StartsAt,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Appointment {
    type Order = OrderField;
    const ID_COLUMN: &'static str = "appointments.id";

    fn column(order: OrderField) -> (&'static str, KeyKind) {
        match order {
            OrderField::StartsAt => ("appointments.starts_at", KeyKind::Instant),
            OrderField::CreatedAt => ("appointments.created_at", KeyKind::Instant),
            OrderField::UpdatedAt => ("appointments.updated_at", KeyKind::Instant),
        }
    }

    fn key(&self, order: OrderField) -> Key {
        Key::Instant(match order {
            OrderField::StartsAt => self.slot.starts_at,
            OrderField::CreatedAt => self.created_at,
            OrderField::UpdatedAt => self.updated_at,
        })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }
}
