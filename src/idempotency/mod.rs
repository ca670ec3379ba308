//! Idempotency: a client that did not get an answer sends the request again, and nothing is written twice.
//!
//! A key belongs to one principal and one operation. For 24 hours, the same key with the same input answers what the
//! first request wrote, as it is now, also when many ask at the same time (65 at one server; more are unavailable at
//! once). A repeated removal answers the identifier from the key's row. Repeats wait in the process, without a
//! connection. The same key with another input is refused. The key is written in the transaction of the work, so
//! neither exists without the other. A refused request writes nothing, so its key stays free. Expired keys mean
//! nothing; each request with a new key deletes some of them.
//!
//! [`Keyed`] is for mutations that change or remove something, [`create`] for those that create.

mod creation;
mod model;
mod repeat;
mod store;

pub use creation::{Creation, create};
pub use model::{InputHash, Key, KeyError, RawKey};
pub use repeat::{Keyed, Removed, Repeatable};
