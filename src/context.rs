//! What every command works with.

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
    /// What is kept of the database.
    pub reference: Reference,
    /// The idempotency keys at work in this process.
    pub(crate) keys_at_work: KeyedMutex<idempotency::Scope>,
    /// The patients who are booking in this process.
    pub(crate) patients_booking: KeyedMutex<PatientId>,
    /// The appointments that are changing in this process, by the reach of the caller: a patient who names another's appointment,
    /// which does not exist for them, does not hold it up.
    pub(crate) appointments_changing: KeyedMutex<(PatientScope, AppointmentId)>,
    /// The patients who are changing their own records in this process.
    pub(crate) patients_changing: KeyedMutex<PatientId>,
    /// The accounts that are changing in this process.
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
