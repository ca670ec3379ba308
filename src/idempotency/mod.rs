//! Idempotency: whoever did not get an answer sends the request again, and nothing is created twice.
//!
//! A key belongs to one principal and one operation. For 24 hours, the same key with the same input answers what the
//! first request created, as it is now, however many ask at the same time (65 of one server: more are
//! unavailable at once). Repeats wait in the process, without a connection; the same key with another input is
//! refused. The key is written in the transaction that creates, so that one is never there without the other; and a
//! refused request leaves nothing behind, so that its key is free. Expired keys mean nothing from that instant on;
//! each creation takes some of them away.

mod creation;
mod model;
mod store;

pub use creation::{Creation, create};
pub(crate) use model::Scope;
pub use model::{InputHash, Key, KeyError, RawKey};
