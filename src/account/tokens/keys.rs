//! The keys by which tokens are signed and verified.

use std::{collections::HashMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{
    SigningKey, VerifyingKey,
    pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, spki::der::pem::LineEnding},
};
use jsonwebtoken::{DecodingKey, EncodingKey};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Ed25519 keys: one that signs, and all whose signatures are believed.
///
/// To change keys without logging anybody out, the new one is at first added behind the one that signs, and on every
/// server, before it takes its place; and the former one stays behind it until its last token has expired.
pub struct Keys {
    signing: EncodingKey,
    signing_id: String,
    verifying: HashMap<String, DecodingKey>,
    jwks: Value,
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// It is not an Ed25519 key in PEM.
    NotAKey,
    /// The first key signs, and this one is public.
    CannotSign,
    NoKey,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAKey => "it is not an Ed25519 key in PEM (PKCS #8, or SubjectPublicKeyInfo)",
            Self::CannotSign => "the first key signs, so it must be a private one",
            Self::NoKey => "there is no key; `panda keys new` makes one",
        })
    }
}

impl std::error::Error for KeyError {}

impl Keys {
    /// The keys in PEM. The first one signs, so it is private; the others may be public.
    pub fn parse(pems: &[SecretString]) -> Result<Self, KeyError> {
        let (first, others) = pems.split_first().ok_or(KeyError::NoKey)?;
        if public(first).is_ok() {
            return Err(KeyError::CannotSign);
        }
        let first = private(first)?;
        let others =
            others.iter().map(|pem| private(pem).map(|key| key.verifying_key()).or_else(|_| public(pem)));
        let others = others.collect::<Result<Vec<_>, _>>()?;
        let all: Vec<VerifyingKey> = [vec![first.verifying_key()], others].concat();
        let der = first.to_pkcs8_der().map_err(|_| KeyError::NotAKey)?;
        Ok(Self {
            signing: EncodingKey::from_ed_der(der.as_bytes()),
            signing_id: id(&first.verifying_key()),
            verifying: all.iter().map(|key| (id(key), DecodingKey::from_ed_der(key.as_bytes()))).collect(),
            jwks: json!({ "keys": all.iter().map(jwk).collect::<Vec<_>>() }),
        })
    }

    pub(super) fn signing(&self) -> &EncodingKey {
        &self.signing
    }

    pub(super) fn signing_id(&self) -> &str {
        &self.signing_id
    }

    pub(super) fn verifying(&self, id: &str) -> Option<&DecodingKey> {
        self.verifying.get(id)
    }

    pub(super) fn jwks(&self) -> &Value {
        &self.jwks
    }
}

/// A new private key in PEM.
pub fn generate() -> SecretString {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).expect("the system has random bytes");
    let pem = SigningKey::from_bytes(&seed).to_pkcs8_pem(LineEnding::LF);
    SecretString::from(pem.expect("every seed is a key").as_str())
}

fn private(pem: &SecretString) -> Result<SigningKey, KeyError> {
    SigningKey::from_pkcs8_pem(pem.expose_secret()).map_err(|_| KeyError::NotAKey)
}

fn public(pem: &SecretString) -> Result<VerifyingKey, KeyError> {
    VerifyingKey::from_public_key_pem(pem.expose_secret()).map_err(|_| KeyError::NotAKey)
}

/// The thumbprint of RFC 7638: nobody has to name a key.
fn id(key: &VerifyingKey) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, x(key));
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

/// A public key in JSON (RFC 8037).
fn jwk(key: &VerifyingKey) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": x(key), "kid": id(key), "use": "sig", "alg": "EdDSA" })
}

fn x(key: &VerifyingKey) -> String {
    URL_SAFE_NO_PAD.encode(key.as_bytes())
}
