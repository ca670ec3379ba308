//! The door: from a token to a principal.
//!
//! It knows nothing of HTTP, so that whatever brings a token along, be it a header or the first message of a WebSocket, is
//! let in by the same rules.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Identity, Limits, Throttle, hashing::Hasher, tokens::Tokens};
use crate::panda::Panda;

/// Everything that letting people in takes.
pub struct Accounts {
    pub tokens: Tokens,
    pub hasher: Hasher,
    pub rules: AccountRules,
    /// How often anybody may try.
    pub throttle: Throttle,
}

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdmitted {
    /// The token is not one of ours, is no longer good, or its session has ended.
    Unauthenticated,
    /// Whether the session has ended cannot be told at present.
    Unavailable,
}

/// What differs from one health service to another.
#[derive(Debug, Clone)]
pub struct AccountRules {
    /// For how long a session is kept that nobody refreshes.
    pub session_idle: TimeDelta,
    /// After how long everybody signs in anew.
    pub session_lifetime: TimeDelta,
    /// For how long a refresh token that has been used may be used again: see [`refresh`](super::refresh).
    pub refresh_reuse: TimeDelta,
    /// Whether the demo's accounts may sign in.
    pub admits_demo: bool,
    /// How many attempts and requests are too many.
    pub limits: Limits,
}

impl Default for AccountRules {
    fn default() -> Self {
        Self {
            session_idle: TimeDelta::days(7),
            session_lifetime: TimeDelta::days(30),
            refresh_reuse: TimeDelta::zero(),
            admits_demo: false,
            limits: Limits::default(),
        }
    }
}

impl Accounts {
    pub fn new(_panda: &Panda, tokens: Tokens, rules: AccountRules) -> Self {
        Self { tokens, hasher: Hasher::new(), throttle: Throttle::new(rules.limits), rules }
    }

    /// Who comes with this token.
    pub async fn admit(&self, token: &str, now: DateTime<Utc>) -> Result<Identity, NotAdmitted> {
        self.tokens.verify(token, now).map_err(|_| NotAdmitted::Unauthenticated)
    }
}
