//! Accounts: authentication, roles and sessions.
//!
//! A request is authenticated only by an access token that one of our keys has signed. The token must be at
//! most 15 minutes old, and its session must not have ended.
//!
//! The database stores passwords as Argon2id hashes and refresh tokens as SHA-256 hashes. A person who reads
//! the database therefore cannot sign in with its content.

mod authentication;
mod commands;
mod error;
mod hashing;
mod id;
mod model;
mod password;
mod principal;
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
pub use id::UserId;
pub use model::{
    Addition, Amendment, AuthenticatedUser, OrderField, OwnAmendment, OwnLanguage, SessionId, User,
};
pub use password::Password;
pub use principal::{Principal, RoleAssignment, SignedIn};
pub use role::Role;
pub use throttle::{Limit, Limits, Throttle};
