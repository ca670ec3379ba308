//! Limits: a burst size and the time in which it is restored.

use std::{num::NonZeroU32, time::Duration};

use governor::{NotUntil, Quota, clock::Reference};

use crate::error::{Failure, GeneralError};

/// A burst of attempts, restored evenly over a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The burst size. Zero counts as one.
    pub at_once: u32,
    /// How long it takes to restore the whole burst.
    pub restored_in: Duration,
}

/// The limits of one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub logins_by_account: Limit,
    pub logins_by_address: Limit,
    pub sign_ups_by_number: Limit,
    pub sign_ups_by_address: Limit,
    /// Isolates a client that is out of control from others. The default is far above normal use.
    pub requests_by_user: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            logins_by_account: Limit::new(20, Duration::from_mins(10)),
            logins_by_address: Limit::new(100, Duration::from_secs(100)),
            sign_ups_by_number: Limit::new(5, Duration::from_hours(5)),
            sign_ups_by_address: Limit::new(20, Duration::from_mins(20)),
            requests_by_user: Limit::new(20_000, Duration::from_secs(1)),
        }
    }
}

impl Limit {
    pub const fn new(at_once: u32, restored_in: Duration) -> Self {
        Self { at_once, restored_in }
    }

    pub(super) fn quota(self) -> Quota {
        let at_once = NonZeroU32::new(self.at_once).unwrap_or(NonZeroU32::MIN);
        let interval = (self.restored_in / at_once.get()).max(Duration::from_nanos(1));
        Quota::with_period(interval).expect("a nanosecond is more than nothing").allow_burst(at_once)
    }
}

/// The number of seconds, rounded up, until the next attempt is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany {
    pub retry_after_seconds: u64,
}

impl TooMany {
    pub(super) fn until<I: Reference>(until: &NotUntil<I>, now: I) -> Self {
        let wait = until.wait_time_from(now);
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { retry_after_seconds: seconds.max(1) }
    }
}

impl From<TooMany> for GeneralError {
    fn from(TooMany { retry_after_seconds }: TooMany) -> Self {
        Self::RateLimited { retry_after_seconds }
    }
}

impl From<TooMany> for Failure {
    fn from(too_many: TooMany) -> Self {
        Self::refuse(GeneralError::from(too_many))
    }
}
