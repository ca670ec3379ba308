//! Access tokens: signed statements that identify a user, valid for minutes (RFC 9068, RFC 8725).
//!
//! There is one algorithm, Ed25519, and a token cannot select another. A token names the key that signed it,
//! its audience and its period of validity. A token with a missing or wrong claim is rejected.

mod claims;
mod crypto;
mod key;
pub mod key_file;
mod keys;
mod sealing;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use quick_cache::sync::Cache;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use self::claims::Claims;
pub use self::{
    key::{Key, TokenKeyError, generate, generate_for_demo},
    keys::TokenKeys,
    sealing::SealingKeys,
};
use super::AuthenticatedUser;

/// The `typ` header of an access token.
const TYPE: &str = "at+jwt";

/// The maximum length of a token in bytes. Longer ones are rejected unread.
const MAXIMUM_LENGTH: usize = 4_096;

/// The capacity of the cache of verified tokens. Each entry takes about half a kilobyte.
const MAXIMUM_VERIFIED: usize = 10_000;

/// The maximum leeway. `account::revoked_sessions` reads more than twice as far back beyond a token's
/// lifetime.
pub const MAXIMUM_LEEWAY: TimeDelta = TimeDelta::seconds(120);

/// The maximum lifetime of an access token.
pub const LONGEST_LIFE: TimeDelta = TimeDelta::minutes(15);

/// Issues and verifies access tokens.
pub struct Tokens {
    in_use: RwLock<Arc<KeysInUse>>,
    rules: TokenRules,
}

/// Keys, with the tokens that they have verified. New keys begin with an empty cache, so no token outlives
/// its key there.
struct KeysInUse {
    keys: TokenKeys,
    /// The claims of verified tokens, by the tokens' SHA-256. Verifying a signature takes as long as many a
    /// whole request.
    verified: Cache<[u8; 32], Arc<Claims>>,
}

/// The issuer, the audience and the lifetime of tokens.
#[derive(Debug, Clone)]
pub struct TokenRules {
    pub issuer: String,
    pub audience: String,
    /// At most [`LONGEST_LIFE`].
    pub lifetime: TimeDelta,
    /// How far the issuing server's clock may be ahead of this server's, at most [`MAXIMUM_LEEWAY`].
    pub leeway: TimeDelta,
}

impl Default for TokenRules {
    fn default() -> Self {
        Self {
            issuer: "panda".to_owned(),
            audience: "panda".to_owned(),
            lifetime: LONGEST_LIFE,
            leeway: TimeDelta::seconds(30),
        }
    }
}

/// A new token.
#[derive(Debug, Clone)]
pub struct AccessToken {
    pub token: SecretString,
    pub expires_at: DateTime<Utc>,
}

/// An invalid or expired token. The reason is not disclosed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadToken;

impl Tokens {
    pub fn new(keys: TokenKeys, rules: TokenRules) -> Self {
        Self { in_use: RwLock::new(Arc::new(KeysInUse::new(keys))), rules }
    }

    /// Replaces the keys for signing and verification.
    pub fn replace_keys(&self, keys: TokenKeys) {
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(KeysInUse::new(keys));
    }

    fn in_use(&self) -> Arc<KeysInUse> {
        self.in_use.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Issues a token for a signed-in user. It expires no later than the session.
    pub fn issue(
        &self,
        identity: AuthenticatedUser,
        now: DateTime<Utc>,
        session_ends_at: DateTime<Utc>,
    ) -> AccessToken {
        // Tokens use whole seconds.
        let now = now.trunc_subsecs(0);
        let expires_at = (now + self.rules.lifetime.min(LONGEST_LIFE)).min(session_ends_at).trunc_subsecs(0);
        let in_use = self.in_use();
        let keys = &in_use.keys;
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(keys.signing_id().to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims::new(identity, &self.rules, now, expires_at);
        let token = jsonwebtoken::encode(&header, &claims, keys.signing())
            .expect("an Ed25519 key that could be read can sign");
        AccessToken { token: token.into(), expires_at }
    }

    /// The signed-in user, according to a token that is valid at this instant.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<AuthenticatedUser, BadToken> {
        if token.len() > MAXIMUM_LENGTH {
            return Err(BadToken);
        }
        let hash: [u8; 32] = Sha256::digest(token).into();
        let KeysInUse { keys, verified } = &*self.in_use();
        let claims = verified.get_or_insert_with(&hash, || self.signed(keys, token).map(Arc::new))?;
        let is_good = claims.is_good_at(now, self.rules.leeway.min(MAXIMUM_LEEWAY));
        if is_good { claims.identity().ok_or(BadToken) } else { Err(BadToken) }
    }

    /// The claims of a token that one of the known keys has signed for our audience. The period of validity
    /// is not checked.
    fn signed(&self, keys: &TokenKeys, token: &str) -> Result<Claims, BadToken> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| BadToken)?;
        let is_of_type = header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE));
        // A token with critical extensions is rejected, because none is supported.
        if !is_of_type || header.crit.is_some() {
            return Err(BadToken);
        }
        let key = header.kid.and_then(|id| keys.verifying(&id)).ok_or(BadToken)?;
        Ok(jsonwebtoken::decode(token, key, &self.validation()).map_err(|_| BadToken)?.claims)
    }

    /// Whether a demo's key signs. `panda serve` does not accept such keys.
    pub fn are_of_demo(&self) -> bool {
        self.in_use().keys.is_of_demo()
    }

    /// The public keys with which other services can verify our tokens (RFC 7517).
    pub fn jwks(&self) -> serde_json::Value {
        self.in_use().keys.jwks().clone()
    }

    /// The keys that seal content which clients store for the server.
    pub fn sealing_keys(&self) -> Arc<SealingKeys> {
        self.in_use().keys.sealing().clone()
    }

    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.rules.issuer]);
        validation.set_audience(&[&self.rules.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The library uses the machine's clock. `Claims::is_good_at` checks both against the application's
        // clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation
    }
}

impl KeysInUse {
    fn new(keys: TokenKeys) -> Self {
        Self { keys, verified: Cache::new(MAXIMUM_VERIFIED) }
    }
}
