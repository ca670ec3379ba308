//! The root fields of error codes that follow the naming of entities.
//!
//! | code | root fields |
//! |---|---|
//! | `ROOM_IN_USE` | `removeRoom` |
//! | `ROOM_CODE_TAKEN` | the mutations that add or amend a room and take a `code` |
//! | `ROOM_CODE_INVALID` | the same, and `room` if it takes a `code` |
//!
//! A code that other root fields return needs a row in the table of `answered_by`, which takes precedence.

use super::places::Places;
use crate::graphql::permissions;

/// The verbs of mutations that write the values of an entity.
const WRITES: [&str; 3] = ["add", "amend", "register"];

/// Whether a root field returns a code by convention.
pub(super) fn is_conventional(code: &str, root: &permissions::FieldPermission, places: &Places<'_>) -> bool {
    let is_of = |subject: &str, entity: &str| {
        let of_entity = |rest: &str| places.names.iter().any(|name| name.eq_ignore_ascii_case(rest));
        strip_prefix(subject, entity).is_some_and(of_entity)
    };
    let written = || WRITES.iter().find_map(|verb| root.field.strip_prefix(verb));
    let subject = |suffix| code.strip_suffix(suffix).map(|subject: &str| subject.replace('_', ""));
    let is_mutation = root.object == "Mutation";
    if let Some(entity) = subject("_IN_USE") {
        let removed = root.field.strip_prefix("remove").filter(|_| is_mutation);
        removed.is_some_and(|removed| removed.eq_ignore_ascii_case(&entity))
    } else if let Some(value) = subject("_TAKEN") {
        is_mutation && written().is_some_and(|entity| is_of(&value, entity))
    } else if let Some(value) = subject("_INVALID") {
        let entity = if is_mutation { written() } else { Some(root.field) };
        entity.is_some_and(|entity| is_of(&value, entity))
    } else {
        false
    }
}

/// The rest of a text after a prefix in any case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
