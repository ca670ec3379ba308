//! Relay's global object identification: `node` and `nodes`.

use async_graphql::{Context, ID};
use futures_util::future::join_all;
use graphql_strict::planned;

use super::{
    Node,
    id::{GlobalId, split},
    request::{RequestContext, request},
};
use crate::{
    account::UserId,
    error::{Failure, GeneralError},
};

/// The maximum number of objects that one call of `nodes` fetches.
const MAXIMUM_NODES: usize = 100;

#[derive(Default)]
pub(super) struct NodeQuery;

#[planned]
impl NodeQuery {
    /// The object with this identifier. Null if it does not exist or its record cannot be read.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An identifier from an earlier response.")] id: ID,
    ) -> Result<Option<Node>, Failure> {
        find(request(ctx), &id).await
    }

    /// The objects with these identifiers, in the same order. Null for each that does not exist or whose record cannot be read. At most 100 per call.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifiers from earlier responses.")] ids: Vec<ID>,
    ) -> Result<Option<Vec<Option<Result<Node, Failure>>>>, Failure> {
        if ids.len() > MAXIMUM_NODES {
            let maximum = u32::try_from(MAXIMUM_NODES).unwrap_or(u32::MAX);
            return Err(Failure::refuse_field("ids", GeneralError::PageSizeOutOfRange { maximum }));
        }
        let found = join_all(ids.iter().map(|id| find(request(ctx), id))).await;
        Ok(Some(found.into_iter().map(Result::transpose).collect()))
    }
}

async fn find(request: &RequestContext, id: &ID) -> Result<Option<Node>, Failure> {
    let Some((kind, uuid)) = split(id) else { return Ok(None) };
    // Only administrators see users other than themselves.
    if kind == UserId::KIND && !request.principal.may_see(UserId(uuid)) {
        return Ok(None);
    }
    request.loaders.records.find(kind, uuid).await
}
