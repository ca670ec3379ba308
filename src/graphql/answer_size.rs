//! What an answer takes of the server's memory while it is made.
//!
//! An operation reserves an estimate by its cost before it runs. Then each object adds what it really takes, so that
//! long texts count, too. At the limit nothing more is resolved, and the operation is refused. A mutation is never refused
//! once it runs, because its outcome has to be told.

use async_graphql::Value;

use super::RequestContext;
use crate::response_memory::{Exhausted, Reservation};

/// What each point of an operation's cost is taken to need, in bytes: half as a value, half as a part of rows and of JSON.
const PER_COST: usize = 160;

/// What an entry of an object takes beside its text, in bytes: key, hash and value.
const ENTRY: usize = 128;

/// Reserves memory for an operation of this cost, beside what its document has reserved.
pub(super) fn reserve(memory: Option<&Reservation>, cost: u64, is_mutation: bool) -> Result<(), Exhausted> {
    let Some(memory) = memory else { return Ok(()) };
    let estimate = usize::try_from(cost).unwrap_or(usize::MAX).saturating_mul(PER_COST);
    memory.resize(estimate.saturating_add(memory.bytes()))?;
    if is_mutation {
        memory.make_certain();
    }
    Ok(())
}

/// Counts values of an object that has been resolved.
pub(super) fn grow(request: &RequestContext, values: &[Value]) {
    if let Some(memory) = &request.memory {
        memory.grow(values.iter().map(|value| ENTRY + text(value)).sum());
    }
}

/// Whether the answer has met a limit, so that it is not needed any longer.
pub(super) fn is_exceeded(request: &RequestContext) -> bool {
    request.memory.as_ref().is_some_and(|memory| memory.exhausted().is_some())
}

/// The text of a value, in bytes. Objects have been counted by themselves.
fn text(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::List(values) => values.iter().map(text).sum(),
        _ => 0,
    }
}
