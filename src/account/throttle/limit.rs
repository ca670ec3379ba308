//! How many are too many.

use std::{num::NonZeroU32, time::Duration};

use governor::{NotUntil, Quota, clock::Reference};

use crate::error::{Failure, GeneralError};

/// How often something may happen: so many times at once, and as many again over a time, evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// At least one, whatever stands here.
    pub at_once: u32,
    /// After how long all of them are there again.
    pub restored_in: Duration,
}

/// The limits of one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub logins_by_account: Limit,
    pub logins_by_address: Limit,
    pub sign_ups_by_number: Limit,
    pub sign_ups_by_address: Limit,
    /// Keeps a client that has run wild from others; it is far above what anybody needs.
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

/// After how many seconds, rounded up, it may happen again.
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
