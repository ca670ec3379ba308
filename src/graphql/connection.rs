//! Relay connections: one page of a list, its edges, and the information for the next page.

use std::borrow::Cow;

use async_graphql::{Context, Lookahead, OutputType, TypeName, connection::PageInfo};
use futures_util::future::{BoxFuture, ready};
use graphql_strict::{PlanObject, PlanOutput, planned};

use super::{loaders::Loaders, page::Ordering, request::request};
use crate::{
    account::tokens::SealingKeys,
    database::{Listed, Loaded, Page, PageRequest, Unreadable},
    error::Failure,
};

/// A type that lists contain.
pub(super) trait PageNode: PlanObject + PlanOutput + OutputType + Sized + 'static {
    /// Prefetches the selected records to which the entries of a page refer. After that, the entries resolve
    /// one after the other without awaiting, so only one of them is in memory as a future at a time.
    fn prefetch<'a>(
        _edges: &'a [Edge<Self>],
        _loaders: &'a Loaders,
        _node: &Lookahead<'_>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(ready(()))
    }
}

/// Whether the operation selects `totalCount` of the list that is being resolved.
pub(super) fn is_counted(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

/// One page of a list.
pub(super) struct Connection<N> {
    edges: Vec<Edge<N>>,
    has_previous_page: bool,
    has_next_page: bool,
    /// The number of all entries, if the operation selects `totalCount`. It was counted in the snapshot of
    /// the page.
    total: Option<i64>,
}

/// One entry of a list.
pub(super) struct Edge<N> {
    cursor: Cursor,
    node: Result<N, Unreadable>,
}

/// Encodes a cursor on demand, because sealing a cursor takes longer than all other work on most entries.
type Cursor = Box<dyn Fn(&SealingKeys) -> String + Send + Sync>;

impl<N> Edge<N> {
    /// The entry, or why it cannot be read.
    fn object(&self) -> Result<&N, Failure> {
        self.node.as_ref().map_err(|unreadable| unreadable.clone().into())
    }

    pub(super) fn new(
        node: Result<N, Unreadable>,
        cursor: impl Fn(&SealingKeys) -> String + Send + Sync + 'static,
    ) -> Self {
        Self { cursor: Box::new(cursor), node }
    }

    /// The entry, if its record is readable.
    pub(super) fn readable(&self) -> Option<&N> {
        self.node.as_ref().ok()
    }
}

impl<N: PageNode> Connection<N> {
    /// Converts a page of records into a connection.
    pub(super) fn new<E>(ordering: &Ordering<E>, page_request: &PageRequest, page: Page<Loaded<E>>) -> Self
    where
        E: Listed,
        N: From<E>,
    {
        let edge = |entry: Loaded<E>| {
            let cursor = ordering.cursor(&entry);
            Edge::new(entry.map(N::from).into_result(), cursor)
        };
        let edges = page.entries.into_iter().map(edge).collect();
        let start_cursor = if page_request.from_end { &page_request.before } else { &page_request.after };
        let bounds = PageBounds {
            from_end: page_request.from_end,
            begins_at_cursor: start_cursor.is_some(),
            has_more: page.has_more,
        };
        Self::of(edges, bounds, page.total)
    }
}

/// The position of a page in its list.
pub(super) struct PageBounds {
    /// Whether the entries were counted from the end of the list.
    pub from_end: bool,
    /// Whether the count starts at a cursor: `before` when counted from the end, otherwise `after`.
    pub begins_at_cursor: bool,
    /// Whether more entries follow in the direction of the count.
    pub has_more: bool,
}

impl<N> Connection<N> {
    /// A page of entries with their cursors.
    pub(super) fn of(edges: Vec<Edge<N>>, bounds: PageBounds, total: Option<i64>) -> Self {
        let PageBounds { from_end, begins_at_cursor, has_more } = bounds;
        Connection {
            edges,
            // A page that begins or ends at a cursor has at least one entry beyond it: the entry of the
            // cursor.
            has_previous_page: if from_end { has_more } else { begins_at_cursor },
            has_next_page: if from_end { begins_at_cursor } else { has_more },
            total,
        }
    }
}

impl<N: PageNode> Connection<N> {
    async fn prefetch(&self, ctx: &Context<'_>, node: &Lookahead<'_>) {
        let request = request(ctx);
        // Only for callers with permission for every field. For others, each field checks its permission
        // first.
        if !request.is_guarded {
            N::prefetch(&self.edges, &request.loaders, node).await;
        }
    }
}

impl<N: PageNode> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

/// One page of a list.
#[planned(name_type)]
impl<N: PageNode> Connection<N> {
    /// The entries of this page, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> &[Edge<N>] {
        self.prefetch(ctx, &ctx.look_ahead().field("node")).await;
        &self.edges
    }

    /// The same entries without cursors, for clients that page by `pageInfo`. Null replaces an entry whose record cannot be read, and an error at its path says so.
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Option<Result<&N, Failure>>> {
        self.prefetch(ctx, &ctx.look_ahead()).await;
        self.edges.iter().map(|edge| Some(edge.object())).collect()
    }

    /// The cursors at both ends of this page, and whether pages before and after it exist.
    fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        let Self { has_previous_page, has_next_page, .. } = *self;
        let keys = &request(ctx).cursor_keys;
        let cursor = |edge: &Edge<N>| (edge.cursor)(keys);
        let (start_cursor, end_cursor) = (self.edges.first().map(cursor), self.edges.last().map(cursor));
        PageInfo { has_previous_page, has_next_page, start_cursor, end_cursor }
    }

    /// The number of all entries in the list, independent of the page, at the same instant. It is counted only if it is selected.
    fn total_count(&self) -> Result<i64, Failure> {
        self.total.ok_or_else(|| {
            Failure::fault(anyhow::anyhow!("`totalCount` was selected, but the list was not counted"))
        })
    }
}

impl<N: PageNode> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// One entry of a list.
#[planned(name_type)]
impl<N: PageNode> Edge<N> {
    /// The position of the entry in its list, for `after` and `before`. Opaque. Valid only for the same order and filter.
    fn cursor(&self, ctx: &Context<'_>) -> String {
        (self.cursor)(&request(ctx).cursor_keys)
    }

    /// The entry itself. Null if its record cannot be read: an error at this path says so, and the other entries are complete.
    fn node(&self) -> Result<Option<&N>, Failure> {
        self.object().map(Some)
    }
}
