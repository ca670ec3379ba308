//! A hash that is stable across servers and releases.

use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 of a value's parts. The hash function of the standard library may
/// change with a Rust release, which would invalidate clients' cursors.
pub fn fingerprint(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = Sha256Hasher(Sha256::new());
    of.hash(&mut hasher);
    hasher.finish()
}

struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.clone().finalize();
        hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_does_not_change_with_a_release() {
        assert_eq!(fingerprint(&("patients", 7_u64, Some(true))), 4_433_060_492_433_132_402);
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }
}
