//! The condition that a name answers to a search.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    sql_types::{Array, Bool, Text},
};

use super::search_patterns::SearchPatterns;
use crate::{database::sql_fragment, patient::Rank};

/// That a name answers to a search, and does so with a rank, if one is given.
#[derive(Debug, Clone)]
pub(super) struct Answers {
    pub(super) terms: SearchPatterns,
    pub(super) rank: Option<Rank>,
}

impl QueryFragment<Pg> for Answers {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.rank == Some(Rank::NameBegins) {
            return self.name_begins(out);
        }
        let contained = self.terms.words.iter().map(|term| &term.contained);
        out.push_sql("(");
        for (n, patterns) in contained.enumerate() {
            out.push_sql(if n == 0 {
                "patients.search_text LIKE ANY ("
            } else {
                " AND patients.search_text LIKE ANY ("
            });
            out.push_bind_param::<Array<Text>, _>(patterns)?;
            out.push_sql(")");
        }
        if let Some(rank) = self.rank {
            out.push_sql(" AND NOT ");
            self.name_begins(out.reborrow())?;
            out.push_sql(if rank == Rank::WordsBegin { " AND (" } else { " AND NOT (" });
            self.words_begin(out.reborrow())?;
            out.push_sql(")");
        }
        out.push_sql(")");
        Ok(())
    }
}

impl Answers {
    fn name_begins<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(patients.search_text >= ");
        out.push_bind_param::<Text, _>(&self.terms.text)?;
        if let Some(end) = &self.terms.end {
            out.push_sql(" AND patients.search_text < ");
            out.push_bind_param::<Text, _>(end)?;
        }
        out.push_sql(")");
        Ok(())
    }

    fn words_begin<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (n, term) in self.terms.words.iter().enumerate() {
            out.push_sql(if n == 0 {
                "patients.search_text LIKE ANY ("
            } else {
                " AND patients.search_text LIKE ANY ("
            });
            out.push_bind_param::<Array<Text>, _>(&term.beginning)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

sql_fragment!(Answers, Bool);
