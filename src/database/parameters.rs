//! What the planner is told of the values for which it plans.

use chrono::{DateTime, Datelike, Utc};
use diesel::{
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    result::QueryResult,
    sql_types::{Text, Timestamptz, Uuid as SqlUuid},
};
use uuid::Uuid;

use super::{salvage::infinite_instant, sql_fragment};

/// Whether the planner knows the values by which a list is bounded, when it chooses how to read it.
///
/// It takes conditions for independent of each other. Where they are not, as nearly all that is active lies ahead, it expects
/// far fewer rows than there are to satisfy several of them, and would rather collect and sort thousands than read twenty in
/// order. Of what it does not know, it expects a third, whichever way it goes: so it chooses by what is pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameters {
    /// Values are bound. On a lane, one plan is for all of them.
    Bound,
    /// The best plan depends on the values: they stand in the statement, which is planned for them and not kept.
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

    /// For words of our own, in which there is nothing to be quoted.
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

/// There are as many such statements as values, so none of them is kept.
fn literal(out: &mut AstPass<'_, '_, Pg>, literal: &str) {
    out.unsafe_to_cache_prepared();
    out.push_sql(literal);
}

/// An instant by which a list is bounded.
#[derive(Debug, Clone)]
pub(crate) struct TimestampExpr(pub(crate) DateTime<Utc>, pub(crate) Parameters);

impl QueryFragment<Pg> for TimestampExpr {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.1.instant(&mut out, &self.0)
    }
}

sql_fragment!(TimestampExpr, Timestamptz);
