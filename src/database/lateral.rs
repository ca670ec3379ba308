//! The same page for many parents in one statement.

use diesel::{
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Array, Bool, Uuid as SqlUuid},
};
use uuid::Uuid;

use super::keyset::fragment;

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

/// Holds where a column, given by its qualified name, is the parent at hand in a lateral statement.
///
/// It says `= ANY`, so that the column can be pinned: see [`Merged`](super::Merged).
#[derive(Debug, Clone)]
pub(crate) struct OfParent(pub(crate) &'static str);

impl QueryFragment<Pg> for OfParent {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&format!("{} = ANY(ARRAY[{}])", self.0, Lateral::PARENT));
        Ok(())
    }
}

fragment!(OfParent, Bool);
