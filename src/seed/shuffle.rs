//! An order of many things that takes no memory.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Visits each of a number of things once: from one to the next it is always equally far, around a circle.
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
        // Most numbers will do, and the one below the count always does.
        let stride = loop {
            let stride = rng.random_range(1..count);
            if gcd(stride, count) == 1 {
                break stride;
            }
        };
        Self { first: rng.random_range(0..count), stride, count }
    }

    /// Which thing comes at this place of the order. There must be so many.
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
    fn each_thing_comes_once() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for count in 1..200 {
            let shuffle = Shuffle::new(&mut rng, count);
            let mut visited: Vec<_> = (0..count).map(|place| shuffle.at(place)).collect();
            visited.sort_unstable();
            assert_eq!(visited, (0..count).collect::<Vec<_>>());
        }
    }
}
