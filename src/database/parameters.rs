//! Whether the query planner sees the values of a statement's parameters.

use chrono::{DateTime, Datelike, Utc};
use diesel::{
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    result::QueryResult,
    sql_types::{Text, Timestamptz, Uuid as SqlUuid},
};
use uuid::Uuid;

use super::{infinity::infinite_instant, sql_fragment};

/// Whether the planner knows the values that bound a list when it chooses the access path.
///
/// The planner assumes that conditions are independent. Some are not: nearly all active appointments are in
/// the future. It then underestimates the rows that satisfy several conditions, and prefers to collect and
/// sort thousands of rows instead of reading twenty in index order. For an unknown value, it assumes a
/// selectivity of one third in either direction, and so chooses by the pinned column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameters {
    /// Values are bind parameters. On a shared connection, one generic plan serves all values.
    Bound,
    /// Values are literals in the SQL text, because the best plan depends on them. The statement is planned
    /// for them and not cached.
    Inlined,
}

impl Parameters {
    pub(super) fn instant<'b>(
        self,
        out: &mut AstPass<'_, 'b, Pg>,
        instant: &'b DateTime<Utc>,
    ) -> QueryResult<()> {
        if let Some(infinite) = infinite_instant(*instant) {
            out.push_sql(infinite);
            return Ok(());
        }
        match self {
            Self::Bound => out.push_bind_param::<Timestamptz, _>(instant),
            Self::Inlined => {
                let (is_common_era, year) = instant.year_ce();
                let era = if is_common_era { "" } else { " BC" };
                let rest = instant.format("%m-%d %H:%M:%S%.6f+00");
                literal(out, &format!("timestamptz '{year:04}-{rest}{era}'"));
                Ok(())
            }
        }
    }

    pub(super) fn id<'b>(self, out: &mut AstPass<'_, 'b, Pg>, id: &'b Uuid) -> QueryResult<()> {
        match self {
            Self::Bound => out.push_bind_param::<SqlUuid, _>(id),
            Self::Inlined => {
                literal(out, &format!("uuid '{id}'"));
                Ok(())
            }
        }
    }

    /// For constant texts of this program, which need no quoting.
    pub(crate) fn text<'b>(self, out: &mut AstPass<'_, 'b, Pg>, text: &'b &'static str) -> QueryResult<()> {
        match self {
            Self::Bound => out.push_bind_param::<Text, _>(text),
            Self::Inlined => {
                literal(out, &format!("'{text}'"));
                Ok(())
            }
        }
    }
}

/// Appends a literal and disables statement caching, because there are as many such statements as values.
fn literal(out: &mut AstPass<'_, '_, Pg>, literal: &str) {
    out.unsafe_to_cache_prepared();
    out.push_sql(literal);
}

/// An instant that bounds a list.
#[derive(Debug, Clone)]
pub(crate) struct TimestampExpr(pub(crate) DateTime<Utc>, pub(crate) Parameters);

impl QueryFragment<Pg> for TimestampExpr {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.1.instant(&mut out, &self.0)
    }
}

sql_fragment!(TimestampExpr, Timestamptz);
