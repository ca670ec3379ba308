//! Locale negotiation.

use std::{cmp::Reverse, sync::LazyLock};

use fluent_templates::{LanguageIdentifier, Loader, langid};

use super::MESSAGES;

/// The locale if no requested language is available.
const DEFAULT: LanguageIdentifier = langid!("en-GB");

/// The available languages, the default one first.
static AVAILABLE: LazyLock<Vec<LanguageIdentifier>> = LazyLock::new(|| {
    let mut tags: Vec<_> = MESSAGES.locales().filter(|tag| **tag != DEFAULT).cloned().collect();
    tags.sort_by_key(ToString::to_string);
    tags.insert(0, DEFAULT);
    tags
});

/// An available language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale(&'static LanguageIdentifier);

impl Default for Locale {
    fn default() -> Self {
        Self(&AVAILABLE[0])
    }
}

impl Locale {
    pub fn all() -> impl Iterator<Item = Self> {
        AVAILABLE.iter().map(Self)
    }

    pub(super) fn tag(self) -> &'static LanguageIdentifier {
        self.0
    }

    /// The best locale for this language: an exact match, or else another locale of the same language.
    fn for_language(requested: &LanguageIdentifier) -> Option<Self> {
        let exact = Self::all().find(|locale| locale.0 == requested);
        exact.or_else(|| Self::all().find(|locale| locale.0.language == requested.language))
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The best locale for an `Accept-Language` header (RFC 9110, section 12.5.4).
///
/// Languages are tried by descending weight. Languages of equal weight keep the order of the header.
pub fn negotiate(accept_language: &str) -> Locale {
    let mut ranges: Vec<(&str, u16)> = accept_language.split(',').filter_map(weighted).collect();
    ranges.sort_by_key(|(_, weight)| Reverse(*weight));
    let locale_of = |range: &str| match range {
        "*" => Some(Locale::default()),
        range => lookup(range),
    };
    ranges.into_iter().find_map(|(tag, _)| locale_of(tag)).unwrap_or_default()
}

/// The locale for a language range. The range loses its last subtag until a locale matches (RFC 4647, section
/// 3.4).
pub fn lookup(mut range: &str) -> Option<Locale> {
    loop {
        if let Some(locale) = range.parse().ok().and_then(|tag| Locale::for_language(&tag)) {
            return Some(locale);
        }
        (range, _) = range.rsplit_once('-')?;
        // A singleton has no meaning without the subtags after it.
        if let Some((before, [_])) = range.rsplit_once('-').map(|(before, last)| (before, last.as_bytes())) {
            range = before;
        }
    }
}

/// A language range and its weight in thousandths. Returns `None` if it is malformed or not acceptable
/// (`q=0`).
fn weighted(range: &str) -> Option<(&str, u16)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = match parts.next() {
        None => 1_000,
        Some(weight) => thousandths(weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?)?,
    };
    (weight > 0).then_some((tag, weight))
}

/// Parses a weight of RFC 9110, from `0` to `1` with up to three decimals, into thousandths.
pub fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let is_number = decimals.len() <= 3 && decimals.bytes().all(|digit| digit.is_ascii_digit());
    let decimals: u16 = format!("{decimals:0<3}").parse().ok().filter(|_| is_number)?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1_000),
        _ => None,
    }
}

pub(super) fn is_right_to_left(locales: &[LanguageIdentifier]) -> bool {
    locales.iter().any(|tag| ["ar", "ur", "fa", "he"].contains(&tag.language.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn negotiated(header: &str) -> String {
        negotiate(header).to_string()
    }

    #[test]
    fn the_highest_weight_wins_and_then_the_order() {
        assert_eq!(negotiated("fr;q=0.8, pl;q=0.9"), "pl");
        assert_eq!(negotiated("de, fr"), "de");
        assert_eq!(negotiated("ja, cy;q=0.1"), "cy");
        assert_eq!(negotiated("pl;q=0, fr;q=0.001"), "fr");
    }

    #[test]
    fn a_region_falls_back_to_its_language() {
        assert_eq!(negotiated("fr-CA"), "fr");
        assert_eq!(negotiated("en-US, fr;q=0.9"), "en-GB");
        assert_eq!(negotiated("ur-Arab-PK"), "ur");
    }

    #[test]
    fn unavailable_languages_fall_back_to_english() {
        for header in ["", "*", "ja", "zz;q=1", "!!, ;;, q=", "pl;q=x", "*;q=0.5, ja"] {
            assert_eq!(negotiated(header), "en-GB", "{header}");
        }
    }

    proptest! {
        #[test]
        fn every_header_gets_an_available_language(header in "\\PC*|([a-zA-Z*]{1,3}(-[A-Za-z]{2})?(;q=[0-9.]{0,5})?, ?){0,6}") {
            let locale = negotiate(&header);
            prop_assert!(Locale::all().any(|known| known == locale));
        }

        #[test]
        fn a_weight_survives_a_round_trip(weight in 0u16..=1_000) {
            let text = format!("{}.{:03}", weight / 1_000, weight % 1_000);
            prop_assert_eq!(thousandths(&text), Some(weight));
            prop_assert_eq!(thousandths(text.trim_end_matches('0')), Some(weight));
        }

        #[test]
        fn no_weight_exceeds_one(text in "\\PC*|[01]?[.][0-9+-]{0,6}") {
            prop_assert!(thousandths(&text).is_none_or(|weight| weight <= 1_000));
        }
    }
}
