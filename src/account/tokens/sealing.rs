//! Seals content that clients store for the server, such as cursors. Clients can neither read nor forge it.
//!
//! Sealing is deterministic (AES-SIV, RFC 5297): the same content has the same sealed form on every server
//! that has the key, and after every restart. The keys are derived from the private signing keys (HKDF, RFC
//! 5869), which all servers share.

use aes_siv::{KeyInit, siv::Aes128Siv};
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

use super::Key;

/// Separates this use of a signing key from all other uses. Changing it invalidates all sealed content.
const PURPOSE: &[u8] = b"panda: sealed cursors, version 1";

/// The length in bytes of the prefix that identifies the sealing key.
const HINT_LENGTH: usize = 4;

/// Content is padded to a multiple of this length, to hide the length of a name.
const PADDING: usize = 32;

/// Marks the end of the content; padding follows (ISO/IEC 7816-4).
const END: u8 = 0x80;

/// One sealing key for each private signing key. The first one seals, and each opens what it has sealed.
pub struct SealingKeys(Vec<SealingKey>);

struct SealingKey {
    hint: [u8; HINT_LENGTH],
    key: SecretBox<[u8; 32]>,
}

impl SealingKeys {
    /// Public keys are skipped, because nothing can be opened with them.
    pub(super) fn new(keys: &[Key]) -> Self {
        let private = keys.iter().filter_map(Key::private);
        Self(private.map(|key| SealingKey::derive(key.as_bytes())).collect())
    }

    /// Seals content for a purpose. It can be opened only for the same purpose.
    pub fn seal(&self, purpose: u64, content: &[u8]) -> Vec<u8> {
        let sealing = self.0.first().expect("the first signing key is private");
        let mut padded = Vec::with_capacity(content.len() + PADDING);
        padded.extend_from_slice(content);
        padded.push(END);
        padded.resize(padded.len().next_multiple_of(PADDING), 0);
        let sealed = sealing.cipher().encrypt([purpose.to_be_bytes()], &padded);
        [&sealing.hint[..], &sealed.expect("one header is not too many")].concat()
    }

    /// The content, if one of the keys has sealed exactly this for this purpose.
    pub fn open(&self, purpose: u64, sealed: &[u8]) -> Option<Vec<u8>> {
        let (hint, sealed) = sealed.split_first_chunk()?;
        let mut keys = self.0.iter().filter(|key| key.hint == *hint);
        let mut content = keys.find_map(|key| key.cipher().decrypt([purpose.to_be_bytes()], sealed).ok())?;
        let end = content.iter().rposition(|byte| *byte != 0)?;
        content.truncate(end);
        Some(content)
    }
}

impl SealingKey {
    fn derive(secret: &[u8; 32]) -> Self {
        let (mut key, mut hint) = ([0; 32], [0; HINT_LENGTH]);
        let derivation = Hkdf::<Sha256>::new(None, secret);
        for (part, bytes) in [(&b"key"[..], &mut key[..]), (b"hint", &mut hint)] {
            derivation.expand_multi_info(&[PURPOSE, part], bytes).expect("HKDF yields that many bytes");
        }
        Self { hint, key: SecretBox::new(Box::new(key)) }
    }

    /// The cipher is stateful, so each use creates one: that is cheaper than a lock.
    fn cipher(&self) -> Aes128Siv {
        Aes128Siv::new(self.key.expose_secret().into())
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;
    use crate::account::tokens::generate;

    fn key() -> Key {
        Key::parse(&generate()).unwrap()
    }

    proptest! {
        #[test]
        fn content_is_opened_for_its_own_purpose_as_it_was_sealed(purpose in any::<u64>(), content in any::<Vec<u8>>(), other in any::<u64>()) {
            let keys = SealingKeys::new(&[key()]);
            let sealed = keys.seal(purpose, &content);
            prop_assert_eq!(&keys.seal(purpose, &content), &sealed);
            prop_assert_eq!(keys.open(purpose, &sealed), Some(content));
            prop_assert_eq!(keys.open(other, &sealed).is_some(), other == purpose);
        }

        #[test]
        fn changed_or_unsealed_content_is_not_opened(
            content in any::<Vec<u8>>(), position in any::<prop::sample::Index>(), change in 1_u8.., other in any::<Vec<u8>>(),
        ) {
            let keys = SealingKeys::new(&[key()]);
            let mut sealed = keys.seal(0, &content);
            let position = position.index(sealed.len());
            sealed[position] ^= change;
            prop_assert_eq!(keys.open(0, &sealed), None);
            sealed[position] ^= change;
            prop_assert_eq!(keys.open(0, &sealed[..sealed.len() - 1]), None);
            prop_assert_eq!(keys.open(0, &other), None);
        }

        #[test]
        fn contents_of_similar_length_are_equally_long_when_sealed(content in prop::collection::vec(any::<u8>(), 0..PADDING)) {
            let keys = SealingKeys::new(&[key()]);
            prop_assert_eq!(keys.seal(0, &content).len(), keys.seal(0, &[]).len());
        }
    }

    #[test]
    fn a_key_opens_what_it_has_sealed_as_long_as_its_private_half_is_listed() {
        let (old, new) = (key(), key());
        let old_public = Key::parse(&old.public_pem().into()).unwrap();
        let both = [old, new];
        let sealed = SealingKeys::new(&both).seal(7, b"content");
        let [old, new] = both;
        assert_eq!(SealingKeys::new(&[new, old]).open(7, &sealed), Some(b"content".to_vec()));
        assert_eq!(SealingKeys::new(&[key(), old_public]).open(7, &sealed), None);
    }

    /// Otherwise an update would invalidate the cursors in saved links.
    #[test]
    fn sealed_content_does_not_change_with_a_release() {
        let keys = SealingKeys(vec![SealingKey::derive(&[7; 32])]);
        let text = URL_SAFE_NO_PAD.encode(keys.seal(1, b"content"));
        assert_eq!(text, "C4edpDQ1Nrx6iyAoIFeF5cLfAjMgqXFQk-BuugvVYBbklBAV7nTVkNFG1IW1kIHrS8lI6w");
    }
}
