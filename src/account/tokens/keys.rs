//! The keys that sign and verify tokens.

use std::{collections::HashMap, sync::Arc};

use ed25519_dalek::{VerifyingKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{
    crypto,
    key::{self, Key, TokenKeyError},
    sealing::SealingKeys,
};

/// Ed25519 keys: one signs, and all verify.
///
/// To rotate keys without ending sessions, first add the new key after the signing key, on every server. Then
/// move it to the first place. The former key stays after it until the last token that it signed has expired.
pub struct TokenKeys {
    signing: EncodingKey,
    signing_id: String,
    is_of_demo: bool,
    verifying: HashMap<String, DecodingKey>,
    jwks: Value,
    sealing: Arc<SealingKeys>,
}

impl TokenKeys {
    /// The first key signs, so it must be private; the others may be public.
    pub fn new(keys: &[Key]) -> Result<Self, TokenKeyError> {
        crypto::install();
        let first = keys.first().ok_or(TokenKeyError::NoKey)?;
        let signing = first.private().ok_or(TokenKeyError::CannotSign)?;
        let der = signing.to_pkcs8_der().map_err(|_| TokenKeyError::NotAKey)?;
        let mut public: Vec<VerifyingKey> = Vec::new();
        for key in keys.iter().map(Key::public) {
            if !public.contains(&key) {
                public.push(key);
            }
        }
        Ok(Self {
            signing: EncodingKey::from_ed_der(der.as_bytes()),
            signing_id: first.id(),
            is_of_demo: first.is_of_demo(),
            verifying: public
                .iter()
                .map(|key| (key::id(key), DecodingKey::from_ed_der(key.as_bytes())))
                .collect(),
            jwks: json!({ "keys": public.iter().map(key::jwk).collect::<Vec<_>>() }),
            sealing: Arc::new(SealingKeys::new(keys)),
        })
    }

    /// Parses keys in PEM.
    pub fn parse(pems: &[SecretString]) -> Result<Self, TokenKeyError> {
        Self::new(&pems.iter().map(Key::parse).collect::<Result<Vec<_>, _>>()?)
    }

    pub(super) fn signing(&self) -> &EncodingKey {
        &self.signing
    }

    pub(super) fn signing_id(&self) -> &str {
        &self.signing_id
    }

    pub(super) fn is_of_demo(&self) -> bool {
        self.is_of_demo
    }

    pub(super) fn verifying(&self, id: &str) -> Option<&DecodingKey> {
        self.verifying.get(id)
    }

    pub(super) fn sealing(&self) -> &Arc<SealingKeys> {
        &self.sealing
    }

    pub(super) fn jwks(&self) -> &Value {
        &self.jwks
    }
}
