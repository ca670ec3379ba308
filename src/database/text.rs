//! Folding of names and search texts for comparison. The database folds both by the same function.

use diesel::{QueryResult, dsl::select, sql_types::Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::SearchTerms;

diesel::define_sql_function! {
    /// The folded forms in which a name or a search text is compared: without case, width, invisible
    /// characters, and the marks of Latin, Greek and Cyrillic letters. There are several forms if a letter
    /// has several common spellings.
    fn search_forms(name: Text) -> Array<Text>;
}

/// The folded terms of a search text.
pub(crate) async fn search_terms(connection: &AsyncPgConnection, text: &str) -> QueryResult<SearchTerms> {
    let forms: Vec<String> = select(search_forms(text)).get_result(&mut &*connection).await?;
    Ok(SearchTerms::new(&forms))
}

/// The terms of a name filter, if there is one.
pub(crate) async fn filter_terms(
    connection: &AsyncPgConnection,
    fragment: Option<&str>,
) -> QueryResult<Option<SearchTerms>> {
    match fragment {
        Some(fragment) => search_terms(connection, fragment).await.map(Some),
        None => Ok(None),
    }
}
