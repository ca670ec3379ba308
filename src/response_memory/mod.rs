//! Memory limits for responses, from the start of the work on a response until its client has read it.
//!
//! Each response has a [`Reservation`]. It is an estimate while the response is computed, grows with the
//! response, and equals its length afterwards. There is a limit on all reservations, on those of one address,
//! and on those of one user. At a limit, the connection that has read no byte of its response for the longest
//! time is closed. If there is none, the new response is refused. A share of each limit is reserved for small
//! responses, so that large ones cannot exclude them.

mod ledger;
mod reservation;

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use ledger::MemoryTally;
pub use reservation::Reservation;

use crate::{
    account::UserId,
    error::{Failure, GeneralError},
};
use ledger::Ledger;

/// The retry delay after a refused response, in seconds.
const RETRY_AFTER_SECONDS: u64 = 1;

/// The memory limits of responses, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryLimits {
    pub total: usize,
    /// The limit of one address, except of a proxy's.
    pub per_address: usize,
    pub per_user: usize,
}

impl MemoryLimits {
    pub const MEBIBYTE: usize = 1024 * 1024;
}

impl Default for MemoryLimits {
    fn default() -> Self {
        let mebibytes = |number| number * Self::MEBIBYTE;
        Self { total: mebibytes(128), per_address: mebibytes(40), per_user: mebibytes(32) }
    }
}

/// The client connection of a response.
pub trait ClientConnection: Send + Sync {
    /// How long the client has read no byte of a response that is ready. `None` without such a response.
    fn stalled(&self) -> Option<Duration>;

    fn close(&self);
}

/// The client and user of a response.
#[derive(Clone, Default)]
pub struct Holder {
    /// The IPv4 address or the IPv6 network. `None` for proxies, which count towards the total only.
    pub network: Option<IpAddr>,
    pub user: Option<UserId>,
    pub connection: Option<Arc<dyn ClientConnection>>,
}

/// The limit at which a response was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exhausted {
    Total,
    Address,
    User,
}

impl From<Exhausted> for Failure {
    fn from(exhausted: Exhausted) -> Self {
        match exhausted {
            Exhausted::Total => Self::Unavailable,
            Exhausted::Address | Exhausted::User => {
                Self::refuse(GeneralError::RateLimited { retry_after_seconds: RETRY_AFTER_SECONDS })
            }
        }
    }
}

/// The memory reservations of all responses of a server.
pub struct ResponseMemory(Mutex<Ledger>);

impl ResponseMemory {
    pub fn new(limits: MemoryLimits) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Ledger::new(limits))))
    }

    /// A reservation, which is empty at first.
    pub fn open(self: &Arc<Self>, holder: Holder) -> Reservation {
        let number = self.lock().open(holder);
        Reservation::new(self.clone(), number)
    }

    /// Takes the counts since the last call, if there are any.
    pub fn news(&self) -> Option<MemoryTally> {
        let tally = std::mem::take(&mut self.lock().tally);
        (tally != MemoryTally::default()).then_some(tally)
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
