//! Filter inputs that several lists share.

use std::{collections::BTreeSet, ops::Deref};

use async_graphql::{ID, InputObject};

use super::{id::GlobalId, scalars::DateTimeText};
use crate::{
    error::Violations,
    value::{Name, ValueError, is_blank, parse_bound},
};

/// A range of time.
#[derive(InputObject, Debug, Clone, Default)]
pub(super) struct DateTimeRange {
    /// The start of the range, inclusive.
    pub from: Option<DateTimeText>,
    /// The end of the range, exclusive. It must not be before `from`.
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

/// The identifier in a filter. One of another kind is refused, because it would silently match no record.
pub(super) fn identifier<I: GlobalId>(
    violations: &mut Violations,
    field: &'static str,
    id: Option<ID>,
) -> Option<I> {
    present(id).and_then(|id| violations.check(field, I::parse_global(&id)))
}

/// The identifiers in a filter. A record matches if it has one of them. Blank identifiers are ignored, and a
/// list of only blank ones is no filter. An empty list matches no record.
pub(super) fn identifiers<I: GlobalId + Ord>(
    violations: &mut Violations,
    field: &'static str,
    ids: Option<Vec<ID>>,
) -> Option<BTreeSet<I>> {
    let ids = ids?;
    let is_empty_list = ids.is_empty();
    let ids: Vec<ID> = ids.into_iter().filter_map(|id| present(Some(id))).collect();
    if ids.is_empty() && !is_empty_list {
        return None;
    }
    if ids.len() > MAXIMUM_IDENTIFIERS {
        violations.refuse(field, ValueError::ListTooLong { maximum: MAXIMUM_IDENTIFIERS });
        return None;
    }
    ids.into_iter().map(|id| violations.check(field, I::parse_global(&id))).collect()
}

/// The maximum number of identifiers. The SQL statement has one branch for each.
const MAXIMUM_IDENTIFIERS: usize = 20;

/// The text of a filter, or `None` if it is blank, because an empty form field must not filter.
pub(super) fn present<T: Deref<Target: AsRef<str>>>(text: Option<T>) -> Option<T> {
    text.filter(|text| !is_blank((**text).as_ref()))
}

/// Parses a search text as a fragment of a name: any text that a name could contain.
pub(super) fn fragment(
    violations: &mut Violations,
    field: &'static str,
    text: Option<String>,
) -> Option<String> {
    present(text).and_then(|text| violations.check(field, text.parse::<Name>())).map(|name| name.canonical())
}
