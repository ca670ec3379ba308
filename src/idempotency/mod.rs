//! Idempotency: a client that received no response can repeat a request without writing twice.
//!
//! - A key belongs to one principal and one operation.
//! - For 24 hours, a repeat with the same key and input returns what the first request wrote, in its current
//!   state.
//! - This holds for concurrent repeats too: 65 per server; further ones fail immediately
//!   (`SERVICE_UNAVAILABLE`).
//! - A repeated removal returns the identifier from the key's row.
//! - Repeats wait in the process, without a connection.
//! - The same key with another input is refused.
//! - The key is written in the transaction of the work, so neither exists without the other.
//! - A refused request writes nothing, so its key remains unused.
//! - Expired keys are ignored. Each request with a new key deletes some of them.
//!
//! [`Keyed`] is for mutations that change or remove an entity, and [`create`] for mutations that create one.

mod creation;
mod model;
mod repeat;
mod store;

pub use creation::{Creation, create};
pub use model::{IdempotencyKeyError, InputHash, Key, RawKey};
pub use repeat::{Keyed, Removed, Repeatable};
