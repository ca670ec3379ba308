//! One page of those who answer to a search, whether they are many or few.
//!
//! Who answers is found in the order of the list, which is quick where many do, or in the index of fragments, which is
//! quick where few do. Nobody knows beforehand which of them it is, and the planner would have to guess: so the one
//! statement begins with a short stretch of the list. When that does not fill the page, it goes to the index of
//! fragments; and when there are more there than it would want to sort, they are common after all, only further on.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};

/// How many entries of the list are looked at before the index of fragments. It takes half a millisecond.
const STRETCH: u32 = 2_000;
/// How many of those who answer are sorted at most. It takes a few milliseconds.
const FEW: u32 = 5_000;
/// More than any table has.
const ALL: u32 = u32::MAX;

/// Reads the page in one statement. Each part is a query of patients, and is handed its patients under that name.
///
/// The limits and offsets in between keep the planner from finding ways of its own: the one plan does for all values.
#[derive(Debug, Clone)]
pub(super) struct Page<List, Filed, Among, Answering, First, Rows> {
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
    /// Whether the list is worth looking at before the index.
    pub(super) begins_with_list: bool,
    /// Whether the planner has to know the values to find the best way to the filed.
    pub(super) depends_on_values: bool,
}

impl<L, F, M, A, I, R: Query> Query for Page<L, F, M, A, I, R> {
    type SqlType = R::SqlType;
}

impl<L, F, M, A, I, R> QueryFragment<Pg> for Page<L, F, M, A, I, R>
where
    L: QueryFragment<Pg>,
    F: QueryFragment<Pg>,
    M: QueryFragment<Pg>,
    A: QueryFragment<Pg>,
    I: QueryFragment<Pg>,
    R: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.depends_on_values {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql("WITH near AS (");
        self.answering_within(if self.begins_with_list { STRETCH } else { 0 }, out.reborrow())?;
        // That not all of them may be wanted is not to be known in here, or the planner would rather read the table.
        out.push_sql(&format!(
            "), found AS MATERIALIZED (SELECT patients.id, {} FROM (WITH patients AS (",
            self.column
        ));
        self.filed.walk_ast(out.reborrow())?;
        out.push_sql(" OFFSET 0) ");
        self.among.walk_ast(out.reborrow())?;
        out.push_sql(&format!(
            ") AS patients), few AS MATERIALIZED (SELECT * FROM (SELECT * FROM found LIMIT {FEW} + 1) AS found
             WHERE (SELECT count(*) FROM near) < "
        ));
        out.push_bind_param::<BigInt, _>(&self.size)?;
        out.push_sql("), page AS (SELECT id FROM near WHERE (SELECT count(*) FROM near) = ");
        out.push_bind_param::<BigInt, _>(&self.size)?;
        out.push_sql(" UNION ALL SELECT id FROM (WITH patients AS (SELECT * FROM few) ");
        self.first.walk_ast(out.reborrow())?;
        out.push_sql(&format!(") AS first WHERE (SELECT count(*) FROM few) <= {FEW}"));
        out.push_sql(" UNION ALL SELECT id FROM (");
        self.answering_within(ALL, out.reborrow())?;
        out.push_sql(&format!(") AS far WHERE (SELECT count(*) FROM few) > {FEW}"));
        out.push_sql("), patients AS (SELECT * FROM patients WHERE id IN (SELECT id FROM page)) ");
        self.rows.walk_ast(out)
    }
}

impl<L: QueryFragment<Pg>, F, M, A: QueryFragment<Pg>, I, R> Page<L, F, M, A, I, R> {
    /// Those who answer within so many entries of the list. The limit keeps the planner from looking for another way.
    fn answering_within<'b>(&'b self, entries: u32, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH patients AS (");
        self.list.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" LIMIT {entries}) "));
        self.answering.walk_ast(out)
    }
}

impl<L, F, M, A, I, R> QueryId for Page<L, F, M, A, I, R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
