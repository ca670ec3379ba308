//! Business rules that an operator can set.

use chrono::TimeDelta;

use crate::value::Money;

/// Business rules that differ from one health service to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long before its start an appointment can first be recorded as attended.
    pub attendance_opens: TimeDelta,
    /// What a missed appointment is taken to cost where nobody says otherwise.
    pub missed_appointment_cost: Money,
    /// What patients may book themselves.
    pub patient_limits: PatientLimits,
    /// Whether patients may change the telephone number and address lines of their own records.
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

/// How many appointments patients may book, how long, and how far ahead. Staff have none of these limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatientLimits {
    /// The most active appointments of one patient, those that staff booked included.
    pub active: i64,
    /// The longest appointment, in minutes.
    pub minutes: i64,
    /// How many days ahead an appointment starts at most.
    pub advance_days: i64,
}

impl Default for PatientLimits {
    fn default() -> Self {
        Self { active: 10, minutes: 120, advance_days: 366 }
    }
}
