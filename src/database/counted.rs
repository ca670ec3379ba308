//! A page and the number of all entries of its list in one statement, so that both belong to one snapshot.

use std::{collections::HashMap, marker::PhantomData};

use diesel::{
    Expression, Selectable,
    helper_types::{AsSelect, SqlTypeOf},
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::BigInt,
};
use uuid::Uuid;

use super::keyset::{Page, PageRequest};

/// What is selected to be read into `T`.
type Selected<T> = AsSelect<T, Pg>;

/// Each row of the page behind the total. A page without rows is one row, with the total alone.
///
/// Beneath a lateral statement, page and total are those of one parent.
#[derive(Debug, Clone)]
pub(crate) struct CountedPage<C, P, T> {
    count: C,
    page: P,
    rows: PhantomData<fn() -> T>,
}

impl<C, P, T> CountedPage<C, P, T> {
    pub(crate) fn new(count: C, page: P) -> Self {
        Self { count, page, rows: PhantomData }
    }
}

impl<C, P, T> Query for CountedPage<C, P, T>
where
    T: Selectable<Pg>,
    Option<T>: Selectable<Pg>,
    P: Query<SqlType = SqlTypeOf<Selected<T>>>,
    Selected<T>: Expression,
    Selected<Option<T>>: Expression,
{
    type SqlType = (BigInt, SqlTypeOf<Selected<Option<T>>>);
}

impl<C: QueryFragment<Pg>, P: QueryFragment<Pg>, T> QueryFragment<Pg> for CountedPage<C, P, T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT counted.total, page.* FROM (");
        self.count.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted(total) LEFT JOIN (");
        self.page.walk_ast(out.reborrow())?;
        out.push_sql(") AS page ON TRUE");
        Ok(())
    }
}

impl<C, P, T> QueryId for CountedPage<C, P, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl PageRequest {
    /// The slice, with the total, from rows that stand behind it.
    pub(crate) fn counted_slice<T>(&self, rows: Vec<(i64, Option<T>)>) -> Page<T> {
        let total = rows.first().map(|(total, _)| *total);
        Page { total, ..self.slice(rows.into_iter().filter_map(|(_, row)| row).collect()) }
    }
}

/// Reads a page of a window, and the number of all entries if the window is counted.
///
/// A macro, because the futures of a generic function would not be `Send` for every lifetime of the connection.
macro_rules! read_page {
    ($page_request:expr, $connection:expr, $page:expr, $count:expr) => {
        if $page_request.counted {
            let query = $crate::database::CountedPage::new($count, $page);
            $page_request.counted_slice(query.load(&mut &*$connection).await?)
        } else {
            $page_request.slice($page.load(&mut &*$connection).await?)
        }
    };
}

/// The same for each parent.
macro_rules! read_page_of {
    ($page_request:expr, $connection:expr, $parents:expr, $page:expr, $count:expr) => {
        if $page_request.counted {
            let query = $crate::database::CountedPage::new($count, $page);
            let rows = $crate::database::Lateral::new($parents, query).load(&mut &*$connection).await?;
            $crate::database::by_parent(rows, |rows| $page_request.counted_slice(rows))
        } else {
            let rows = $crate::database::Lateral::new($parents, $page).load(&mut &*$connection).await?;
            $crate::database::by_parent(rows, |rows| $page_request.slice(rows))
        }
    };
}

pub(crate) use read_page;
pub(crate) use read_page_of;

/// The slice of each parent, from rows that stand behind their parent's id.
pub(crate) fn by_parent<R, T>(
    rows: Vec<(Uuid, R)>,
    slice: impl Fn(Vec<R>) -> Page<T>,
) -> HashMap<Uuid, Page<T>> {
    let mut by_parent: HashMap<Uuid, Vec<R>> = HashMap::new();
    for (parent, row) in rows {
        by_parent.entry(parent).or_default().push(row);
    }
    by_parent.into_iter().map(|(parent, rows)| (parent, slice(rows))).collect()
}
