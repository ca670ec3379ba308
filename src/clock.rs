//! The only place that reads the system time.
//!
//! Time enters all other code as an argument, so that a test can choose the exact instant at which an
//! appointment ends. Instants have microsecond precision, like the database.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// The decimal digits of a second that PostgreSQL stores.
const MICROSECONDS: u16 = 6;

/// Returns the current instant.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where system time is read")]
    fn now(&self) -> DateTime<Utc> {
        to_precision(Utc::now())
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Mutex::new(to_precision(instant)))
    }

    /// Moves the clock to an instant, which may be earlier.
    pub fn set(&self, instant: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to_precision(instant);
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Truncates an instant to the precision of the database.
pub fn to_precision(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(MICROSECONDS)
}
