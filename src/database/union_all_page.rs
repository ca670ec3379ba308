//! A page of several lists at once.

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

/// How many rows a branch may be asked for: the largest page, and the entry more that tells whether there is another.
const LONGEST: i64 = 101;

/// Reads one page of what several queries find together, each of which an index answers in the page's order.
///
/// `WHERE status IN (…)` leaves no index in the order of the list: either what is found must be sorted, or an index that
/// knows nothing of the status is searched for it. With one ordered branch for each status, PostgreSQL takes the next row
/// from whichever branch is ahead, and stops when the page is full.
///
/// Limits stand in the statement and are not bound, so that a plan for any parameters, which cannot know how long the page
/// is, still counts on few rows. A row must not be found by two branches.
#[derive(Debug, Clone)]
pub(crate) struct UnionAllPage<Q> {
    branches: Vec<Q>,
    order: KeysetOrder,
    rows: i64,
    /// How many rows of each branch are looked at.
    longest: i64,
}

impl<Q> UnionAllPage<Q> {
    /// With a pinned column, for which each branch allows one value, only an index that begins with that column has the
    /// rows in order; otherwise an index on the order alone looks as good, and is searched from end to end for a parent
    /// of whom it holds nothing nearby. The planner ignores a column that is *equal* to a value: say `= ANY`.
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
        Self { branches: branches.collect(), order, rows, longest: rows.max(LONGEST) }
    }

    /// The same of branches that differ in the pinned column, so that the page is not in its order. Each branch is read until it
    /// could fill the page alone, and all of them are sorted.
    pub(crate) fn across(self, page_request: &PageRequest) -> Self {
        Self { order: page_request.in_order(None), longest: self.rows, ..self }
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
            out.push_sql(&format!(" LIMIT {}", self.longest));
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
