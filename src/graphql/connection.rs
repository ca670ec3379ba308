//! Relay's connections: one page of a list, its edges, and how to go on.

#![expect(clippy::unused_async, reason = "resolvers are asynchronous, whether or not they wait")]

use std::borrow::Cow;

use async_graphql::{ContainerType, Context, Lookahead, Object, TypeName, connection::PageInfo};
use futures_util::future::{BoxFuture, ready};

use super::{
    inline_resolved::{InlineList, InlineResolved, NullableEntry, NullableInlineList},
    loaders::Loaders,
    page::Ordering,
    request::request,
};
use crate::{
    account::tokens::SealingKeys,
    database::{Listed, Loaded, Page, PageRequest, Unreadable},
    error::Failure,
};

/// A type of the API that is listed.
pub(super) trait PageNode: ContainerType + Sized {
    /// Has everything read to which the entries of a page refer, as far as it is asked for: then they can be answered one after
    /// the other, and no more than one of them is in the making at a time.
    fn prefetch<'a>(
        _edges: &'a [Edge<Self>],
        _loaders: &'a Loaders,
        _node: &Lookahead<'_>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(ready(()))
    }
}

/// Whether the operation asks how many entries the list has that is being resolved.
pub(super) fn is_counted(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

/// One page of a list, as resolvers hand it on.
pub(super) type Connection<N> = InlineResolved<ConnectionPage<N>>;

/// One page of a list.
pub(super) struct ConnectionPage<N> {
    edges: Vec<Edge<N>>,
    has_previous_page: bool,
    has_next_page: bool,
    /// Present where it is asked for: it was counted in the snapshot of the page.
    total: Option<i64>,
}

/// One entry of a list.
pub(super) struct Edge<N> {
    cursor: Cursor,
    node: Result<N, Unreadable>,
}

/// A cursor, which is written when somebody asks for it: that takes longer than all else of most entries.
type Cursor = Box<dyn Fn(&SealingKeys) -> String + Send + Sync>;

impl<N> Edge<N> {
    pub(super) fn new(
        node: Result<N, Unreadable>,
        cursor: impl Fn(&SealingKeys) -> String + Send + Sync + 'static,
    ) -> Self {
        Self { cursor: Box::new(cursor), node }
    }

    /// The entry, if its record can be read.
    pub(super) fn readable(&self) -> Option<&N> {
        self.node.as_ref().ok()
    }
}

impl<N: PageNode> Connection<N> {
    /// A page from the slice that a window yielded.
    pub(super) fn new<E>(ordering: &Ordering<E>, page_request: &PageRequest, slice: Page<Loaded<E>>) -> Self
    where
        E: Listed,
        N: From<E>,
    {
        let edge = |entry: Loaded<E>| {
            let cursor = ordering.cursor(&entry);
            Edge::new(entry.map(N::from).into_result(), cursor)
        };
        let edges = slice.entries.into_iter().map(edge).collect();
        let begin = if page_request.from_end { &page_request.before } else { &page_request.after };
        let bounds = PageBounds {
            from_end: page_request.from_end,
            begins_at_cursor: begin.is_some(),
            has_more: slice.has_more,
        };
        Self::of(edges, bounds, slice.total)
    }
}

/// Where a page lies in its list.
pub(super) struct PageBounds {
    /// Whether the entries were counted from the end of the list.
    pub from_end: bool,
    /// Whether there is a cursor where the counting begins.
    pub begins_at_cursor: bool,
    /// Whether there are more in the direction in which they were counted.
    pub has_more: bool,
}

impl<N> Connection<N> {
    /// A page of entries with their cursors.
    pub(super) fn of(edges: Vec<Edge<N>>, bounds: PageBounds, total: Option<i64>) -> Self {
        let PageBounds { from_end, begins_at_cursor, has_more } = bounds;
        InlineResolved(ConnectionPage {
            edges,
            // A page that begins or ends at a cursor has at least the cursor's entry beyond it.
            has_previous_page: if from_end { has_more } else { begins_at_cursor },
            has_next_page: if from_end { begins_at_cursor } else { has_more },
            total,
        })
    }
}

impl<N: PageNode> ConnectionPage<N> {
    async fn prefetch(&self, ctx: &Context<'_>, node: &Lookahead<'_>) {
        let request = request(ctx);
        // Not before the table of permissions has said what is open.
        if !request.is_guarded {
            N::prefetch(&self.edges, &request.loaders, node).await;
        }
    }
}

impl<N: ContainerType> NullableEntry for Edge<N> {
    type Object = N;

    fn object(&self) -> Result<&N, Failure> {
        self.node.as_ref().map_err(|unreadable| unreadable.clone().into())
    }
}

impl<N: ContainerType> TypeName for ConnectionPage<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

/// One page of a list.
#[Object(name_type)]
impl<N: PageNode> ConnectionPage<N> {
    /// The entries of this page, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> InlineList<'_, Edge<N>> {
        self.prefetch(ctx, &ctx.look_ahead().field("node")).await;
        InlineList(&self.edges)
    }

    /// The same entries without cursors, for those who page by `pageInfo`. Null stands for an entry whose record cannot be read; an error
    /// at its place says so.
    async fn nodes(&self, ctx: &Context<'_>) -> NullableInlineList<'_, Edge<N>> {
        self.prefetch(ctx, &ctx.look_ahead()).await;
        NullableInlineList(&self.edges)
    }

    /// How to go on from this page.
    async fn page_info(&self, ctx: &Context<'_>) -> InlineResolved<PageInfo> {
        let Self { has_previous_page, has_next_page, .. } = *self;
        let keys = &request(ctx).cursor_keys;
        let cursor = |edge: &Edge<N>| (edge.cursor)(keys);
        let (start_cursor, end_cursor) = (self.edges.first().map(cursor), self.edges.last().map(cursor));
        InlineResolved(PageInfo { has_previous_page, has_next_page, start_cursor, end_cursor })
    }

    /// The number of all entries of the list, whatever the page, at the same instant. It is counted only when it is asked for.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous, whether or not they wait")]
    async fn total_count(&self) -> Result<i64, Failure> {
        self.total.ok_or_else(|| Failure::fault(anyhow::anyhow!("a list was not counted")))
    }
}

impl<N: ContainerType> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", N::type_name()).into()
    }
}

/// One entry of a list.
#[Object(name_type)]
impl<N: ContainerType> Edge<N> {
    /// The place of the entry in its list, for `after` and `before`. Opaque, and valid for this order and filter only.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        (self.cursor)(&request(ctx).cursor_keys)
    }

    /// The entry itself. Null when its record cannot be read; an error at this path says so, and the other entries stand.
    async fn node(&self) -> Result<Option<InlineResolved<&N>>, Failure> {
        self.object().map(|node| Some(InlineResolved(node)))
    }
}
