//! One Ed25519 key that has passed the checks for use.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{
    SigningKey, VerifyingKey,
    pkcs8::{
        DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
        spki::der::pem::LineEnding,
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::random;

/// The first bytes of a demo key's secret.
///
/// The mark is part of the secret, so it cannot be removed: a different secret is a different key. The other
/// 192 bits are random, and an attack on any Ed25519 key takes only 2¹²⁸ steps. A public key does not show
/// the mark.
const DEMO: [u8; 8] = *b"demo-key";

/// Public keys whose secrets are printed in standards: RFC 8032, section 7.1 (the first is also in RFC 8037,
/// appendix A), and RFC 8410, section 10.3.
const PUBLISHED: [&str; 6] = [
    "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw",
    "_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU",
    "J4EX_BRMcjQPZ9DyMW6Dhs7_vyskKMnFH-98WX8dQm4",
    "7Bcrk61eVjv0kyxw4SRQNMNUZ-8u_U1k6_gZaDRn4r8",
    "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE",
];

/// A key that is neither published nor obviously guessable.
pub struct Key(Half);

enum Half {
    Private(SigningKey),
    Public(VerifyingKey),
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKeyError {
    /// It is not an Ed25519 key in PEM.
    NotAKey,
    /// A standard prints it as an example, so the secret is public.
    Published,
    /// It was not generated at random.
    Guessable,
    /// A demo's keys are for demos only.
    OfDemo,
    /// The first key signs, but this one is public.
    CannotSign,
    NoKey,
}

impl fmt::Display for TokenKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAKey => {
                "it must be an Ed25519 key in PEM, PKCS #8 (not encrypted) or SubjectPublicKeyInfo; RSA, EC and others are \
                 not used. `panda keys new` makes one"
            }
            Self::Published => "it is an example from a standard, so everyone has it; `panda keys new` makes one",
            Self::Guessable => "it is weak, because it was not generated at random; `panda keys new` makes a random one",
            Self::OfDemo => "it was made by `panda demo` and is only for the demo; `panda keys new` makes another",
            Self::CannotSign => "the first key signs, so it must be a private one",
            Self::NoKey => "there is no key; `panda keys new` makes one",
        })
    }
}

impl std::error::Error for TokenKeyError {}

impl Key {
    /// A private or a public key in PEM.
    pub fn parse(pem: &SecretString) -> Result<Self, TokenKeyError> {
        let pem = pem.expose_secret();
        let half = SigningKey::from_pkcs8_pem(pem)
            .map(Half::Private)
            .or_else(|_| VerifyingKey::from_public_key_pem(pem).map(Half::Public))
            .map_err(|_| TokenKeyError::NotAKey)?;
        let key = Self(half);
        if PUBLISHED.contains(&x(&key.public()).as_str()) {
            return Err(TokenKeyError::Published);
        }
        let is_guessable = match &key.0 {
            Half::Private(key) => is_guessable(key.as_bytes()),
            // Signatures by such a key can be forged without its secret.
            Half::Public(key) => key.is_weak(),
        };
        if is_guessable { Err(TokenKeyError::Guessable) } else { Ok(key) }
    }

    pub(super) fn private(&self) -> Option<&SigningKey> {
        match &self.0 {
            Half::Private(key) => Some(key),
            Half::Public(_) => None,
        }
    }

    pub fn is_private(&self) -> bool {
        self.private().is_some()
    }

    pub(super) fn public(&self) -> VerifyingKey {
        match &self.0 {
            Half::Private(key) => key.verifying_key(),
            Half::Public(key) => *key,
        }
    }

    /// Whether a demo generated it. A public key does not show that, so the answer is false.
    pub fn is_of_demo(&self) -> bool {
        self.private().is_some_and(|key| key.as_bytes().starts_with(&DEMO))
    }

    /// The key id in tokens: the thumbprint of RFC 7638, so keys need no assigned names.
    pub fn id(&self) -> String {
        id(&self.public())
    }

    /// The public half in PEM. It is not secret.
    pub fn public_pem(&self) -> String {
        self.public().to_public_key_pem(LineEnding::LF).expect("every key can be written")
    }
}

/// A new private key in PEM.
pub fn generate() -> SecretString {
    pem(random::bytes())
}

/// A new private key in PEM, marked as a demo's.
pub fn generate_for_demo() -> SecretString {
    let mut seed: [u8; 32] = random::bytes();
    seed[..DEMO.len()].copy_from_slice(&DEMO);
    pem(seed)
}

/// PKCS #8 version 1, without the public key. OpenSSL, Node.js and Python reject version 2 (RFC 5958), which
/// adds it.
fn pem(seed: [u8; 32]) -> SecretString {
    let pem = KeypairBytes { secret_key: seed, public_key: None }.to_pkcs8_pem(LineEnding::LF);
    SecretString::from(pem.expect("every seed is a key").as_str())
}

/// Whether a secret is obviously not random: few distinct bytes, printable text, or bytes at a constant step.
/// Fewer than one in 10¹³ random secrets match.
fn is_guessable(seed: &[u8; 32]) -> bool {
    let different = seed.iter().collect::<std::collections::HashSet<_>>().len();
    let is_text = seed.iter().all(|byte| (b' '..=b'~').contains(byte));
    let step = seed[1].wrapping_sub(seed[0]);
    let is_regular = seed.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step);
    different < 16 || is_text || is_regular
}

pub(super) fn id(key: &VerifyingKey) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, x(key));
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

/// A public key in JSON (RFC 8037).
pub(super) fn jwk(key: &VerifyingKey) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": x(key), "kid": id(key), "use": "sig", "alg": "EdDSA" })
}

fn x(key: &VerifyingKey) -> String {
    URL_SAFE_NO_PAD.encode(key.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The bytes between the first and the last line.
    fn body_of(pem: &str) -> Vec<u8> {
        let lines: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        base64::engine::general_purpose::STANDARD.decode(lines).unwrap()
    }

    proptest! {
        #[test]
        fn a_key_is_read_as_it_is_written(seed in any::<[u8; 32]>()) {
            let written = pem(seed);
            if let Ok(key) = Key::parse(&written) {
                let public = Key::parse(&key.public_pem().into());
                prop_assert_eq!(public.map(|public| public.id()), Ok(key.id()));
            }
        }

        /// RFC 8410, section 7: version, algorithm and secret only. Earlier versions of PANDA wrote the
        /// public key too.
        #[test]
        fn a_key_is_written_as_version_1_and_version_2_is_read(seed in any::<[u8; 32]>()) {
            let written = pem(seed);
            let der = body_of(written.expose_secret());
            let head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
            prop_assert_eq!(der, [&head[..], &seed].concat());
            let former = SigningKey::from_bytes(&seed).to_pkcs8_pem(LineEnding::LF).unwrap();
            prop_assert_ne!(former.as_str(), written.expose_secret());
            let of = |pem: &str| Key::parse(&pem.into()).map(|key| key.id());
            prop_assert_eq!(of(&former), of(written.expose_secret()));
        }

        #[test]
        fn other_text_is_no_key(text in "\\PC*|-----BEGIN (PRIVATE|PUBLIC) KEY-----\n[A-Za-z0-9+/=\n]{0,80}\n-----END (PRIVATE|PUBLIC) KEY-----") {
            let refusal = Key::parse(&text.into()).map(|_| ()).err();
            prop_assert!(refusal.is_none_or(|refusal| refusal == TokenKeyError::NotAKey || refusal == TokenKeyError::Guessable));
        }
    }
}
