//! The subjects that attempts are counted by, distinguished by hashes that only this process can compute.

use std::net::IpAddr;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::table::StateIndex;
use crate::random;

/// Random bytes of this process, so that a client cannot choose inputs that share one slot.
pub(super) struct SubjectSalt([u8; 32]);

/// The network part of an IPv6 address. Its owner has every address of that network.
const NETWORK: u128 = !0 << 64;

/// The combining dot that lower-casing `İ` adds in Unicode's default mapping, but not in some locales.
const DOT_ABOVE: char = '\u{307}';

impl SubjectSalt {
    pub(super) fn random() -> Self {
        Self(random::bytes())
    }

    /// An e-mail address, independent of its spelling variants.
    pub(super) fn text(&self, text: &str) -> StateIndex {
        self.slot(folded(text).as_bytes())
    }

    /// A number, independent of how its digits are grouped.
    pub(super) fn number(&self, text: &str) -> StateIndex {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        self.slot(digits.as_bytes())
    }

    /// An IPv4 address or an IPv6 network.
    pub(super) fn address(&self, address: IpAddr) -> StateIndex {
        match address.to_canonical() {
            IpAddr::V4(address) => self.slot(&address.octets()),
            IpAddr::V6(address) => self.slot(&(address.to_bits() & NETWORK).to_be_bytes()),
        }
    }

    fn slot(&self, subject: &[u8]) -> StateIndex {
        let hash = Sha256::new().chain_update(self.0).chain_update(subject).finalize();
        let number = hash.first_chunk().expect("SHA-256 has 32 bytes");
        StateIndex::of(u64::from_be_bytes(*number))
    }
}

/// Removes the differences that do not distinguish accounts. It folds more than the database's `lower` does
/// in any locale: ß equals ss, the three sigmas are one, and so are the four i's. No spelling variant is
/// therefore counted as another account.
fn folded(text: &str) -> String {
    let lower = text.trim().nfc().flat_map(char::to_lowercase);
    // Upper case comes first, because several small letters share one capital.
    let folded = lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded.filter(|c| *c != DOT_ABOVE).nfc().collect()
}
