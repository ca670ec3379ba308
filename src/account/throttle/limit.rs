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
            logins_by_account: Limit::new(10, Self::LOGINS_OF_ACCOUNT_RESTORED),
            logins_by_address: Limit::new(100, Self::LOGINS_OF_ADDRESS_RESTORED),
            sign_ups_by_number: Limit::new(5, Self::SIGN_UPS_OF_NUMBER_RESTORED),
            sign_ups_by_address: Limit::new(20, Self::SIGN_UPS_OF_ADDRESS_RESTORED),
            requests_by_user: Limit::new(20_000, Self::REQUESTS_RESTORED),
        }
    }
}

impl Limits {
    pub const LOGINS_OF_ACCOUNT_RESTORED: Duration = Duration::from_mins(10);
    pub const LOGINS_OF_ADDRESS_RESTORED: Duration = Duration::from_secs(100);
    pub const SIGN_UPS_OF_NUMBER_RESTORED: Duration = Duration::from_hours(5);
    pub const SIGN_UPS_OF_ADDRESS_RESTORED: Duration = Duration::from_mins(20);
    pub const REQUESTS_RESTORED: Duration = Duration::from_secs(1);
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
