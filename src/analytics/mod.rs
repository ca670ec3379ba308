//! The database role of an analyst, who reads the views of the schema `analytics` with tools of their own.
//!
//! Such a role reads those views and nothing else of PANDA's: it is asked of the database whether that is so, before anything is
//! committed. Only roles that were made here are ever changed or dropped. A password never leaves this program: the database
//! is given a SCRAM-SHA-256 verifier, so that neither its log nor its statistics of statements can tell it.
//!
//! What else the role has are limits, which keep an analyst's mishap from the service. All but that of connections are the
//! analyst's to change, so they keep nobody from anything: the privileges do.

mod error;
mod grant;
mod revoking;
mod role;
mod role_state;

pub use error::{AnalyticsError, Refusal};
pub use grant::{Granted, PasswordSource, grant};
pub use revoking::{Revoked, revoke};
pub use role::RoleName;

/// The comment by which a role that was made here is known again, so it can never change.
const MARK: &str = "Made by `panda analytics grant`.";

/// The key of the advisory lock by which these commands wait for each other: the letters ANALYST.
const LOCK: i64 = 0x41_4e_41_4c_59_53_54;
