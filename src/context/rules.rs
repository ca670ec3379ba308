//! Business rules that an operator can set.

use chrono::TimeDelta;

use crate::value::Money;

/// Business rules that differ between health services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long before its start an appointment can be recorded as attended.
    pub attendance_opens: TimeDelta,
    /// The assumed cost of a missed appointment, unless a request specifies one.
    pub missed_appointment_cost: Money,
    /// What patients may book for themselves.
    pub patient_limits: PatientLimits,
    /// Whether patients may change the telephone number and the address lines of their own records.
    pub patients_amend_contact: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            attendance_opens: TimeDelta::hours(12),
            missed_appointment_cost: Money::of_a_missed_appointment(),
            patient_limits: PatientLimits::default(),
            patients_amend_contact: true,
        }
    }
}

/// How many appointments patients may book, how long and how far ahead. The limits do not apply to staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatientLimits {
    /// The maximum number of a patient's active appointments, including those booked by staff.
    pub active: i64,
    /// The maximum duration in minutes.
    pub minutes: i64,
    /// The maximum number of days between the booking and the start.
    pub advance_days: i64,
}

impl Default for PatientLimits {
    fn default() -> Self {
        Self { active: 10, minutes: 120, advance_days: 366 }
    }
}
