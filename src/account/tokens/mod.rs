//! Access tokens: signed statements of who is signed in, good for minutes (RFC 9068, RFC 8725).
//!
//! There is one algorithm, Ed25519, and it is not the token that chooses it. A token says which of the known keys has signed
//! it, for whom it is meant and from when until when it is good; what is missing, or not as it should be, makes it worthless.

mod claims;
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
    key::{Key, KeyError, generate, generate_for_demo},
    keys::TokenKeys,
    sealing::SealingKeys,
};
use super::AuthenticatedUser;

/// What the header of an access token says of its type.
const TYPE: &str = "at+jwt";

/// No token is longer: what is, is not worth looking at.
const MAXIMUM_LENGTH: usize = 4_096;

/// How many tokens are remembered whose signature is good. Each takes about half a kilobyte.
const MAXIMUM_VERIFIED: usize = 10_000;

/// The largest leeway that can be set. `account::ended` looks back more than twice as far beyond the life of a token.
pub const MAXIMUM_LEEWAY: TimeDelta = TimeDelta::seconds(120);

/// The longest time for which an access token may be good.
pub const LONGEST_LIFE: TimeDelta = TimeDelta::minutes(15);

/// Makes access tokens and tells whether one is good.
pub struct Tokens {
    in_use: RwLock<Arc<KeysInUse>>,
    rules: TokenRules,
}

/// Keys, with what they have verified: a token is not remembered for longer than its key is believed.
struct KeysInUse {
    keys: TokenKeys,
    /// What tokens say whose signature has been verified, by their SHA-256. To verify one takes as long as many a request.
    verified: Cache<[u8; 32], Arc<Claims>>,
}

/// For whom tokens are made and how long they are good.
#[derive(Debug, Clone)]
pub struct TokenRules {
    pub issuer: String,
    pub audience: String,
    /// At most [`LONGEST_LIFE`].
    pub lifetime: TimeDelta,
    /// By how much the clock of the server that issues a token may be ahead of this one's, at most [`MAXIMUM_LEEWAY`].
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

/// A token that has just been made.
#[derive(Debug, Clone)]
pub struct AccessToken {
    pub token: SecretString,
    pub expires_at: DateTime<Utc>,
}

/// A token that is none, or no longer. Why is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadToken;

impl Tokens {
    pub fn new(keys: TokenKeys, rules: TokenRules) -> Self {
        Self { in_use: RwLock::new(Arc::new(KeysInUse::new(keys))), rules }
    }

    /// Signs and verifies by other keys from now on.
    pub fn replace_keys(&self, keys: TokenKeys) {
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(KeysInUse::new(keys));
    }

    fn in_use(&self) -> Arc<KeysInUse> {
        self.in_use.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A token for somebody who is signed in, which is good no longer than the session.
    pub fn issue(
        &self,
        identity: AuthenticatedUser,
        now: DateTime<Utc>,
        session_ends_at: DateTime<Utc>,
    ) -> AccessToken {
        // Tokens count whole seconds.
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

    /// Who is signed in, according to a token that is good at this instant.
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

    /// What a token says that one of the known keys has signed for us, whenever it is good.
    fn signed(&self, keys: &TokenKeys, token: &str) -> Result<Claims, BadToken> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| BadToken)?;
        let is_of_type = header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE));
        // An extension that must be understood is not.
        if !is_of_type || header.crit.is_some() {
            return Err(BadToken);
        }
        let key = header.kid.and_then(|id| keys.verifying(&id)).ok_or(BadToken)?;
        Ok(jsonwebtoken::decode(token, key, &self.validation()).map_err(|_| BadToken)?.claims)
    }

    /// Whether they are signed by a demo's key, as nobody's are whom `panda serve` lets in.
    pub fn are_of_demo(&self) -> bool {
        self.in_use().keys.is_of_demo()
    }

    /// The public keys by which others can verify our tokens (RFC 7517).
    pub fn jwks(&self) -> serde_json::Value {
        self.in_use().keys.jwks().clone()
    }

    /// The keys that seal what clients keep for the server.
    pub fn sealing_keys(&self) -> Arc<SealingKeys> {
        self.in_use().keys.sealing().clone()
    }

    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.rules.issuer]);
        validation.set_audience(&[&self.rules.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The library reads the machine's clock; these two are compared with ours.
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
