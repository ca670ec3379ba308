//! One page across several ordered lists.

use diesel::{
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    query_dsl::methods::{FilterDsl, OrderDsl},
    result::QueryResult,
};

use super::{
    PageRequest, Parameters,
    keyset::{AfterCursor, KeysetOrder},
};

/// The maximum number of rows of a branch: the largest page, and one more row that shows whether another page
/// exists.
const MAXIMUM_BRANCH_ROWS: i64 = 101;

/// Reads one page of the union of several queries. An index answers each query in the page's order.
///
/// With `WHERE status IN (…)`, no index has the order of the list. The planner must then sort the matches, or
/// scan an index that does not contain the status. With one ordered branch for each status, PostgreSQL merges
/// the branches and stops when the page is full.
///
/// Limits are literals and not bind parameters. A generic plan does not know the length of the page, but so
/// it still expects few rows. No row may match two branches.
#[derive(Debug, Clone)]
pub(crate) struct UnionAllPage<Q> {
    branches: Vec<Q>,
    order: KeysetOrder,
    rows: i64,
    /// The maximum number of rows read from each branch.
    branch_rows: i64,
}

impl<Q> UnionAllPage<Q> {
    /// `pinned` names a column for which each branch allows one value. Then only an index that begins with
    /// that column has the rows in order. Without it, an index on the order alone looks as good to the
    /// planner, which then scans that whole index for a parent without entries nearby. The planner removes a
    /// column that is *equal* to a value from the order: use `= ANY` instead.
    pub(crate) fn new(
        page_request: &PageRequest,
        pinned: Option<&'static str>,
        parameters: Parameters,
        branches: impl IntoIterator<Item = Q>,
    ) -> Self
    where
        Q: FilterDsl<AfterCursor, Output = Q> + OrderDsl<KeysetOrder, Output = Q>,
    {
        let order = page_request.in_order(pinned);
        let branches =
            branches.into_iter().map(|branch| page_request.between(branch, parameters).order(order.clone()));
        let rows = page_request.rows();
        Self { branches: branches.collect(), order, rows, branch_rows: rows.max(MAXIMUM_BRANCH_ROWS) }
    }

    /// The same for branches that differ in the pinned column, so the page is not in that column's order.
    /// Each branch is read until it could fill the page alone, and all rows are sorted.
    pub(crate) fn across(self, page_request: &PageRequest) -> Self {
        Self { order: page_request.in_order(None), branch_rows: self.rows, ..self }
    }
}

impl<Q: Query> Query for UnionAllPage<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for UnionAllPage<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut before = "SELECT * FROM ((";
        for branch in &self.branches {
            out.push_sql(before);
            branch.walk_ast(out.reborrow())?;
            out.push_sql(&format!(" LIMIT {}", self.branch_rows));
            before = ") UNION ALL (";
        }
        out.push_sql(&format!(")) AS {} ORDER BY ", self.order.table()));
        self.order.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" LIMIT {}", self.rows));
        Ok(())
    }
}

impl<Q> QueryId for UnionAllPage<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
