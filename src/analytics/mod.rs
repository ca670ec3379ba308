//! The database role of an analyst, who reads the views of the schema `analytics` with their own tools.
//!
//! Such a role reads those views and nothing else in PANDA's database. The privileges are checked in the
//! database before anything is committed. Only roles created here are ever changed or dropped. A password
//! never leaves this program. The database receives a SCRAM-SHA-256 verifier, so the password appears neither
//! in its log nor in its statement statistics.
//!
//! The role also has limits, which protect the service from an analyst's mistakes. The analyst can change all
//! of them except the connection limit. They are therefore no protection against intent; the privileges are.

mod error;
mod grant;
mod revoking;
mod role;
mod role_state;

pub use error::{AnalyticsError, Refusal};
pub use grant::{Granted, PasswordSource, grant};
pub use revoking::{Revoked, revoke};
pub use role::{InvalidRoleName, RoleName};

/// The comment that identifies a role created here. It must never change.
const MARK: &str = "Made by `panda analytics grant`.";

/// The key of the advisory lock that serialises these commands: the letters ANALYST in ASCII.
const LOCK: i64 = 0x41_4e_41_4c_59_53_54;
