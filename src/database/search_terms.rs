//! The words and parts of a search in folded form, and the condition that a name contains all parts.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    sql_types::{Array, Bool, Text},
};

use super::sql_fragment;

/// A search in the forms in which names are compared. No word and no part is empty.
#[derive(Debug, Clone)]
pub(crate) struct SearchTerms {
    /// The whole text in its first form, in the spelling with which `search_text` begins.
    pub(crate) text: String,
    /// The words, separated by spaces, hyphens and commas. Each has one or more spellings.
    pub(crate) words: Vec<Vec<String>>,
    /// The parts, separated by commas. Each has one or more spellings.
    pub(crate) parts: Vec<Vec<String>>,
}

impl SearchTerms {
    /// Takes the forms that the database's folding function returned for a text.
    pub(crate) fn new(forms: &[String]) -> Self {
        let whole_words = |form: &String| or_whole(form, words(form));
        let parts =
            |form: &String| or_whole(form, form.split(',').map(|part| words(part).join(" ")).collect());
        let text = forms.iter().take(1).map(|form| whole_words(form).join(" ")).collect();
        Self { text, words: spellings(forms, whole_words), parts: spellings(forms, parts) }
    }
}

/// Each piece of a text in the spellings of all forms.
fn spellings(forms: &[String], pieces: impl Fn(&String) -> Vec<String>) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for form in forms {
        for (n, piece) in pieces(form).into_iter().enumerate() {
            match all.get_mut(n) {
                Some(spellings) if spellings.contains(&piece) => {}
                Some(spellings) => spellings.push(piece),
                None => all.push(vec![piece]),
            }
        }
    }
    let mut distinct: Vec<Vec<String>> = Vec::new();
    for spellings in all {
        if !distinct.contains(&spellings) {
            distinct.push(spellings);
        }
    }
    distinct
}

/// The words of a form. Apostrophes are removed, because `search_text` contains each name in that spelling
/// too.
fn words(form: &str) -> Vec<String> {
    let words = form.split([' ', '-', ',']).map(|word| word.replace('\'', ""));
    words.filter(|word| !word.is_empty()).collect()
}

/// The non-empty pieces of a form, or the whole form if all pieces are empty.
fn or_whole(form: &str, mut pieces: Vec<String>) -> Vec<String> {
    pieces.retain(|piece| !piece.is_empty());
    if pieces.is_empty() { vec![form.to_owned()] } else { pieces }
}

/// Escapes a text for a `LIKE` pattern.
pub(crate) fn like_literal(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// The condition that a name contains every part of a search, in any order. The SQL text is the same for any
/// number of parts.
#[derive(Debug, Clone)]
pub(crate) struct NameContains {
    /// The qualified name of a column `search_text`.
    column: &'static str,
    /// For each part, the patterns of its spellings, separated by line feeds. No spelling contains a line
    /// feed.
    patterns: Vec<String>,
}

impl NameContains {
    pub(crate) fn new(column: &'static str, terms: &SearchTerms) -> Self {
        let pattern = |spelling: &String| format!("%{}%", like_literal(spelling));
        let patterns = terms.parts.iter().map(|part| part.iter().map(pattern).collect::<Vec<_>>().join("\n"));
        Self { column, patterns: patterns.collect() }
    }
}

impl QueryFragment<Pg> for NameContains {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("NOT EXISTS (SELECT FROM unnest(");
        out.push_bind_param::<Array<Text>, _>(&self.patterns)?;
        out.push_sql(") AS part WHERE NOT ");
        out.push_sql(self.column);
        out.push_sql(" LIKE ANY (string_to_array(part, E'\\n')))");
        Ok(())
    }
}

sql_fragment!(NameContains, Bool);

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(forms: &[&str]) -> SearchTerms {
        SearchTerms::new(&forms.iter().map(|form| (*form).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn spaces_hyphens_and_commas_separate_words_and_apostrophes_are_removed() {
        let one = terms(&[" o'brien-smith,  zoe o'brien"]);
        assert_eq!(one.text, "obrien smith zoe obrien");
        assert_eq!(one.words, [["obrien"], ["smith"], ["zoe"]]);
        assert_eq!(one.parts, [["obrien smith"], ["zoe obrien"]]);
    }

    #[test]
    fn each_word_has_the_spellings_of_all_forms() {
        let both = terms(&["anne muller", "anne mueller"]);
        assert_eq!(both.text, "anne muller");
        assert_eq!(both.words, [vec!["anne"], vec!["muller", "mueller"]]);
        assert_eq!(both.parts, [["anne muller", "anne mueller"]]);
    }

    #[test]
    fn a_text_of_separators_is_one_word() {
        let separators = terms(&["' -,"]);
        assert_eq!(
            (separators.words, separators.parts),
            (vec![vec!["' -,".to_owned()]], vec![vec!["' -,".to_owned()]])
        );
    }
}
