//! A table of counts whose size is fixed, however many subjects there are.
//!
//! A subject's place is chosen by a hash that nobody outside can compute, so two subjects share a place by chance alone, and
//! one that tries too often takes one in a million others along. Whoever sends made-up subjects by the million fills no
//! memory and pushes no count out; they would have to be admitted at every place at the rate at which places recover to
//! stand in the way of others, which at the default limits is 35,000 logins a second, from as many addresses.

use std::sync::OnceLock;

use governor::{
    RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed, StateStore},
};

use super::limit::{Limit, TooMany};

/// How many places a table has.
pub(super) const PLACES: usize = 1 << 20;

/// How many places are allotted at a time: 4 KiB.
const PAGE: usize = 512;

/// Where a subject is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct StateIndex(usize);

impl StateIndex {
    /// The place that an evenly distributed number names.
    pub(super) fn of(number: u64) -> Self {
        let place = number % u64::try_from(PLACES).expect("a million is a small number");
        Self(usize::try_from(place).expect("less than a million"))
    }
}

/// Counts by place: 8 MiB once every part of it has been used.
pub(super) struct StateTable<C: Clock> {
    counts: RateLimiter<StateIndex, Pages, C, NoOpMiddleware<C::Instant>>,
}

impl<C: Clock + Clone> StateTable<C> {
    pub(super) fn new(limit: Limit, clock: &C) -> Self {
        Self { counts: RateLimiter::new(limit.quota(), Pages::default(), clock.clone()) }
    }

    pub(super) fn admit(&self, place: StateIndex) -> Result<(), TooMany> {
        self.counts.check_key(&place).map_err(|until| TooMany::until(&until, self.counts.clock().now()))
    }
}

type StatePage = Box<[InMemoryState]>;

/// The places, allotted by the page when one is used for the first time.
struct Pages(Box<[OnceLock<StatePage>]>);

impl Default for Pages {
    fn default() -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(PLACES / PAGE).collect())
    }
}

impl StateStore for Pages {
    type Key = StateIndex;

    fn measure_and_replace<T, F, E>(&self, place: &StateIndex, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let page = self.0[place.0 / PAGE]
            .get_or_init(|| std::iter::repeat_with(InMemoryState::default).take(PAGE).collect());
        page[place.0 % PAGE].measure_and_replace(&NotKeyed::NonKey, measure)
    }
}
