//! What an operation may cost, told before anything of it is run.
//!
//! Each field costs one, those beneath a list as often as the list may hold them, and some cost more for what they make the
//! database do. It is a measure of work, not of time: a page of 20 appointments with their patients costs some hundreds.
//! Lists without pages count with the most entries that they can have, and those of introspection with their real length.

use async_graphql::{ServerResult, parser::types::OperationType};

use super::{
    refuse, too_complex,
    walk::{VisitedField, Walk},
};
use crate::graphql::{DocumentLimits, request::Cost};

/// How often a way through the schema may go round: from a type to its fields, and to those of their types.
const ROUNDS: usize = 2;

/// What a field costs that the reader does not get: its error is larger than most values.
const CLOSED: u64 = 5;

/// What the fields cost together.
pub(super) fn of(walk: &Walk<'_>, fields: &[VisitedField<'_>]) -> u64 {
    let own = |seen: &VisitedField<'_>| weight(walk, seen).saturating_mul(seen.place.times);
    fields.iter().map(own).fold(0, u64::saturating_add)
}

/// What one answer of a field costs, without what stands beneath it.
fn weight(walk: &Walk<'_>, seen: &VisitedField<'_>) -> u64 {
    let is_root = seen.place.depth == 1;
    if seen.is_closed {
        return if seen.name.starts_with("__") { 1 } else { CLOSED };
    }
    match seen.name {
        // All of it is made anew for each query.
        "__schema" | "__type" if is_root => 5_000,
        "missedAppointments" if is_root => 2_500,
        "totalCount" => 10,
        _ if is_root && walk.operation.ty == OperationType::Mutation => 10,
        _ => 1,
    }
}

/// Refuses what is too deep, or costs too much.
pub(super) fn check(fields: &[VisitedField<'_>], cost: Cost, limits: &DocumentLimits) -> ServerResult<()> {
    for seen in fields {
        let too_deep = |detail| Err(refuse(too_complex(detail), Some(seen.field.pos)));
        let place = seen.place;
        let limit = if place.is_of_schema { DocumentLimits::SCHEMA_DEPTH } else { limits.depth };
        if place.depth > limit {
            return too_deep(format!("the document nests fields more than {limit} deep"));
        }
        if place.rounds > ROUNDS {
            return too_deep(format!("the document goes round in the schema more than {ROUNDS} times"));
        }
    }
    let Cost { requested, maximum } = cost;
    if requested > maximum {
        let detail = format!("the operation may cost {requested}, and at most {maximum} is run");
        return Err(refuse(too_complex(detail), None));
    }
    Ok(())
}
