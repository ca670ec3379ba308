//! A pseudorandom order of many items that needs no memory.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Visits each index below `count` once, with a constant stride modulo `count`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shuffle {
    first: usize,
    stride: usize,
    count: usize,
}

impl Shuffle {
    pub fn new(rng: &mut ChaCha8Rng, count: usize) -> Self {
        if count < 2 {
            return Self { first: 0, stride: 1, count };
        }
        // Most strides are coprime to `count`, and `count - 1` always is.
        let stride = loop {
            let stride = rng.random_range(1..count);
            if gcd(stride, count) == 1 {
                break stride;
            }
        };
        Self { first: rng.random_range(0..count), stride, count }
    }

    /// The index at a place of the order. `count` must not be zero.
    pub fn at(self, place: usize) -> usize {
        (self.first + place * self.stride) % self.count
    }
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_shuffle_visits_each_index_once() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for count in 1..200 {
            let shuffle = Shuffle::new(&mut rng, count);
            let mut visited: Vec<_> = (0..count).map(|place| shuffle.at(place)).collect();
            visited.sort_unstable();
            assert_eq!(visited, (0..count).collect::<Vec<_>>());
        }
    }
}
