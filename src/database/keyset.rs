//! Pages of an ordered list, found by the position of their neighbours.
//!
//! A page begins where another ended, at the ordering value and id of an entry, so it stays where it is while
//! others insert, and costs the same at the end of a list as at its beginning.

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

use super::{Parameters, salvage::infinite_day, sql_fragment};

/// The value by which an entry is ordered.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Instant(DateTime<Utc>),
    Day(NaiveDate),
    Text(String),
    /// A text, in a list that is divided by rank before it is ordered by text.
    Ranked(u8, String),
}

/// What kind of value a list is ordered by.
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

/// Does not show the value: it may be somebody's name.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?})", self.kind())
    }
}

/// An entity that is listed, and the orders in which it can be.
pub trait Listed: Clone + Send + Sync + 'static {
    /// The orders to choose from.
    type Order: Copy + fmt::Debug + Eq + Hash + Send + Sync + 'static;
    /// The qualified name of the id's column.
    const ID_COLUMN: &'static str;

    /// The qualified name of the column behind an order, and what it holds.
    fn column(order: Self::Order) -> (&'static str, KeyKind);
    /// The value of that column.
    fn key(&self, order: Self::Order) -> Key;
    fn id(&self) -> Uuid;

    fn sort(order: Self::Order, descending: bool) -> Sort {
        Sort { column: Self::column(order).0, id: Self::ID_COLUMN, descending }
    }

    fn position(&self, order: Self::Order) -> Position {
        Position { key: self.key(order), id: self.id() }
    }
}

/// The place of an entry in its list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    pub key: Key,
    pub id: Uuid,
}

impl Position {
    /// Whether this is before a rank, in it, or after it. In a list without ranks, everything is of one rank.
    fn side_of(&self, rank: u8) -> Ordering {
        match &self.key {
            Key::Ranked(other, _) => other.cmp(&rank),
            Key::Instant(_) | Key::Day(_) | Key::Text(_) => Ordering::Equal,
        }
    }

    /// The same position in a list of that rank only.
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

/// By which columns a list is ordered. The id follows, in the same direction, so that the order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// Qualified names, as SQL: `patients.name`.
    pub column: &'static str,
    pub id: &'static str,
    pub descending: bool,
}

/// Which part of an ordered list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    pub sort: Sort,
    pub after: Option<Position>,
    pub before: Option<Position>,
    pub limit: u32,
    /// Whether the entries are counted from the end.
    pub from_end: bool,
    /// Whether all entries of the list are counted as well.
    pub counted: bool,
}

/// Some neighbouring entries, in the order of their list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub entries: Vec<T>,
    /// Whether there are more in the direction in which they were counted.
    pub has_more: bool,
    /// The number of all entries of the list, if its window is counted.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// The same slice of what becomes of each entry.
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
    /// Restricts, orders and limits a query to this window, and to one entry more, which tells whether there is one.
    pub(crate) fn apply<Q>(&self, query: Q) -> Q
    where
        Q: FilterDsl<AfterCursor, Output = Q> + OrderDsl<KeysetOrder, Output = Q>,
    {
        self.first(self.between(query, Parameters::Bound), self.rows())
    }

    /// Restricts a query to what lies between the window's ends.
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

    /// Orders a query as the entries are counted: from that end.
    pub(crate) fn ordered<Q: OrderDsl<KeysetOrder>>(&self, query: Q) -> Q::Output {
        query.order(self.in_order(None))
    }

    /// The same, and no more than so many.
    pub(crate) fn first<Q: OrderDsl<KeysetOrder>>(&self, query: Q, rows: i64) -> Q::Output {
        query.order(KeysetOrder { limit: Some(rows), ..self.in_order(None) })
    }

    /// The order in which entries are counted, behind a column that is the same for all of them, if one is pinned.
    pub(crate) fn in_order(&self, pinned: Option<&'static str>) -> KeysetOrder {
        KeysetOrder {
            pinned,
            sort: self.sort,
            descending: self.sort.descending != self.from_end,
            limit: None,
        }
    }

    /// How many entries are read.
    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The part of this window within one rank of a ranked list, where positions are texts; none when the cursors leave
    /// nothing of that rank.
    pub(crate) fn of_rank(&self, rank: u8) -> Option<Self> {
        let side =
            |position: &Option<Position>| position.as_ref().map_or(Ordering::Equal, |p| p.side_of(rank));
        if side(&self.after).is_gt() || side(&self.before).is_lt() {
            return None;
        }
        // A cursor in another rank is no limit within this one.
        let within = |position: &Option<Position>| position.as_ref().and_then(|p| p.within(rank));
        Some(Self { after: within(&self.after), before: within(&self.before), ..self.clone() })
    }

    /// Takes the additional entry away again, and restores the list's own order.
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

/// `(column, id) > (key, id)`, or `<`: a row comparison, which an index answers directly.
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

/// `column, id`, each ascending or each descending.
///
/// A limit stands in the statement behind the order. diesel's own is bound, and a plan for any values would count on a tenth of the
/// table, and rather sort it than read a page in order. As pages have few lengths, there are few statements.
#[derive(Debug, Clone)]
pub(crate) struct KeysetOrder {
    pinned: Option<&'static str>,
    sort: Sort,
    descending: bool,
    limit: Option<i64>,
}

impl KeysetOrder {
    /// The table whose columns these are.
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
