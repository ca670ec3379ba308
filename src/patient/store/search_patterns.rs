//! The keys and patterns by which names are found that match a search.

use crate::{
    database::{SearchTerms, like_literal},
    patient::Rank,
};

/// A search as patterns and keys.
#[derive(Debug, Clone)]
pub(super) struct SearchPatterns {
    /// The whole text. Names that begin with it are in order between itself and `end`.
    pub(super) text: String,
    pub(super) end: Option<String>,
    /// Never empty.
    pub(super) words: Vec<Term>,
}

/// One word of a search.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// The patterns of names that contain it, one for each spelling.
    pub(super) contained: Vec<String>,
    /// The patterns of names in which a word begins with it.
    pub(super) beginning: Vec<String>,
    spellings: Vec<Spelling>,
}

#[derive(Debug, Clone)]
struct Spelling {
    /// The key of its first two letters, without the place.
    first: String,
    /// The keys of its other pairs of letters.
    rest: Vec<String>,
}

/// The keys of one spelling of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpellingKeys {
    /// Names have each of these.
    pub(super) all: Vec<String>,
    /// Names have one of these, if there are any.
    pub(super) any: Vec<String>,
}

/// The characters before a word, except at the beginning of the name.
const BEFORE_WORDS: [char; 3] = [' ', '-', '\''];

impl SearchPatterns {
    pub(super) fn new(terms: SearchTerms) -> Self {
        let words = terms.words.iter().map(|spellings| Term::new(spellings)).collect();
        Self { end: first_after(&terms.text), words, text: terms.text }
    }

    /// Whether they are in few names, as far as their length tells: a letter or two may be in most.
    pub(super) fn are_telling(&self) -> bool {
        self.words.iter().any(|word| word.spellings.iter().all(|spelling| !spelling.rest.is_empty()))
    }

    /// For each word, the keys of its spellings, in names of this rank, or of any rank.
    pub(super) fn keys(&self, rank: Option<Rank>) -> Vec<Vec<SpellingKeys>> {
        let alone = self.words.len() == 1;
        // The first rank takes the names of which the first word begins with the one word that is looked for, unless it does so
        // in another spelling.
        let alone_in_one_spelling = alone && self.words.iter().all(|word| word.spellings.len() == 1);
        let places: &[char] = match rank {
            Some(Rank::NameBegins) => &['0'],
            Some(Rank::WordsBegin) if alone_in_one_spelling => &['1'],
            Some(Rank::WordsBegin) => &['0', '1'],
            Some(Rank::Contained) if alone => &['2'],
            Some(Rank::Contained) | None => &['0', '1', '2'],
        };
        let keys = |spelling: &Spelling| spelling.keys(places);
        self.words.iter().map(|word| word.spellings.iter().map(keys).collect()).collect()
    }
}

impl Term {
    fn new(spellings: &[String]) -> Self {
        let literals = spellings.iter().map(|spelling| like_literal(spelling));
        let beginning = literals.clone().flat_map(|literal| {
            let others = BEFORE_WORDS.iter().map(|before| format!("%{before}{literal}%")).collect::<Vec<_>>();
            [format!("{literal}%")].into_iter().chain(others)
        });
        Self {
            contained: literals.clone().map(|literal| format!("%{literal}%")).collect(),
            beginning: beginning.collect(),
            spellings: spellings.iter().map(|spelling| Spelling::new(spelling)).collect(),
        }
    }
}

impl Spelling {
    fn new(spelling: &str) -> Self {
        let letters: Vec<char> = spelling.chars().collect();
        let pairs = letters.windows(3).map(|window| {
            let place = if BEFORE_WORDS.contains(&window[0]) { 1 } else { 2 };
            format!("{place}{}{}", window[1], window[2])
        });
        Self { first: letters.iter().take(2).collect(), rest: pairs.collect() }
    }

    fn keys(&self, places: &[char]) -> SpellingKeys {
        let first = places.iter().map(|place| format!("{place}{}", self.first)).collect::<Vec<_>>();
        let mut all = self.rest.clone();
        if let [only] = first.as_slice() {
            all.push(only.clone());
            return SpellingKeys { all, any: Vec::new() };
        }
        SpellingKeys { all, any: first }
    }
}

/// The first text by code points that comes after all that begin with this one, unless there is none.
fn first_after(text: &str) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    while let Some(last) = letters.pop() {
        // Between the two ranges of code points that are characters there are the surrogates.
        let mut following = (last..=char::MAX).skip(1);
        if let Some(next) = following.next() {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_text_comes_before_the_first_text_after() {
        for (text, after) in [
            ("a", Some("b")),
            ("o'z", Some("o'{")),
            ("刘", Some("则")),
            ("\u{D7FF}", Some("\u{E000}")),
            ("a\u{10FFFF}\u{10FFFF}", Some("b")),
            ("\u{10FFFF}", None),
        ] {
            assert_eq!(first_after(text).as_deref(), after, "{text}");
        }
    }

    #[test]
    fn a_name_has_a_key_for_every_pair_of_neighbours_in_its_place() {
        let keys = |forms: &[&str], rank| {
            let forms: Vec<String> = forms.iter().map(|form| (*form).to_owned()).collect();
            SearchPatterns::new(SearchTerms::new(&forms)).keys(rank)
        };
        let key = |all: &[&str], any: &[&str]| SpellingKeys {
            all: all.iter().map(|key| (*key).to_owned()).collect(),
            any: any.iter().map(|key| (*key).to_owned()).collect(),
        };
        assert_eq!(keys(&["anne"], Some(Rank::WordsBegin)), [[key(&["2nn", "2ne", "1an"], &[])]]);
        assert_eq!(
            keys(&["x an"], None),
            [[key(&[], &["0x", "1x", "2x"])], [key(&[], &["0an", "1an", "2an"])]]
        );
        assert_eq!(
            keys(&["mu", "mue"], Some(Rank::WordsBegin)),
            [[key(&[], &["0mu", "1mu"]), key(&["2ue"], &["0mu", "1mu"])]]
        );
    }
}
