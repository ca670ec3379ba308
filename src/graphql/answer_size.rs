//! Accounts for the memory of a response while it is built.
//!
//! An operation reserves an estimate based on its cost before it runs. Each resolved object then adds its
//! actual size, so that long texts count too. At the limit, no further field is resolved and the operation is
//! refused. A mutation is never refused once it runs, because the client must learn its outcome.

use super::RequestContext;
use crate::response_memory::{Exhausted, Reservation};

/// The estimated memory for each unit of cost, in bytes: half for the value, half for parts of rows and JSON.
const PER_COST: usize = 160;

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

/// Adds the bytes of an object that has been written.
pub(super) fn grow(request: &RequestContext, bytes: usize) {
    if let Some(memory) = &request.memory {
        memory.grow(bytes);
    }
}

/// Whether the response has exceeded a memory limit, so that the rest need not be resolved.
pub(super) fn is_exceeded(request: &RequestContext) -> bool {
    request.memory.as_ref().is_some_and(|memory| memory.exhausted().is_some())
}
