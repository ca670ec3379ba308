//! Inputs that several lists share.

use std::{collections::BTreeSet, ops::Deref};

use async_graphql::{ID, InputObject};

use super::{id::GlobalId, scalars::DateTimeText};
use crate::{
    error::Violations,
    value::{Name, ValueError, is_blank, parse_bound},
};

/// A stretch of time.
#[derive(InputObject, Debug, Clone, Default)]
pub(super) struct DateTimeRange {
    /// The first instant, which belongs to the range.
    pub from: Option<DateTimeText>,
    /// The instant at which the range ends, which does not belong to it. It must not be before `from`.
    pub until: Option<DateTimeText>,
}

impl DateTimeRange {
    pub(super) fn validate(self) -> Result<(Option<Instant>, Option<Instant>), Violations> {
        let mut violations = Violations::default();
        let from = present(self.from).and_then(|text| violations.check("from", parse_bound(&text.0)));
        let until = present(self.until).and_then(|text| violations.check("until", parse_bound(&text.0)));
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            violations.refuse("until", ValueError::RangeEndsBeforeStart);
        }
        violations.or(Some((from, until)))
    }
}

type Instant = chrono::DateTime<chrono::Utc>;

/// The identifier by which a list is filtered: one of another kind is refused, for it would list nothing, silently.
pub(super) fn identifier<I: GlobalId>(
    violations: &mut Violations,
    field: &'static str,
    id: Option<ID>,
) -> Option<I> {
    present(id).and_then(|id| violations.check(field, I::parse_global(&id)))
}

/// The identifiers of which one must match. Blank ones are left out, and no list is left of blank ones alone. An empty list lists
/// nothing.
pub(super) fn identifiers<I: GlobalId + Ord>(
    violations: &mut Violations,
    field: &'static str,
    ids: Option<Vec<ID>>,
) -> Option<BTreeSet<I>> {
    let ids = ids?;
    let is_empty = ids.is_empty();
    let ids: Vec<ID> = ids.into_iter().filter_map(|id| present(Some(id))).collect();
    if ids.is_empty() && !is_empty {
        return None;
    }
    if ids.len() > MAXIMUM_IDENTIFIERS {
        violations.refuse(field, ValueError::ListTooLong { maximum: MAXIMUM_IDENTIFIERS });
        return None;
    }
    ids.into_iter().map(|id| violations.check(field, I::parse_global(&id))).collect()
}

/// Of how many a list can be. Each is a branch of the statement that reads it.
const MAXIMUM_IDENTIFIERS: usize = 20;

/// A text of a filter, unless it is blank: an empty field of a form filters nothing.
pub(super) fn present<T: Deref<Target: AsRef<str>>>(text: Option<T>) -> Option<T> {
    text.filter(|text| !is_blank((**text).as_ref()))
}

/// A fragment of a name to look for: any text of which there could be a name.
pub(super) fn fragment(
    violations: &mut Violations,
    field: &'static str,
    text: Option<String>,
) -> Option<String> {
    present(text).and_then(|text| violations.check(field, text.parse::<Name>())).map(|name| name.canonical())
}
