//! Request limits of signed-in users.
//!
//! Each user has an exact counter, because users cannot be invented: authentication has checked them. A
//! user's counter is dropped after as long without requests as the limit takes to be restored. Memory
//! therefore covers only the recently active users.

use std::sync::atomic::{AtomicUsize, Ordering};

use governor::{RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};

use super::{
    UserId,
    limit::{Limit, TooMany},
};

/// Idle counters are dropped each time this many requests have been counted.
pub(super) const SWEEP_INTERVAL: usize = 4_096;

pub(super) struct RequestLimiter<C: Clock> {
    counts: RateLimiter<UserId, HashMapStateStore<UserId>, C, NoOpMiddleware<C::Instant>>,
    admitted: AtomicUsize,
}

impl<C: Clock + Clone> RequestLimiter<C> {
    pub(super) fn new(limit: Limit, clock: &C) -> Self {
        Self {
            counts: RateLimiter::new(limit.quota(), HashMapStateStore::default(), clock.clone()),
            admitted: AtomicUsize::new(0),
        }
    }

    pub(super) fn admit(&self, user: UserId) -> Result<(), TooMany> {
        if self.admitted.fetch_add(1, Ordering::Relaxed) % SWEEP_INTERVAL == SWEEP_INTERVAL - 1 {
            self.counts.retain_recent();
            self.counts.shrink_to_fit();
        }
        self.counts.check_key(&user).map_err(|until| TooMany::until(&until, self.counts.clock().now()))
    }

    #[cfg(test)]
    pub(super) fn users(&self) -> usize {
        self.counts.len()
    }
}
