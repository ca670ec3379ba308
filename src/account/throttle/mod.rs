//! How often anybody may try: to sign in, to sign up, and to ask at all.
//!
//! Attempts are counted twice, by where they come from and by what they are about, so that neither one address that tries
//! many accounts nor many addresses that try one account get far. Whether the account exists plays no part: what is counted
//! is what was typed. Each subject has a place in a table of fixed size that a salted hash chooses (see [`table`]), so that
//! nothing that was typed is kept, and the memory does not grow with the number of attempts.
//!
//! Time is measured by the machine's steady clock, and the state belongs to this process: several servers beside each other
//! admit as many times what one does.

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

/// Counts attempts and requests, and refuses those that are too many with
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

    /// One attempt to prove who one is by a password, for the account of this e-mail address as it was typed.
    pub fn login(&self, email: &str, address: IpAddr) -> Result<(), Failure> {
        // An address that has tried too often does not use up the attempts of the account.
        self.logins_by_address.admit(self.salt.address(address))?;
        self.logins_by_account.admit(self.salt.text(email))?;
        Ok(())
    }

    /// One attempt to sign up, for the record of this NHS number as it was typed.
    pub fn sign_up(&self, nhs_number: &str, address: IpAddr) -> Result<(), Failure> {
        self.sign_ups_by_address.admit(self.salt.address(address))?;
        self.sign_ups_by_number.admit(self.salt.number(nhs_number))?;
        Ok(())
    }

    /// One request of a user who is signed in.
    pub fn request(&self, user: UserId) -> Result<(), GeneralError> {
        Ok(self.requests_by_user.admit(user)?)
    }
}
