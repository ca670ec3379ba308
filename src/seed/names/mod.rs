//! What people are called: thousands of names in many scripts, put together from words that go together.
//!
//! Nobody is meant.

mod cultures;
mod whole;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use unicode_normalization::UnicodeNormalization;

use super::pick;

pub(crate) use whole::WHOLE_NAMES;

/// Words of one language or neighbourhood.
struct Culture {
    /// How common its names are, compared with those of the others.
    weight: u32,
    order: NameOrder,
    given: &'static str,
    family: &'static str,
}

/// How a name is put together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NameOrder {
    /// Given names come first; there may be two, and a family name of two parts.
    Western,
    /// The family name comes first.
    Eastern,
    /// The same, with nothing in between.
    Joined,
    /// There is but one name.
    Alone,
}

/// How common whole names are, compared with composed ones.
const WHOLE_WEIGHT: u32 = 30;

/// All words, ready to be put together.
pub(crate) struct NameGenerator {
    cultures: Vec<CultureNames>,
    weights: u32,
}

struct CultureNames {
    weight: u32,
    order: NameOrder,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
}

impl NameGenerator {
    pub fn new() -> Self {
        let words = |text: &'static str| text.split(' ').collect();
        let cultures: Vec<_> = (cultures::CULTURES.iter())
            .map(|culture| CultureNames {
                weight: culture.weight,
                order: culture.order,
                given: words(culture.given),
                family: words(culture.family),
            })
            .collect();
        let weights = cultures.iter().map(|culture| culture.weight).sum();
        Self { cultures, weights }
    }

    /// A name of anybody. Of one in ten, accents, if there are any, stand apart from their letters, as some systems send
    /// them.
    pub fn of_patient(&self, rng: &mut ChaCha8Rng) -> String {
        let name = if rng.random_ratio(WHOLE_WEIGHT, WHOLE_WEIGHT + self.weights) {
            (*pick(rng, &WHOLE_NAMES)).to_owned()
        } else {
            self.compose(rng)
        };
        if rng.random_ratio(1, 10) { name.nfd().collect() } else { name }
    }

    /// A name of somebody who works here, mostly with a title.
    pub fn of_clinician(&self, rng: &mut ChaCha8Rng) -> String {
        let title = *pick(rng, &["Dr ", "Dr ", "Dr ", "Dr ", "Professor ", "", ""]);
        format!("{title}{}", self.compose(rng))
    }

    fn compose(&self, rng: &mut ChaCha8Rng) -> String {
        let words = self.draw(rng);
        let given = *pick(rng, &words.given);
        let family = *pick(rng, &words.family);
        let name = match words.order {
            NameOrder::Western => {
                let second = if rng.random_ratio(1, 4) { pick(rng, &words.given) } else { given };
                let last = if rng.random_ratio(1, 15) { pick(rng, &words.family) } else { family };
                let given = if second == given { given.to_owned() } else { format!("{given} {second}") };
                if last == family { format!("{given} {family}") } else { format!("{given} {family}-{last}") }
            }
            NameOrder::Eastern => format!("{family} {given}"),
            NameOrder::Joined => format!("{family}{given}"),
            NameOrder::Alone => given.to_owned(),
        };
        name.replace('_', " ")
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> &CultureNames {
        let mut ticket = rng.random_range(0..self.weights);
        let drawn = self.cultures.iter().find(|culture| {
            let is_drawn = ticket < culture.weight;
            ticket = ticket.saturating_sub(culture.weight);
            is_drawn
        });
        drawn.expect("the weights add up")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;
    use unicode_normalization::is_nfc;

    use super::*;
    use crate::value::Name;

    fn some_names(count: usize) -> Vec<String> {
        let (names, mut rng) = (NameGenerator::new(), ChaCha8Rng::seed_from_u64(3));
        (0..count).map(|_| names.of_patient(&mut rng)).collect()
    }

    #[test]
    fn a_thousand_names_are_well_formed_and_of_every_script() {
        let names = some_names(1_000);
        for name in &names {
            assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
            assert!(!name.contains(['_', '\\']) && name.trim() == name && !name.contains("  "), "{name:?}");
        }
        for (script, first, last) in [
            ("Latin", 'A', 'z'),
            ("Latin with accents", 'À', 'ž'),
            ("Greek", 'Α', 'ω'),
            ("Cyrillic", 'А', 'я'),
            ("Hebrew", 'א', 'ת'),
            ("Arabic", 'ء', 'ي'),
            ("Devanagari", 'अ', 'ह'),
            ("Bengali", 'অ', 'হ'),
            ("Tamil", 'அ', 'ஹ'),
            ("Gurmukhi", 'ਅ', 'ਹ'),
            ("Thai", 'ก', 'ฮ'),
            ("Han", '一', '龥'),
            ("kana", 'ぁ', 'ヺ'),
            ("Hangul", '가', '힣'),
        ] {
            let within = |c: char| (first..=last).contains(&c);
            assert!(names.iter().any(|name| name.chars().any(within)), "{script}");
        }
        assert!(names.iter().any(|name| name.chars().count() == 1));
        let apart = names.iter().filter(|name| !is_nfc(name)).count();
        assert!((10..150).contains(&apart), "{apart}");
    }

    #[test]
    fn names_are_many_and_some_people_share_theirs() {
        let names = some_names(20_000);
        let distinct = names.iter().collect::<HashSet<_>>().len();
        assert!((10_000..20_000).contains(&distinct), "{distinct}");
    }
}
