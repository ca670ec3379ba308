//! Accounts: who may come in, as what, and for how long.
//!
//! Nobody is let in but by a token that one of our keys has signed, that is not older than a quarter of an hour, and whose
//! session has not ended. Passwords are kept as Argon2id hashes and refresh tokens as SHA-256 hashes, so that whoever reads
//! the database cannot sign in by it.

mod authentication;
mod commands;
mod error;
mod hashing;
mod model;
mod password;
mod refresh_token;
mod revoked_sessions;
mod role;
pub mod store;
mod throttle;
pub mod tokens;

pub use authentication::{AccountRules, Accounts, AuthError};
pub use commands::{
    Credentials, IssuedTokens, NoToken, PasswordChange, SignUp, add, add_after, amend, amend_own,
    change_password, deactivate, ensure, login, logout, logout_everywhere, refresh, register, token_for,
};
pub use error::AccountError;
pub use hashing::{Hasher, PasswordHash};
pub use model::{
    Addition, Amendment, AuthenticatedUser, OrderField, OwnAmendment, OwnLanguage, SessionId, User, UserId,
};
pub use password::Password;
pub use role::Role;
pub use throttle::{Limit, Limits, Throttle};
