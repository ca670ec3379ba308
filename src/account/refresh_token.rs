//! Refresh tokens: opaque, random, and on record as hashes only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

use crate::random;

/// A refresh token: 256 random bits.
pub struct RefreshToken(SecretBox<[u8; 32]>);

/// By what a token is known. A fast hash serves, for nobody guesses 256 bits.
pub type TokenHash = [u8; 32];

/// The key with which a token's successor is made.
pub type SuccessorKey = [u8; 32];

impl RefreshToken {
    pub fn new() -> Self {
        Self::of(random::bytes())
    }

    /// What a client sent; nothing, if that can be no token.
    pub fn parse(raw: &SecretString) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(raw.expose_secret()).ok()?;
        bytes.try_into().ok().map(Self::of)
    }

    pub fn hash(&self) -> TokenHash {
        Sha256::digest(self.0.expose_secret()).into()
    }

    /// The token that takes this one's place. It takes both the token and its salt to make it: neither whoever reads the
    /// database nor whoever has caught an old token can do so alone. Yet it is the same however often it is asked for.
    pub fn successor(&self, salt: &SuccessorKey) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(salt).expect("HMAC takes keys of any length");
        mac.update(self.0.expose_secret());
        Self::of(mac.finalize().into_bytes().into())
    }

    /// As the client is given it.
    pub fn encode(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.0.expose_secret()).into()
    }

    fn of(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }
}

/// A new salt.
pub fn salt() -> SuccessorKey {
    random::bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_journey_to_the_client_and_back() {
        let token = RefreshToken::new();
        let back = RefreshToken::parse(&token.encode()).unwrap();
        assert_eq!(back.hash(), token.hash());
        assert_eq!(token.encode().expose_secret().len(), 43);
        for bad in ["", "x", "not a token", &"A".repeat(44), &"A".repeat(4_000)] {
            assert!(RefreshToken::parse(&bad.into()).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_successor_depends_on_token_and_salt_and_nothing_else() {
        let (token, one, other) = (RefreshToken::new(), salt(), salt());
        assert_eq!(token.successor(&one).hash(), token.successor(&one).hash());
        assert_ne!(token.successor(&one).hash(), token.successor(&other).hash());
        assert_ne!(token.successor(&one).hash(), RefreshToken::new().successor(&one).hash());
        assert_ne!(token.successor(&one).hash(), token.hash());
    }
}
