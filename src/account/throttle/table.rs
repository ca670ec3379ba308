//! A table of counters with a fixed size, independent of the number of subjects.
//!
//! A hash that clients cannot compute chooses a subject's slot, so two subjects share a slot only by chance.
//! A blocked subject blocks one in a million others with it. Millions of invented subjects use no more memory
//! and evict no counter. To block others, an attacker would have to be admitted at every slot as fast as the
//! slots recover: at the default limits, 35,000 logins a second from as many addresses.

use std::sync::OnceLock;

use governor::{
    RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed, StateStore},
};

use super::limit::{Limit, TooMany};

/// The number of slots.
pub(super) const SLOTS: usize = 1 << 20;

/// The number of slots allocated at a time: 4 KiB.
const PAGE: usize = 512;

/// The index of a subject's slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct StateIndex(usize);

impl StateIndex {
    /// The slot for an evenly distributed number.
    pub(super) fn of(number: u64) -> Self {
        let slot = number % u64::try_from(SLOTS).expect("a million is a small number");
        Self(usize::try_from(slot).expect("less than a million"))
    }
}

/// Counters by slot: 8 MiB once every page is in use.
pub(super) struct StateTable<C: Clock> {
    counts: RateLimiter<StateIndex, Pages, C, NoOpMiddleware<C::Instant>>,
}

impl<C: Clock + Clone> StateTable<C> {
    pub(super) fn new(limit: Limit, clock: &C) -> Self {
        Self { counts: RateLimiter::new(limit.quota(), Pages::default(), clock.clone()) }
    }

    pub(super) fn admit(&self, slot: StateIndex) -> Result<(), TooMany> {
        self.counts.check_key(&slot).map_err(|until| TooMany::until(&until, self.counts.clock().now()))
    }
}

type StatePage = Box<[InMemoryState]>;

/// The slots, allocated by the page on first use.
struct Pages(Box<[OnceLock<StatePage>]>);

impl Default for Pages {
    fn default() -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(SLOTS / PAGE).collect())
    }
}

impl StateStore for Pages {
    type Key = StateIndex;

    fn measure_and_replace<T, F, E>(&self, slot: &StateIndex, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let page = self.0[slot.0 / PAGE]
            .get_or_init(|| std::iter::repeat_with(InMemoryState::default).take(PAGE).collect());
        page[slot.0 % PAGE].measure_and_replace(&NotKeyed::NonKey, measure)
    }
}
