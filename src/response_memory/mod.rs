//! Memory that responses take, from the start of the work on one until its client has taken it.
//!
//! Each response has a [`Reservation`]: an estimate while the response is made, which grows with the response, and its length
//! afterwards. All reservations together have a limit, and so have those of one address and of one user. At a limit, the
//! connection that has not taken anything of its response for the longest time is closed. If there is none, the new
//! response is refused. A part of each limit is kept for small responses, so that large ones do not keep them out.

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

/// After how many seconds a client may ask again whose response was refused.
const RETRY_AFTER_SECONDS: u64 = 1;

/// How much memory responses may take, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryLimits {
    pub total: usize,
    /// Of one address that is no proxy's.
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

/// The connection that a response is for.
pub trait ClientConnection: Send + Sync {
    /// For how long the client has taken nothing of a response that is ready; `None` while there is no such response.
    fn stalled(&self) -> Option<Duration>;

    fn close(&self);
}

/// Whose response takes memory.
#[derive(Clone, Default)]
pub struct Holder {
    /// The address, or the network of IPv6; `None` for proxies, which are counted in total only.
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

/// The memory of all responses of a server.
pub struct ResponseMemory(Mutex<Ledger>);

impl ResponseMemory {
    pub fn new(limits: MemoryLimits) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Ledger::new(limits))))
    }

    /// A reservation of nothing yet.
    pub fn open(self: &Arc<Self>, holder: Holder) -> Reservation {
        let number = self.lock().open(holder);
        Reservation::new(self.clone(), number)
    }

    /// What happened at the limits since the last call, if anything.
    pub fn news(&self) -> Option<MemoryTally> {
        let tally = std::mem::take(&mut self.lock().tally);
        (tally != MemoryTally::default()).then_some(tally)
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
