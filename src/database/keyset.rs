//! Keyset pagination: pages of an ordered list, located by the sort value and the id of an entry.
//!
//! A page begins after the last entry of another page, so concurrent inserts do not shift it. A page at the
//! end of a list costs the same as a page at its beginning.

use std::{cmp::Ordering, fmt, hash::Hash};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    query_dsl::methods::{FilterDsl, OrderDsl},
    result::QueryResult,
    sql_types::{Bool, Date, Text},
};
use uuid::Uuid;

use super::{Parameters, infinity::infinite_day, sql_fragment};

/// The sort value of an entry.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Instant(DateTime<Utc>),
    Day(NaiveDate),
    Text(String),
    /// A text in a list that is ordered by rank first and by text second.
    Ranked(u8, String),
}

/// The type of a list's sort value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    Instant,
    Day,
    Text,
    Ranked,
}

impl Key {
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::Instant(_) => KeyKind::Instant,
            Self::Day(_) => KeyKind::Day,
            Self::Text(_) => KeyKind::Text,
            Self::Ranked(..) => KeyKind::Ranked,
        }
    }
}

/// Hides the value, because it may be a person's name.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?})", self.kind())
    }
}

/// An entity that can be listed, and its sort orders.
pub trait Listed: Clone + Send + Sync + 'static {
    /// The available sort orders.
    type Order: Copy + fmt::Debug + Eq + Hash + Send + Sync + 'static;
    /// The qualified name of the id column.
    const ID_COLUMN: &'static str;

    /// The qualified name of a sort order's column, and the type of its values.
    fn column(order: Self::Order) -> (&'static str, KeyKind);
    /// The value of that column for this entry.
    fn key(&self, order: Self::Order) -> Key;
    fn id(&self) -> Uuid;

    fn sort(order: Self::Order, descending: bool) -> Sort {
        Sort { column: Self::column(order).0, id: Self::ID_COLUMN, descending }
    }

    fn position(&self, order: Self::Order) -> Position {
        Position { key: self.key(order), id: self.id() }
    }
}

/// The position of an entry in its list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    pub key: Key,
    pub id: Uuid,
}

impl Position {
    /// Compares this position's rank with `rank`. In a list without ranks, they are always equal.
    fn side_of(&self, rank: u8) -> Ordering {
        match &self.key {
            Key::Ranked(other, _) => other.cmp(&rank),
            Key::Instant(_) | Key::Day(_) | Key::Text(_) => Ordering::Equal,
        }
    }

    /// The same position in a list that contains only that rank.
    fn within(&self, rank: u8) -> Option<Self> {
        match &self.key {
            Key::Ranked(other, text) if *other == rank => {
                Some(Self { key: Key::Text(text.clone()), id: self.id })
            }
            Key::Ranked(..) => None,
            Key::Instant(_) | Key::Day(_) | Key::Text(_) => Some(self.clone()),
        }
    }
}

/// The sort columns of a list. The id follows in the same direction, so the order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// Qualified names as SQL, for example `patients.name`.
    pub column: &'static str,
    pub id: &'static str,
    pub descending: bool,
}

/// A request for one page of an ordered list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    pub sort: Sort,
    pub after: Option<Position>,
    pub before: Option<Position>,
    pub limit: u32,
    /// Whether entries are counted from the end of the list (`last`) instead of the beginning (`first`).
    pub from_end: bool,
    /// Whether the page also needs the total number of entries in the list.
    pub counted: bool,
}

/// Consecutive entries of a list, in the list's order.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub entries: Vec<T>,
    /// Whether more entries follow in the direction of counting.
    pub has_more: bool,
    /// The total number of entries in the list, if the request asks for it.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// Maps each entry and keeps the rest.
    pub(crate) fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let Self { entries, has_more, total } = self;
        Page { entries: entries.into_iter().map(change).collect(), has_more, total }
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), has_more: false, total: None }
    }
}

impl PageRequest {
    /// Filters, orders and limits a query to this page plus one more row, which shows whether another page
    /// exists.
    pub(crate) fn apply<Q>(&self, query: Q) -> Q
    where
        Q: FilterDsl<AfterCursor, Output = Q> + OrderDsl<KeysetOrder, Output = Q>,
    {
        self.first(self.between(query, Parameters::Bound), self.rows())
    }

    /// Filters a query to the entries between the cursors.
    pub(crate) fn between<Q>(&self, mut query: Q, parameters: Parameters) -> Q
    where
        Q: FilterDsl<AfterCursor, Output = Q>,
    {
        let (sort, descending) = (self.sort, self.sort.descending);
        if let Some(position) = self.after.clone() {
            query = query.filter(AfterCursor { sort, lower: descending, position, parameters });
        }
        if let Some(position) = self.before.clone() {
            query = query.filter(AfterCursor { sort, lower: !descending, position, parameters });
        }
        query
    }

    /// Orders a query in the direction of counting.
    pub(crate) fn ordered<Q: OrderDsl<KeysetOrder>>(&self, query: Q) -> Q::Output {
        query.order(self.in_order(None))
    }

    /// Orders a query in the direction of counting, with a limit on its rows.
    pub(crate) fn first<Q: OrderDsl<KeysetOrder>>(&self, query: Q, rows: i64) -> Q::Output {
        query.order(KeysetOrder { limit: Some(rows), ..self.in_order(None) })
    }

    /// The order in the direction of counting, after a pinned column, if one is given. A pinned column has
    /// the same value in all rows.
    pub(crate) fn in_order(&self, pinned: Option<&'static str>) -> KeysetOrder {
        KeysetOrder {
            pinned,
            sort: self.sort,
            descending: self.sort.descending != self.from_end,
            limit: None,
        }
    }

    /// The number of rows to read: the page and one more.
    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The part of this page within one rank of a ranked list, with text positions. `None` if the cursors
    /// exclude the whole rank.
    pub(crate) fn of_rank(&self, rank: u8) -> Option<Self> {
        let side =
            |position: &Option<Position>| position.as_ref().map_or(Ordering::Equal, |p| p.side_of(rank));
        if side(&self.after).is_gt() || side(&self.before).is_lt() {
            return None;
        }
        // A cursor in another rank does not restrict this rank.
        let within = |position: &Option<Position>| position.as_ref().and_then(|p| p.within(rank));
        Some(Self { after: within(&self.after), before: within(&self.before), ..self.clone() })
    }

    /// Removes the additional row and restores the list's order.
    pub(crate) fn slice<T>(&self, mut rows: Vec<T>) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        if self.from_end {
            rows.reverse();
        }
        Page { entries: rows, has_more, total: None }
    }
}

/// `(column, id) > (key, id)`, or `<`: a row comparison, which an index on both columns answers directly.
#[derive(Debug, Clone)]
pub(crate) struct AfterCursor {
    sort: Sort,
    lower: bool,
    position: Position,
    parameters: Parameters,
}

impl QueryFragment<Pg> for AfterCursor {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Sort { column, id, .. } = self.sort;
        out.push_sql(&format!("({column}, {id}) {} (", if self.lower { "<" } else { ">" }));
        match &self.position.key {
            Key::Instant(instant) => self.parameters.instant(&mut out, instant)?,
            Key::Day(day) => match infinite_day(*day) {
                Some(infinite) => out.push_sql(infinite),
                None => out.push_bind_param::<Date, _>(day)?,
            },
            Key::Text(text) | Key::Ranked(_, text) => out.push_bind_param::<Text, _>(text)?,
        }
        out.push_sql(", ");
        self.parameters.id(&mut out, &self.position.id)?;
        out.push_sql(")");
        Ok(())
    }
}

/// `column, id`, both ascending or both descending.
///
/// The limit is part of the SQL text, because diesel's own limit is a bind parameter. A generic plan would
/// then expect a tenth of the table and prefer a sort to reading one page in index order. Pages have few
/// distinct lengths, so there are few distinct statements.
#[derive(Debug, Clone)]
pub(crate) struct KeysetOrder {
    pinned: Option<&'static str>,
    sort: Sort,
    descending: bool,
    limit: Option<i64>,
}

impl KeysetOrder {
    /// The table of the sort columns.
    pub(crate) fn table(&self) -> &'static str {
        self.sort.id.split_once('.').map_or(self.sort.id, |(table, _)| table)
    }
}

impl QueryFragment<Pg> for KeysetOrder {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Sort { column, id, .. } = self.sort;
        let direction = if self.descending { "DESC" } else { "ASC" };
        if let Some(pinned) = self.pinned {
            out.push_sql(&format!("{pinned} {direction}, "));
        }
        out.push_sql(&format!("{column} {direction}, {id} {direction}"));
        if let Some(limit) = self.limit {
            out.push_sql(&format!(" LIMIT {limit}"));
        }
        Ok(())
    }
}

sql_fragment!(AfterCursor, Bool);
sql_fragment!(KeysetOrder, diesel::expression::expression_types::NotSelectable);
