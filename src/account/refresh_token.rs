//! Refresh tokens: opaque and random; the database stores only their hashes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

use crate::random;

/// A refresh token: 256 random bits.
pub struct RefreshToken(SecretBox<[u8; 32]>);

/// The hash that identifies a token. A fast hash is enough, because 256 random bits cannot be guessed.
pub type TokenHash = [u8; 32];

/// The HMAC key that derives a token's successor.
pub type SuccessorKey = [u8; 32];

impl RefreshToken {
    pub fn new() -> Self {
        Self::of(random::bytes())
    }

    /// Parses what a client sent. Returns `None` if the text cannot be a token.
    pub fn parse(raw: &SecretString) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(raw.expose_secret()).ok()?;
        bytes.try_into().ok().map(Self::of)
    }

    pub fn hash(&self) -> TokenHash {
        Sha256::digest(self.0.expose_secret()).into()
    }

    /// The token that replaces this one. Both the token and its salt are needed to derive it, so neither a
    /// copy of the database nor a stolen old token is enough. The result is the same on every call.
    pub fn successor(&self, salt: &SuccessorKey) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(salt).expect("HMAC takes keys of any length");
        mac.update(self.0.expose_secret());
        Self::of(mac.finalize().into_bytes().into())
    }

    /// The encoded form that the client receives.
    pub fn encode(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.0.expose_secret()).into()
    }

    fn of(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }
}

/// A new random salt.
pub fn salt() -> SuccessorKey {
    random::bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_token_parses_to_the_same_token() {
        let token = RefreshToken::new();
        let parsed = RefreshToken::parse(&token.encode()).unwrap();
        assert_eq!(parsed.hash(), token.hash());
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
