//! The database folds every code point by Unicode's data.

use icu_casemap::CaseMapper;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use panda::patient::Search;
use unicode_normalization::UnicodeNormalization;

use crate::support::TestDatabase;

/// Arabic hamza, madda and tatweel, which are removed although they are visible.
const LEFT_OUT: [char; 6] = ['\u{621}', '\u{640}', '\u{653}', '\u{654}', '\u{655}', '\u{FE80}'];

/// NFKC converts these apostrophes to a space and a combining mark.
const APOSTROPHES: [char; 6] = ['\u{B4}', '\u{384}', '\u{1FBD}', '\u{1FBF}', '\u{1FFD}', '\u{1FFE}'];

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Every code point that a name may contain.
fn code_points() -> impl Iterator<Item = char> {
    ('\u{1}'..=char::MAX).filter(|c| !c.is_control())
}

/// The code points for which a condition on the text `name` holds, with a letter on each side.
fn between_letters(condition: &str) -> Vec<char> {
    let points = code_points().map(|c| u32::from(c).to_string()).collect::<Vec<_>>().join(",");
    let sql = format!(
        "SELECT n::text FROM unnest('{{{points}}}'::int[]) AS n, LATERAL (SELECT '一' || chr(n) || '一' AS name) AS named
         WHERE {condition}"
    );
    let found = TestDatabase::create().texts(&sql);
    let mut found: Vec<char> =
        found.iter().filter_map(|n| char::from_u32(n.parse().expect("a number"))).collect();
    found.sort_unstable();
    found
}

/// `NFKC_Casefold` of UAX #44, implemented from its definition.
fn nfkc_casefold(text: &str) -> String {
    let fold = |text: String| -> String {
        CaseMapper::new().fold_string(&text).nfkc().filter(|c| !is_ignorable(*c)).collect()
    };
    (0..3).fold(text.nfd().collect(), |text, _| fold(text))
}

#[test]
fn the_database_ignores_exactly_the_ignorable_code_points() {
    let expected: Vec<char> = code_points().filter(|c| is_ignorable(*c) || LEFT_OUT.contains(c)).collect();
    assert_eq!(between_letters("search_forms(name) = '{一一}'"), expected);
}

#[test]
fn the_database_folds_each_code_point_as_nfkc_casefold_does() {
    let quoted = |text: &str| text.replace('\'', "''");
    let folds = code_points().filter(|c| !APOSTROPHES.contains(c)).filter_map(|c| {
        let folded = nfkc_casefold(&c.to_string());
        (folded != c.to_string()).then(|| format!("('{c}','{}')", quoted(&folded)))
    });
    let folds: Vec<String> = folds.collect();
    assert!(folds.len() > 9_000, "{}", folds.len());
    // This PostgreSQL cannot fold characters of later Unicode versions.
    let sql = format!(
        "SELECT c || ' ' || folded FROM (VALUES {}) AS folds(c, folded)
         WHERE search_forms('一' || c) <> search_forms('一' || folded)
             AND (lower(c) <> c OR upper(c) <> c OR normalize(c, NFKC) <> c)",
        folds.join(",")
    );
    assert_eq!(TestDatabase::create().texts(&sql), [""; 0]);
}

#[test]
fn program_and_database_count_the_same_search_words() {
    let nine = "1 2 3 4 5 6 7 8 9";
    let divided = |c: &char| Search::new(format!("{nine} 一{c}一")).is_err();
    let expected: Vec<char> = code_points().filter(|c| divided(c) && !APOSTROPHES.contains(c)).collect();
    assert!(expected.contains(&',') && expected.contains(&'・') && expected.contains(&'\u{3000}'));
    assert_eq!(between_letters("(search_forms(name))[1] ~ '一.*[ ,-].*一'"), expected);
}
