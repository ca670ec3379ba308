//! The door: from a token to a principal.
//!
//! It knows nothing of HTTP, so that whatever brings a token along, be it a header or the first message of a WebSocket
//! (`connection_init`), is let in by the same rules. Whoever stays connected must be asked for anew, for an admission is
//! good for the moment only: [`Accounts::admit`] again with each operation, and at the latest when the token expires.
//!
//! Tokens of another identity provider would come in here as well: its issuer with keys, audience and algorithm of its own
//! beside [`Tokens`], chosen by the key that a token names, and whoever they say it is looked up among our users. What comes
//! out must be an [`Identity`] of ours: nothing behind the door knows who vouches for it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AuthenticatedUser, Limits, Throttle,
    hashing::Hasher,
    revoked_sessions::{RevocationStateUnavailable, RevokedSessions},
    tokens::Tokens,
};
use crate::context::AppContext;

/// Everything that letting people in takes.
pub struct Accounts {
    pub tokens: Tokens,
    pub hasher: Hasher,
    pub rules: AccountRules,
    /// How often anybody may try.
    pub throttle: Throttle,
    ended: RevokedSessions,
}

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthError {
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
    /// How many attempts and requests are too many.
    pub limits: Limits,
}

impl Default for AccountRules {
    fn default() -> Self {
        Self {
            session_idle: TimeDelta::days(7),
            session_lifetime: TimeDelta::days(30),
            refresh_reuse: TimeDelta::seconds(10),
            limits: Limits::default(),
        }
    }
}

impl Accounts {
    /// Begins to watch which sessions end, so it must be called within the runtime of tokio.
    pub fn new(app: &AppContext, tokens: Tokens, rules: AccountRules) -> Self {
        Self {
            tokens,
            hasher: Hasher::new(),
            throttle: Throttle::new(rules.limits),
            rules,
            ended: RevokedSessions::watch(app),
        }
    }

    /// Who comes with this token.
    ///
    /// That there is such a session is told by the signature, and not looked up: a session's row is taken away only when all
    /// its tokens have expired, or along with the record of the patient whose account it is, of which nothing is left to see.
    pub async fn authenticate(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<AuthenticatedUser, AuthError> {
        let identity = self.tokens.verify(token, now).map_err(|_| AuthError::Unauthenticated)?;
        match self.ended.contain(identity.session).await {
            Ok(false) => Ok(identity),
            Ok(true) => Err(AuthError::Unauthenticated),
            Err(RevocationStateUnavailable) => Err(AuthError::Unavailable),
        }
    }

    /// Whether anybody can be let in at present.
    pub async fn can_admit(&self) -> bool {
        self.ended.are_known().await
    }
}
