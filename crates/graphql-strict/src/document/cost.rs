//! What an operation may cost, estimated before any of it is executed.
//!
//! Each field costs one, those within a list as often as the list may hold them. The application may charge
//! more for a field. Cost measures work, not time. Lists without pages count with their longest length, and
//! those of introspection with their real length.

use super::walk::{VisitedField, Walk};
use crate::{DocumentError, DocumentLimits, SchemaPolicy};

/// The maximum number of cyclic introspection fields on one path: from a type to its fields, and to the
/// fields of their types.
const ROUNDS: usize = 2;

/// The cost of a field that the reader may not read: its error is larger than most values.
const CLOSED: u64 = 5;

/// The cost of introspection, which is built for each operation.
const INTROSPECTION: u64 = 5_000;

/// What an operation may cost, and what it may cost at most.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub requested: u64,
    pub maximum: u64,
}

/// The cost of all fields.
pub(super) fn of<P: SchemaPolicy>(walk: &Walk<'_, P>, fields: &[VisitedField<'_>]) -> u64 {
    let own = |field: &VisitedField<'_>| weight(walk, field).saturating_mul(field.place.times);
    fields.iter().map(own).fold(0, u64::saturating_add)
}

/// The cost of one value of a field, without the fields within it.
fn weight<P: SchemaPolicy>(walk: &Walk<'_, P>, field: &VisitedField<'_>) -> u64 {
    if field.is_closed {
        return if field.name.starts_with("__") { 1 } else { CLOSED };
    }
    match field.name {
        "__schema" | "__type" if field.is_root() => INTROSPECTION,
        _ => P::field_cost(walk.operation.ty, field),
    }
}

/// Refuses an operation that costs too much.
pub(super) fn check(Cost { requested, maximum }: Cost) -> Result<(), DocumentError> {
    if requested > maximum {
        let detail = format!("the operation may cost {requested}, and at most {maximum} is allowed");
        return Err(DocumentError::too_complex(detail, None));
    }
    Ok(())
}

/// Refuses an operation that is too deep.
pub(super) fn check_depth(fields: &[VisitedField<'_>], limits: &DocumentLimits) -> Result<(), DocumentError> {
    for VisitedField { field, place, .. } in fields {
        let too_deep = |detail| Err(DocumentError::too_complex(detail, Some(field.pos)));
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
    Ok(())
}
