//! The only reader of system time.
//!
//! Time enters everything else as an argument, so that a test can stand at the very instant at which an appointment
//! ends. Instants have microsecond precision, which is what the database keeps.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Digits of a second's fraction that PostgreSQL keeps.
const MICROSECONDS: u16 = 6;

/// Tells the present instant.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where system time is read")]
    fn now(&self) -> DateTime<Utc> {
        to_precision(Utc::now())
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Mutex::new(to_precision(instant)))
    }

    /// Moves the clock to an instant, earlier ones included.
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

/// Cuts an instant to the precision in which it is stored.
pub fn to_precision(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.trunc_subsecs(MICROSECONDS)
}
