//! Takes tokens apart, to assemble forged ones.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey, pkcs8::DecodePrivateKey};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// The parts of a token before signing.
#[derive(Debug, Clone)]
pub struct Forgery {
    header: Value,
    claims: Value,
}

impl Forgery {
    /// The parts of a valid token.
    pub fn of(token: &str) -> Self {
        let parts: Vec<Value> = token.split('.').take(2).map(part).collect();
        let [header, claims] = parts.try_into().expect("a header and claims");
        Self { header, claims }
    }

    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        self.header.as_object_mut().expect("an object").remove(name).expect("it was there");
        self
    }

    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    pub fn without_claim(mut self, name: &str) -> Self {
        self.claims.as_object_mut().expect("an object").remove(name).expect("it was there");
        self
    }

    /// Adds a number to a numeric claim.
    pub fn later(self, name: &str, seconds: i64) -> Self {
        let value = self.claims[name].as_i64().expect("a number") + seconds;
        self.claim(name, value)
    }

    /// The signing input.
    pub fn text(&self) -> String {
        let [header, claims] =
            [&self.header, &self.claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        format!("{header}.{claims}")
    }

    /// The token, signed with a key.
    pub fn signed_by(&self, key: &SecretString) -> String {
        let text = self.text();
        let signature = private(key).sign(text.as_bytes());
        self.with_signature(&signature.to_bytes())
    }

    pub fn with_signature(&self, signature: &[u8]) -> String {
        format!("{}.{}", self.text(), URL_SAFE_NO_PAD.encode(signature))
    }
}

/// A PEM private key, as the library's type.
pub fn private(key: &SecretString) -> SigningKey {
    SigningKey::from_pkcs8_pem(key.expose_secret()).expect("a key")
}

/// The JSON of one part of a token.
fn part(part: &str) -> Value {
    let json = URL_SAFE_NO_PAD.decode(part).expect("base64");
    serde_json::from_slice(&json).expect("JSON")
}
