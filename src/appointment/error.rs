//! Why a command on an appointment is refused.

use chrono::{DateTime, Utc};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

use crate::value::TimeZone;

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
