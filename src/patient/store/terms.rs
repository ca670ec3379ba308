//! What a search asks of a name, in the form in which names are compared.

use crate::patient::Rank;

/// A search in the form in which names are compared.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// The whole text: it is in order between itself and `end` that the names stand which begin with it.
    pub(super) text: String,
    pub(super) end: Option<String>,
    /// Never empty, for of every text of which there could be a name something remains.
    pub(super) words: Vec<Term>,
}

/// One word of a search.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// The pattern of names that contain it.
    pub(super) contained: String,
    /// The patterns of names of which some word begins with it.
    pub(super) beginning: Vec<String>,
    /// Under which key a name with it is filed, apart from the place.
    first: String,
    /// Under which other keys such a name is filed as well.
    rest: Vec<String>,
}

/// The keys under which a name is filed that answers to a search.
#[derive(Debug)]
pub(super) struct Keys {
    /// Under each of these.
    pub(super) all: Vec<String>,
    /// Under one of each of these.
    pub(super) any: Vec<Vec<String>>,
}

/// After what a word begins, besides at the beginning of the name.
const BEFORE_WORDS: [char; 3] = [' ', '-', '\''];

impl Terms {
    /// Takes what the database has made of the text.
    pub(super) fn new(text: String) -> Self {
        let words = text.split(' ').map(Term::new).collect();
        Self { end: first_after(&text), words, text }
    }

    /// Whether they are in few names, as far as their length tells: a letter or two may be in most.
    pub(super) fn are_telling(&self) -> bool {
        self.words.iter().any(|word| !word.rest.is_empty())
    }

    /// Under what those are filed whose names have this rank, or any.
    pub(super) fn keys(&self, rank: Option<Rank>) -> Keys {
        let alone = self.words.len() == 1;
        let places: &[char] = match rank {
            Some(Rank::NameBegins) => &['0'],
            // A name of which the first word begins with the one word that is looked for has the first rank.
            Some(Rank::WordsBegin) if alone => &['1'],
            Some(Rank::WordsBegin) => &['0', '1'],
            Some(Rank::Contained) if alone => &['2'],
            Some(Rank::Contained) | None => &['0', '1', '2'],
        };
        let mut keys =
            Keys { all: self.words.iter().flat_map(|term| term.rest.clone()).collect(), any: vec![] };
        for Term { first, .. } in &self.words {
            let keyed: Vec<String> = places.iter().map(|place| format!("{place}{first}")).collect();
            if let [only] = keyed.as_slice() {
                keys.all.push(only.clone());
            } else {
                keys.any.push(keyed);
            }
        }
        keys
    }
}

impl Term {
    fn new(term: &str) -> Self {
        let letters: Vec<char> = term.chars().collect();
        let first = letters.iter().take(2).collect();
        let pairs = letters.windows(3).map(|window| {
            let place = if BEFORE_WORDS.contains(&window[0]) { 1 } else { 2 };
            format!("{place}{}{}", window[1], window[2])
        });
        let rest = pairs.collect();
        let literal = term.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        let beginning = BEFORE_WORDS.iter().map(|before| format!("%{before}{literal}%"));
        Self {
            contained: format!("%{literal}%"),
            beginning: [format!("{literal}%")].into_iter().chain(beginning).collect(),
            first,
            rest,
        }
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
            ("\u{5218}", Some("\u{5219}")),
            ("\u{D7FF}", Some("\u{E000}")),
            ("a\u{10FFFF}\u{10FFFF}", Some("b")),
            ("\u{10FFFF}", None),
        ] {
            assert_eq!(first_after(text).as_deref(), after, "{text}");
        }
    }

    #[test]
    fn a_name_is_filed_under_every_pair_of_neighbours_in_its_place() {
        let keys = |text: &str, rank| Terms::new(text.to_owned()).keys(rank);
        let begins = keys("anne-mae", Some(Rank::WordsBegin));
        assert_eq!(begins.all, ["2nn", "2ne", "2e-", "2-m", "1ma", "2ae", "1an"]);
        assert!(begins.any.is_empty());
        let several = keys("x an", None);
        assert!(several.all.is_empty());
        assert_eq!(several.any, [["0x", "1x", "2x"], ["0an", "1an", "2an"]]);
    }
}
