//! The requests of those who are signed in.
//!
//! Each user is counted alone, for users cannot be made up: the door has let them in. Whoever has not asked for as long as a
//! budget takes to be whole again is forgotten, so that the memory is that of the users of the last moments.

use std::sync::atomic::{AtomicUsize, Ordering};

use governor::{RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};

use super::{
    UserId,
    limit::{Limit, TooMany},
};

/// After how many requests those are forgotten who no longer ask.
pub(super) const SWEPT_EVERY: usize = 4_096;

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
        if self.admitted.fetch_add(1, Ordering::Relaxed) % SWEPT_EVERY == SWEPT_EVERY - 1 {
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
