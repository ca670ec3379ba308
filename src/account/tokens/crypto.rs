//! Signatures for `jsonwebtoken`, with Ed25519 alone.
//!
//! The library's own providers bring algorithms that PANDA does not accept. `rust_crypto` brings the crate
//! `rsa`, which has a known vulnerability without a fix (RUSTSEC-2023-0071).

use ed25519_dalek::{
    Signature, SignatureError, Signer, SigningKey, Verifier, VerifyingKey, pkcs8::DecodePrivateKey,
};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result},
};

static ED25519: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| signer(*algorithm, key),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes the library use these signatures. It panics when it signs or verifies without a provider.
pub(super) fn install() {
    // Fails from the second call on, because a process has one provider. Nothing else installs another.
    ED25519.install_default().ok();
}

struct Ed25519Signer(SigningKey);

struct Ed25519Verifier(VerifyingKey);

fn signer(algorithm: Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    require_ed25519(algorithm, key.family())?;
    let key = SigningKey::from_pkcs8_der(key.as_bytes()).map_err(|_| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Ed25519Signer(key)))
}

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    require_ed25519(algorithm, key.family())?;
    let key = VerifyingKey::try_from(key.try_get_as_bytes()?).map_err(|_| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Ed25519Verifier(key)))
}

fn require_ed25519(algorithm: Algorithm, family: AlgorithmFamily) -> Result<()> {
    if algorithm == Algorithm::EdDSA && family == AlgorithmFamily::Ed {
        Ok(())
    } else {
        Err(ErrorKind::InvalidAlgorithm.into())
    }
}

impl Signer<Vec<u8>> for Ed25519Signer {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureError> {
        let signature: Signature = self.0.try_sign(message)?;
        Ok(signature.to_vec())
    }
}

impl JwtSigner for Ed25519Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

impl Verifier<Vec<u8>> for Ed25519Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), SignatureError> {
        self.0.verify(message, &Signature::from_slice(signature)?)
    }
}

impl JwtVerifier for Ed25519Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (EncodingKey, DecodingKey) {
        keys_of(&[7; 32])
    }

    fn keys_of(secret: &[u8; 32]) -> (EncodingKey, DecodingKey) {
        let key = SigningKey::from_bytes(secret);
        let der = ed25519_dalek::pkcs8::EncodePrivateKey::to_pkcs8_der(&key).unwrap();
        (EncodingKey::from_ed_der(der.as_bytes()), DecodingKey::from_ed_der(key.verifying_key().as_bytes()))
    }

    #[test]
    fn a_signature_is_good_for_its_message_only() {
        let (private, public) = keys();
        let signature = signer(Algorithm::EdDSA, &private).unwrap().sign(b"message");
        let verifier = verifier(Algorithm::EdDSA, &public).unwrap();
        assert!(verifier.verify(b"message", &signature).is_ok());
        assert!(verifier.verify(b"massage", &signature).is_err());
        assert!(verifier.verify(b"message", &signature[1..].to_vec()).is_err());
    }

    /// RFC 8032, section 7.1, test 2. Servers of two releases accept the tokens of each other.
    #[test]
    fn a_signature_is_the_one_that_the_standard_prints() {
        let secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        let printed = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                       085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        let (private, public) = keys_of(&base16ct::lower::decode_vec(secret).unwrap().try_into().unwrap());
        let signature = signer(Algorithm::EdDSA, &private).unwrap().sign(&[0x72]);
        assert_eq!(base16ct::lower::encode_string(&signature), printed);
        let verifier = verifier(Algorithm::EdDSA, &public).unwrap();
        assert!(verifier.verify(&[0x72], &signature).is_ok());
    }

    #[test]
    fn no_other_algorithm_and_no_other_key_is_accepted() {
        let (private, public) = keys();
        assert!(signer(Algorithm::HS256, &private).is_err());
        assert!(verifier(Algorithm::HS256, &public).is_err());
        assert!(signer(Algorithm::EdDSA, &EncodingKey::from_secret(&[7; 32]).unwrap()).is_err());
        assert!(verifier(Algorithm::EdDSA, &DecodingKey::from_secret(&[7; 32]).unwrap()).is_err());
        assert!(verifier(Algorithm::EdDSA, &DecodingKey::from_ed_der(&[7; 31])).is_err());
    }
}
