//! Accounts: who may come in, as what, and for how long.
//!
//! Nobody is let in but by a token that one of our keys has signed, that is not older than a quarter of an hour, and whose
//! session has not ended. Passwords are kept as Argon2id hashes and refresh tokens as SHA-256 hashes, so that whoever reads
//! the database cannot sign in by it.

mod admission;
mod model;
mod role;
mod throttle;
pub mod tokens;

pub use admission::{AccountRules, Accounts, NotAdmitted};
pub use model::{Identity, SessionId, UserId};
pub use role::Role;
pub use throttle::{Limit, Limits, Throttle};
