//! One page of search results, for few or many matches.
//!
//! There are two strategies. A scan in the order of the list is fast for many matches; the index of name
//! fragments is fast for few. The number of matches is unknown in advance, and the planner would have to
//! guess. The statement therefore tries both with limits: it scans the beginning of the list, and reads from
//! the index at most as many candidates as it can sort. If neither suffices, there are many matches, but
//! further on in the list, and the scan continues.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};

/// How many entries of the list are scanned. The scan takes a millisecond.
const SCAN_LIMIT: u32 = 4_000;
/// How many matches from the index are sorted before the list is scanned.
const SORT_FIRST_LIMIT: u32 = 300;
/// How many matches from the index are sorted at most. Sorting takes a few milliseconds.
const SORT_LIMIT: u32 = 5_000;
/// No limit: more rows than any table has.
const NO_LIMIT: u32 = u32::MAX;

/// Reads the page in one statement. Each part is a query on `patients`; a common table expression of that
/// name provides its input.
///
/// The limits and offsets are optimisation fences: they prevent the planner from choosing a different plan,
/// so one plan serves all values.
#[derive(Debug, Clone)]
pub(super) struct SearchPage<List, Candidates, MatchingCandidates, MatchingIds, First, Rows> {
    /// The list from the start of the page, in its order.
    pub(super) list: List,
    /// The candidates from the indexes, unordered. Not all of them match.
    pub(super) candidates: Candidates,
    /// The candidates that match, from the start of the page.
    pub(super) matching_candidates: MatchingCandidates,
    /// The identifiers of the first matches in the list.
    pub(super) matching_ids: MatchingIds,
    /// The identifiers of the first rows. All of them match.
    pub(super) first: First,
    /// The rows of the page, in order.
    pub(super) rows: Rows,
    /// The column of the list's order.
    pub(super) column: &'static str,
    pub(super) size: i64,
    /// Whether the index is selective enough to be tried first.
    pub(super) prefers_index: bool,
    /// Whether scanning the list is worthwhile.
    pub(super) scans_list: bool,
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
        self.matching_within(if self.scans_list { SCAN_LIMIT } else { 0 }, out.reborrow())?;
        // `MATERIALIZED` hides the limit from the planner; otherwise it would prefer to scan the table.
        out.push_sql("), found AS MATERIALIZED (SELECT patients.id, ");
        out.push_sql(self.column);
        out.push_sql(" FROM (WITH patients AS (");
        self.candidates.walk_ast(out.reborrow())?;
        out.push_sql(" OFFSET 0) ");
        self.matching_candidates.walk_ast(out.reborrow())?;
        out.push_sql(") AS patients), way AS MATERIALIZED (SELECT CASE");
        if self.prefers_index {
            out.push_sql(&found_are_at_most(SORT_FIRST_LIMIT));
        }
        out.push_sql(" WHEN (SELECT count(*) FROM near) = ");
        out.push_bind_param::<BigInt, _>(&self.size)?;
        out.push_sql(" THEN 'near'");
        out.push_sql(&found_are_at_most(SORT_LIMIT));
        out.push_sql(
            " ELSE 'far' END AS way), page AS (SELECT id FROM near WHERE (SELECT way FROM way) = 'near'",
        );
        out.push_sql(" UNION ALL SELECT id FROM (WITH patients AS (SELECT * FROM found) ");
        self.first.walk_ast(out.reborrow())?;
        out.push_sql(") AS first WHERE (SELECT way FROM way) = 'found' UNION ALL SELECT id FROM (");
        self.matching_within(NO_LIMIT, out.reborrow())?;
        out.push_sql(") AS far WHERE (SELECT way FROM way) = 'far'");
        out.push_sql("), patients AS (SELECT * FROM patients WHERE id IN (SELECT id FROM page)) ");
        self.rows.walk_ast(out)
    }
}

impl<L: QueryFragment<Pg>, F, M, A: QueryFragment<Pg>, I, R> SearchPage<L, F, M, A, I, R> {
    /// The matches within this many entries of the list. The limit is an optimisation fence.
    fn matching_within<'b>(&'b self, entries: u32, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH patients AS (");
        self.list.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" LIMIT {entries}) "));
        self.matching_ids.walk_ast(out)
    }
}

/// Reads no more rows than the comparison needs.
fn found_are_at_most(number: u32) -> String {
    format!(
        " WHEN (SELECT count(*) FROM (SELECT FROM found LIMIT {number} + 1) AS counted) <= {number} THEN 'found'"
    )
}

impl<L, F, M, A, I, R> QueryId for SearchPage<L, F, M, A, I, R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
