//! Authentication: verifies an access token and returns the signed-in user.
//!
//! This module does not depend on HTTP. The same rules apply to a token from a header and to one from the
//! first message of a WebSocket (`connection_init`). An authentication is valid only at its instant. A
//! connection that stays open must therefore call [`Accounts::authenticate`] again with each operation, and
//! at the latest when the token expires.
//!
//! Tokens of another identity provider would be verified here too. Its issuer would get its own keys,
//! audience and algorithm beside [`Tokens`], selected by the token's key id, and its subject would be mapped
//! to one of our users. The result must be an [`AuthenticatedUser`], because no other module knows who issued
//! the token.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AuthenticatedUser, Limits, Throttle,
    hashing::Hasher,
    revoked_sessions::{RevocationStateUnavailable, RevokedSessions},
    tokens::Tokens,
};
use crate::context::AppContext;

/// Everything that authentication needs.
pub struct Accounts {
    pub tokens: Tokens,
    pub hasher: Hasher,
    pub rules: AccountRules,
    /// Limits on attempts and requests.
    pub throttle: Throttle,
    ended: RevokedSessions,
}

/// Why a request is not authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthError {
    /// The token is not one of ours, is not valid now, or its session has ended.
    Unauthenticated,
    /// It is not known at present whether the session has ended.
    Unavailable,
}

/// The settings that differ between health services.
#[derive(Debug, Clone)]
pub struct AccountRules {
    /// How long an unrefreshed session lasts.
    pub session_idle: TimeDelta,
    /// The maximum length of a session; after it the user must sign in again.
    pub session_lifetime: TimeDelta,
    /// How long a used refresh token may be used again: see [`refresh`](super::refresh).
    pub refresh_reuse: TimeDelta,
    /// Limits on attempts and requests.
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
    /// Starts a task that watches for ended sessions, so it must be called within tokio's runtime.
    pub fn new(app: &AppContext, tokens: Tokens, rules: AccountRules) -> Self {
        Self {
            tokens,
            hasher: Hasher::new(),
            throttle: Throttle::new(rules.limits),
            rules,
            ended: RevokedSessions::watch(app),
        }
    }

    /// The user to whom this token belongs.
    ///
    /// The signature proves that the session exists, so no row is read. A session's row is deleted only after
    /// all its tokens have expired, or together with the record of the patient who owns the account. In the
    /// second case there is no data left to see.
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

    /// Whether requests can be authenticated at present.
    pub async fn can_admit(&self) -> bool {
        self.ended.are_known().await
    }
}
