//! The arguments by which a list is paged.

use std::hash::Hash;

use async_graphql::Enum;

use super::{cursor, request::RequestContext};
use crate::{
    account::tokens::SealingKeys,
    database::{Listed, Loaded, PageRequest, Position},
    error::{GeneralError, Violations},
    fingerprint::fingerprint,
};

/// The size of a page when none is asked for.
pub(super) const DEFAULT: u32 = 20;
/// The size of the largest page.
pub(super) const MAXIMUM: u32 = 100;

/// In which direction a list is ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum OrderDirection {
    /// From the lowest value to the highest.
    #[default]
    Asc,
    /// From the highest value to the lowest.
    Desc,
}

/// Relay's four arguments, as they arrive.
#[derive(Debug, Clone, Default)]
pub(super) struct PageArguments {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
    /// Whether the number of all entries is asked for.
    pub counted: bool,
}

impl PageArguments {
    /// How many entries are asked for, from whichever end.
    pub(super) fn limit(&self, violations: &mut Violations) -> u32 {
        if self.first.is_some() && self.last.is_some() {
            violations.refuse("last", GeneralError::PageDirectionAmbiguous);
        }
        let first = self.first.and_then(|size| violations.check("first", in_range(size)));
        let last = self.last.and_then(|size| violations.check("last", in_range(size)));
        first.or(last).unwrap_or(DEFAULT)
    }
}

/// Which list is meant, in which order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ordering<E: Listed> {
    pub by: E::Order,
    pub direction: OrderDirection,
    /// Tells this list's cursors from those of any other parent, order or filter.
    pub fingerprint: u64,
}

impl<E: Listed> Ordering<E> {
    pub(super) fn new(by: E::Order, direction: OrderDirection, list: &impl Hash) -> Self {
        let fingerprint =
            fingerprint(&(E::ID_COLUMN, E::column(by), direction == OrderDirection::Desc, list));
        Self { by, direction, fingerprint }
    }

    /// The part of the list that the arguments ask for.
    pub(super) fn page_request(
        &self,
        request: &RequestContext,
        page: PageArguments,
    ) -> Result<PageRequest, Violations> {
        let mut violations = Violations::default();
        let limit = page.limit(&mut violations);
        let from_end = page.last.is_some();
        let keys = &request.cursor_keys;
        let after = page.after.and_then(|cursor| violations.check("after", self.position(keys, &cursor)));
        let before = page.before.and_then(|cursor| violations.check("before", self.position(keys, &cursor)));
        violations.or(Some(PageRequest {
            sort: E::sort(self.by, self.direction == OrderDirection::Desc),
            after,
            before,
            limit,
            from_end,
            counted: page.counted,
        }))
    }

    fn position(&self, keys: &SealingKeys, cursor: &str) -> Result<Position, GeneralError> {
        cursor::open(keys, self.fingerprint, cursor)
            .and_then(|bytes| cursor::position(&bytes))
            .filter(|position| position.key.kind() == E::column(self.by).1)
            .ok_or(GeneralError::CursorInvalid)
    }

    /// What writes the cursor of an entry.
    pub(super) fn cursor(
        &self,
        entry: &Loaded<E>,
    ) -> impl Fn(&SealingKeys) -> String + Send + Sync + 'static {
        let (fingerprint, position) = (self.fingerprint, entry.position(self.by));
        move |keys| cursor::seal(keys, fingerprint, &cursor::position_bytes(&position))
    }
}

fn in_range(size: i32) -> Result<u32, GeneralError> {
    u32::try_from(size)
        .ok()
        .filter(|size| *size <= MAXIMUM)
        .ok_or(GeneralError::PageSizeOutOfRange { maximum: MAXIMUM })
}
