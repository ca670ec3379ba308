//! Rate limits: on logins, on sign-ups and on all requests.
//!
//! Each attempt is counted twice: by source address and by subject. This stops one address that tries many
//! accounts, and many addresses that try one account. The raw input is counted, so it makes no difference
//! whether the account exists. A salted hash assigns each subject a slot in a table of fixed size (see
//! [`table`]). No input is stored, and memory does not grow with the number of attempts.
//!
//! Time is the machine's monotonic clock. The state belongs to this process, so several servers side by side
//! admit a multiple of the limit.

mod budget;
mod limit;
mod subject;
mod table;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use governor::clock::{Clock, DefaultClock};

pub use self::limit::{Limit, Limits};
use self::{budget::RequestLimiter, subject::SubjectSalt, table::StateTable};
use super::UserId;
use crate::error::{Failure, GeneralError};

/// Counts attempts and requests, and refuses those above the limit with
/// [`RateLimited`](GeneralError::RateLimited).
pub struct Throttle<C: Clock = DefaultClock> {
    salt: SubjectSalt,
    logins_by_account: StateTable<C>,
    logins_by_address: StateTable<C>,
    sign_ups_by_number: StateTable<C>,
    sign_ups_by_address: StateTable<C>,
    requests_by_user: RequestLimiter<C>,
}

impl Throttle {
    pub fn new(limits: Limits) -> Self {
        Self::with_clock(limits, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Throttle<C> {
    fn with_clock(limits: Limits, clock: &C) -> Self {
        Self {
            salt: SubjectSalt::random(),
            logins_by_account: StateTable::new(limits.logins_by_account, clock),
            logins_by_address: StateTable::new(limits.logins_by_address, clock),
            sign_ups_by_number: StateTable::new(limits.sign_ups_by_number, clock),
            sign_ups_by_address: StateTable::new(limits.sign_ups_by_address, clock),
            requests_by_user: RequestLimiter::new(limits.requests_by_user, clock),
        }
    }

    /// Counts one password attempt for the account with this e-mail address, which is the raw input.
    pub fn login(&self, email: &str, address: IpAddr) -> Result<(), Failure> {
        // The address is checked first: an address above its limit does not use up the account's attempts.
        self.logins_by_address.admit(self.salt.address(address))?;
        self.logins_by_account.admit(self.salt.text(email))?;
        Ok(())
    }

    /// Counts one sign-up attempt for the record with this NHS number, which is the raw input.
    pub fn sign_up(&self, nhs_number: &str, address: IpAddr) -> Result<(), Failure> {
        self.sign_ups_by_address.admit(self.salt.address(address))?;
        self.sign_ups_by_number.admit(self.salt.number(nhs_number))?;
        Ok(())
    }

    /// Counts one request of a signed-in user.
    pub fn request(&self, user: UserId) -> Result<(), GeneralError> {
        Ok(self.requests_by_user.admit(user)?)
    }
}
