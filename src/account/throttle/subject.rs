//! What attempts are counted by, told apart by hashes that nobody outside can compute.

use std::net::IpAddr;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::table::StateIndex;
use crate::random;

/// Random bytes of this process, so that nobody can choose texts that are counted in one place.
pub(super) struct SubjectSalt([u8; 32]);

/// The part of an IPv6 address that names a network: whoever has one address of it has them all.
const NETWORK: u128 = !0 << 64;

/// What `İ` has in Unicode's small letters, and in those of some locales has not.
const DOT_ABOVE: char = '\u{307}';

impl SubjectSalt {
    pub(super) fn random() -> Self {
        Self(random::bytes())
    }

    /// An e-mail address in any way of writing it.
    pub(super) fn text(&self, text: &str) -> StateIndex {
        self.place(folded(text).as_bytes())
    }

    /// A number in any way of writing it.
    pub(super) fn number(&self, text: &str) -> StateIndex {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        self.place(digits.as_bytes())
    }

    /// An IPv4 address, or a network of IPv6.
    pub(super) fn address(&self, address: IpAddr) -> StateIndex {
        match address.to_canonical() {
            IpAddr::V4(address) => self.place(&address.octets()),
            IpAddr::V6(address) => self.place(&(address.to_bits() & NETWORK).to_be_bytes()),
        }
    }

    fn place(&self, subject: &[u8]) -> StateIndex {
        let hash = Sha256::new().chain_update(self.0).chain_update(subject).finalize();
        let number = hash.first_chunk().expect("SHA-256 has 32 bytes");
        StateIndex::of(u64::from_be_bytes(*number))
    }
}

/// A text without the differences that do not tell accounts apart. It goes further than the database's `lower`, whatever
/// its locale (ß is ss, all three sigmas are one, and so are all four i's), so that no way of writing is counted as another
/// account.
fn folded(text: &str) -> String {
    let lower = text.trim().nfc().flat_map(char::to_lowercase);
    // By way of capitals, of which several small letters share one.
    let folded = lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded.filter(|c| *c != DOT_ABOVE).nfc().collect()
}
