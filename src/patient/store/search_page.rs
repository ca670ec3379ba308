//! One page of those who answer to a search, whether they are many or few.
//!
//! Who answers is found in the order of the list, which is quick where many do, or in the index of fragments, which is
//! quick where few do. Nobody knows beforehand which of them it is, and the planner would have to guess: so the one
//! statement looks at a short stretch of the list, and at as many in the index as it would want to sort. When neither is
//! enough, those who answer are many, only further on in the list.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};

/// How many entries of the list are looked at. It takes a millisecond.
const STRETCH: u32 = 4_000;
/// How many of those who answer are sorted before the list is looked at.
const RARE: u32 = 300;
/// How many of those who answer are sorted at most. It takes a few milliseconds.
const FEW: u32 = 5_000;
/// More than any table has.
const ALL: u32 = u32::MAX;

/// Reads the page in one statement. Each part is a query of patients, and is handed its patients under that name.
///
/// The limits and offsets in between keep the planner from finding ways of its own: the one plan does for all values.
#[derive(Debug, Clone)]
pub(super) struct SearchPage<List, Filed, Among, Answering, First, Rows> {
    /// The list from where the page begins, in its order.
    pub(super) list: List,
    /// Those whom the indexes name, without an order. Not all of them answer.
    pub(super) filed: Filed,
    /// Those among the filed who answer, from where the page begins.
    pub(super) among: Among,
    /// The identifiers of the first in the list who answer.
    pub(super) answering: Answering,
    /// The identifiers of the first, all of whom answer.
    pub(super) first: First,
    /// The rows of the page, in order.
    pub(super) rows: Rows,
    /// The column by which the list is ordered.
    pub(super) column: &'static str,
    pub(super) size: i64,
    /// Whether the index is so quick to tell that it is asked first.
    pub(super) begins_with_index: bool,
    /// Whether the list is worth looking at.
    pub(super) looks_at_list: bool,
}

impl<L, F, M, A, I, R: Query> Query for SearchPage<L, F, M, A, I, R> {
    type SqlType = R::SqlType;
}

impl<L, F, M, A, I, R> QueryFragment<Pg> for SearchPage<L, F, M, A, I, R>
where
    L: QueryFragment<Pg>,
    F: QueryFragment<Pg>,
    M: QueryFragment<Pg>,
    A: QueryFragment<Pg>,
    I: QueryFragment<Pg>,
    R: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH near AS (");
        self.answering_within(if self.looks_at_list { STRETCH } else { 0 }, out.reborrow())?;
        // That not all of them may be wanted is not to be known in here, or the planner would rather read the table.
        out.push_sql("), found AS MATERIALIZED (SELECT patients.id, ");
        out.push_sql(self.column);
        out.push_sql(" FROM (WITH patients AS (");
        self.filed.walk_ast(out.reborrow())?;
        out.push_sql(" OFFSET 0) ");
        self.among.walk_ast(out.reborrow())?;
        out.push_sql(") AS patients), way AS MATERIALIZED (SELECT CASE");
        if self.begins_with_index {
            out.push_sql(&found_are_at_most(RARE));
        }
        out.push_sql(" WHEN (SELECT count(*) FROM near) = ");
        out.push_bind_param::<BigInt, _>(&self.size)?;
        out.push_sql(" THEN 'near'");
        out.push_sql(&found_are_at_most(FEW));
        out.push_sql(
            " ELSE 'far' END AS way), page AS (SELECT id FROM near WHERE (SELECT way FROM way) = 'near'",
        );
        out.push_sql(" UNION ALL SELECT id FROM (WITH patients AS (SELECT * FROM found) ");
        self.first.walk_ast(out.reborrow())?;
        out.push_sql(") AS first WHERE (SELECT way FROM way) = 'found' UNION ALL SELECT id FROM (");
        self.answering_within(ALL, out.reborrow())?;
        out.push_sql(") AS far WHERE (SELECT way FROM way) = 'far'");
        out.push_sql("), patients AS (SELECT * FROM patients WHERE id IN (SELECT id FROM page)) ");
        self.rows.walk_ast(out)
    }
}

impl<L: QueryFragment<Pg>, F, M, A: QueryFragment<Pg>, I, R> SearchPage<L, F, M, A, I, R> {
    /// Those who answer within so many entries of the list. The limit keeps the planner from looking for another way.
    fn answering_within<'b>(&'b self, entries: u32, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH patients AS (");
        self.list.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" LIMIT {entries}) "));
        self.answering.walk_ast(out)
    }
}

/// No more of them are read than it takes to know.
fn found_are_at_most(number: u32) -> String {
    format!(
        " WHEN (SELECT count(*) FROM (SELECT FROM found LIMIT {number} + 1) AS counted) <= {number} THEN 'found'"
    )
}

impl<L, F, M, A, I, R> QueryId for SearchPage<L, F, M, A, I, R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
