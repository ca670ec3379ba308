//! The context of every command.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::{
    account::UserId,
    appointment::{AppointmentId, PatientLimits},
    clock::Clock,
    database::Database,
    idempotency,
    keyed_mutex::KeyedMutex,
    patient::{PatientId, PatientScope},
    reference::Reference,
    statistics::Money,
};

/// The application behind the API: its database, its clock, and the rules that an operator can set.
#[derive(Clone)]
pub struct AppContext {
    pub database: Database,
    pub clock: Arc<dyn Clock>,
    pub rules: Rules,
    /// The cache of reference data.
    pub reference: Reference,
    /// The idempotency keys that are in use in this process.
    pub(crate) keys_at_work: KeyedMutex<idempotency::Scope>,
    /// The patients with a booking in progress in this process.
    pub(crate) patients_booking: KeyedMutex<PatientId>,
    /// The appointments with a change in progress in this process, by the patient scope of the caller. The
    /// scope is part of the key because a patient could otherwise delay changes of another patient's
    /// appointment, which does not exist for them.
    pub(crate) appointments_changing: KeyedMutex<(PatientScope, AppointmentId)>,
    /// The patients with a change of their own record in progress in this process.
    pub(crate) patients_changing: KeyedMutex<PatientId>,
    /// The accounts with a change in progress in this process.
    pub(crate) users_changing: KeyedMutex<UserId>,
}

impl AppContext {
    pub fn new(database: Database, clock: Arc<dyn Clock>, rules: Rules) -> Self {
        let reference = Reference::new(&database);
        Self {
            database,
            clock,
            rules,
            reference,
            keys_at_work: KeyedMutex::default(),
            patients_booking: KeyedMutex::default(),
            appointments_changing: KeyedMutex::default(),
            patients_changing: KeyedMutex::default(),
            users_changing: KeyedMutex::default(),
        }
    }
}

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
