//! Estimates the cost of an operation before it runs.
//!
//! Each field costs one unit. Fields below a list count once for each entry that the list may have. Some
//! fields cost more, because of their work in the database. The cost measures work, not time: a page of 20
//! appointments with their patients costs some hundreds. Lists without pages count with their maximum length,
//! and introspection lists with their exact length.

use async_graphql::{ServerResult, parser::types::OperationType};

use super::{
    refuse, too_complex,
    walk::{VisitedField, Walk},
};
use crate::graphql::{DocumentLimits, request::Cost};

/// The maximum number of cyclic introspection fields on one path: from a type to its fields, and to the
/// fields of their types.
const ROUNDS: usize = 2;

/// The cost of a field that is closed to the reader: its error is larger than most values.
const CLOSED: u64 = 5;

/// The cost of all fields together.
pub(super) fn of(walk: &Walk<'_>, fields: &[VisitedField<'_>]) -> u64 {
    let total = |field: &VisitedField<'_>| weight(walk, field).saturating_mul(field.place.times);
    fields.iter().map(total).fold(0, u64::saturating_add)
}

/// The cost of one occurrence of a field, without the fields below it.
fn weight(walk: &Walk<'_>, field: &VisitedField<'_>) -> u64 {
    let is_root = field.place.depth == 1;
    if field.is_closed {
        return if field.name.starts_with("__") { 1 } else { CLOSED };
    }
    match field.name {
        // The library builds the whole introspection result for each query.
        "__schema" | "__type" if is_root => 5_000,
        "missedAppointments" if is_root => 2_500,
        "totalCount" => 10,
        _ if is_root && walk.operation.ty == OperationType::Mutation => 10,
        _ => 1,
    }
}

/// Refuses an operation that is too deep or too expensive.
pub(super) fn check(fields: &[VisitedField<'_>], cost: Cost, limits: &DocumentLimits) -> ServerResult<()> {
    for field in fields {
        let too_deep = |detail| Err(refuse(too_complex(detail), Some(field.field.pos)));
        let place = field.place;
        let limit = if place.is_of_schema { DocumentLimits::SCHEMA_DEPTH } else { limits.depth };
        if place.depth > limit {
            return too_deep(format!("the document nests fields more than {limit} deep"));
        }
        if place.rounds > ROUNDS {
            return too_deep(format!(
                "the document nests cyclic introspection fields more than {ROUNDS} times"
            ));
        }
    }
    let Cost { requested, maximum } = cost;
    if requested > maximum {
        let detail = format!("the operation may cost {requested}, and at most {maximum} is allowed");
        return Err(refuse(too_complex(detail), None));
    }
    Ok(())
}
