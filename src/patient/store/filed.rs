//! The condition that a name has the keys of a search in the index of fragments.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    sql_types::{Array, Bool, Text},
};

use super::search_patterns::SpellingKeys;
use crate::database::sql_fragment;

/// Every word must have the keys of one of its spellings. Names that satisfy this need not contain the words.
#[derive(Debug, Clone)]
pub(super) struct Filed(pub(super) Vec<Vec<SpellingKeys>>);

impl QueryFragment<Pg> for Filed {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (n, spellings) in self.0.iter().enumerate() {
            out.push_sql(if n == 0 { "(" } else { " AND (" });
            for (n, SpellingKeys { all, any }) in spellings.iter().enumerate() {
                if n > 0 {
                    out.push_sql(" OR ");
                }
                // An empty array would read the whole index.
                if !all.is_empty() {
                    out.push_sql("search_keys(patients.search_text) @> ");
                    out.push_bind_param::<Array<Text>, _>(all)?;
                }
                if !all.is_empty() && !any.is_empty() {
                    out.push_sql(" AND ");
                }
                if !any.is_empty() {
                    out.push_sql("search_keys(patients.search_text) && ");
                    out.push_bind_param::<Array<Text>, _>(any)?;
                }
            }
            out.push_sql(")");
        }
        Ok(())
    }
}

sql_fragment!(Filed, Bool);
