//! What every command needs: the database, the clock, the rules, and locks within this process.

mod rules;

use std::sync::Arc;

use uuid::Uuid;

pub use self::rules::{PatientLimits, Rules};
use crate::{clock::Clock, database::Database, keyed_mutex::KeyedMutex};

/// The application behind the API: its database, its clock, and the rules that an operator can set.
#[derive(Clone)]
pub struct AppContext {
    pub database: Database,
    pub clock: Arc<dyn Clock>,
    pub rules: Rules,
    /// Idempotency keys in use: the principal's scope, the operation and the key.
    pub(crate) idempotency_key_locks: KeyedMutex<(String, &'static str, String)>,
    /// Patients who are booking, by their identifiers.
    pub(crate) booking_locks: KeyedMutex<Uuid>,
    /// Appointments that are changing: the patient to whom the caller is limited, and the appointment. A
    /// patient who names another patient's appointment therefore does not delay it.
    pub(crate) appointment_locks: KeyedMutex<(Option<Uuid>, Uuid)>,
    /// Patients who are changing their own records, by their identifiers.
    pub(crate) patient_locks: KeyedMutex<Uuid>,
    /// Accounts that are changing, by their identifiers.
    pub(crate) user_locks: KeyedMutex<Uuid>,
}

impl AppContext {
    pub fn new(database: Database, clock: Arc<dyn Clock>, rules: Rules) -> Self {
        Self {
            database,
            clock,
            rules,
            idempotency_key_locks: KeyedMutex::default(),
            booking_locks: KeyedMutex::default(),
            appointment_locks: KeyedMutex::default(),
            patient_locks: KeyedMutex::default(),
            user_locks: KeyedMutex::default(),
        }
    }
}
