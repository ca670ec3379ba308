//! Accounts for the memory of a response while it is built.
//!
//! An operation reserves an estimate based on its cost before it runs. Each resolved object then adds its
//! actual size, so that long texts count too. At the limit, no further field is resolved and the operation is
//! refused. A mutation is never refused once it runs, because the client must learn its outcome.

use async_graphql::Value;

use super::RequestContext;
use crate::response_memory::{Exhausted, Reservation};

/// The estimated memory for each unit of cost, in bytes: half for the value, half for parts of rows and JSON.
const PER_COST: usize = 160;

/// The memory of an object entry without its text, in bytes: key, hash and value.
const ENTRY: usize = 128;

/// Reserves memory for an operation of this cost, in addition to the reservation for its document.
pub(super) fn reserve(memory: Option<&Reservation>, cost: u64, is_mutation: bool) -> Result<(), Exhausted> {
    let Some(memory) = memory else { return Ok(()) };
    let estimate = usize::try_from(cost).unwrap_or(usize::MAX).saturating_mul(PER_COST);
    memory.resize(estimate.saturating_add(memory.bytes()))?;
    if is_mutation {
        memory.make_certain();
    }
    Ok(())
}

/// Adds the size of the values of a resolved object.
pub(super) fn grow(request: &RequestContext, values: &[Value]) {
    if let Some(memory) = &request.memory {
        memory.grow(values.iter().map(|value| ENTRY + text(value)).sum());
    }
}

/// Whether the response has exceeded a memory limit, so that the rest need not be resolved.
pub(super) fn is_exceeded(request: &RequestContext) -> bool {
    request.memory.as_ref().is_some_and(|memory| memory.exhausted().is_some())
}

/// The length of the text in a value, in bytes. Nested objects count themselves.
fn text(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::List(values) => values.iter().map(text).sum(),
        _ => 0,
    }
}
