//! The same page for many parents in one statement.

use diesel::{
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Array, Bool, Uuid as SqlUuid},
};
use uuid::Uuid;

use super::{Parameters, sql_fragment};

/// Runs a query once for each parent, inside one statement.
///
/// The query names the parent at hand [`PARENT`](Self::PARENT); each of its rows comes back behind its parent's id.
/// A limited, parameterised subquery can only be joined by a nested loop, so the rows of one parent arrive together
/// and in the order that the query gives them.
#[derive(Debug, Clone)]
pub(crate) struct Lateral<Q> {
    parents: Vec<Uuid>,
    query: Q,
}

impl Lateral<()> {
    pub(crate) const PARENT: &'static str = "parent.id";
}

impl<Q> Lateral<Q> {
    pub(crate) fn new(parents: Vec<Uuid>, query: Q) -> Self {
        Self { parents, query }
    }
}

impl<Q: Query> Query for Lateral<Q> {
    type SqlType = (SqlUuid, Q::SqlType);
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Lateral<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT parent.id, page.* FROM unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.parents)?;
        out.push_sql(") AS parent(id) CROSS JOIN LATERAL (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(") AS page");
        Ok(())
    }
}

impl<Q> QueryId for Lateral<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// Whose records are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OwnerFilter {
    Any,
    One(Uuid),
    /// Of one of these.
    AnyOf(Vec<Uuid>),
    /// Of the parent at hand in a lateral statement.
    Parent,
    None,
}

/// Holds where a column, given by its qualified name, tells that a record is somebody's.
///
/// Where the column is pinned, it says `= ANY`: see [`Merged`](super::Merged). Elsewhere that would keep an index from
/// being read in order.
#[derive(Debug, Clone)]
pub(crate) struct OwnerCondition {
    pub(crate) column: &'static str,
    pub(crate) owner: OwnerFilter,
    pub(crate) is_pinned: bool,
    pub(crate) parameters: Parameters,
}

impl QueryFragment<Pg> for OwnerCondition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match &self.owner {
            OwnerFilter::Any => out.push_sql("TRUE"),
            OwnerFilter::One(id) => self.equals(&mut out, |out| self.parameters.id(out, id))?,
            OwnerFilter::AnyOf(ids) => {
                out.push_sql(self.column);
                out.push_sql(" = ANY(");
                out.push_bind_param::<Array<SqlUuid>, _>(ids)?;
                out.push_sql(")");
            }
            OwnerFilter::Parent => self.equals(&mut out, |out| {
                out.push_sql(Lateral::PARENT);
                Ok(())
            })?,
            OwnerFilter::None => out.push_sql("FALSE"),
        }
        Ok(())
    }
}

impl OwnerCondition {
    fn equals<'b>(
        &self,
        out: &mut AstPass<'_, 'b, Pg>,
        owner: impl FnOnce(&mut AstPass<'_, 'b, Pg>) -> QueryResult<()>,
    ) -> QueryResult<()> {
        let (begin, end) = if self.is_pinned { (" = ANY(ARRAY[", "])") } else { (" = ", "") };
        out.push_sql(self.column);
        out.push_sql(begin);
        owner(out)?;
        out.push_sql(end);
        Ok(())
    }
}

sql_fragment!(OwnerCondition, Bool);
