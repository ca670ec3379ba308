//! Permission checks at each field, for operations that are not open to the caller as a whole.

use std::{
    iter,
    sync::{Arc, OnceLock},
};

use async_graphql::{
    PathSegment, QueryPathNode, QueryPathSegment, Response, SchemaEnv, ServerError, ServerResult, Value,
    async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo},
};

use super::{
    RequestContext, answer_size,
    failure::refused,
    permissions::{self, PermissionDecision},
    request::request_at,
};
use crate::{
    error::{GeneralError, Violation},
    principal::Principal,
};

/// Sees to it that nobody is answered a field that is not open to them.
#[derive(Clone, Default)]
pub(super) struct PermissionExtension {
    /// What the library shows to extensions only.
    pub env: Arc<OnceLock<SchemaEnv>>,
}

impl ExtensionFactory for PermissionExtension {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Extension for PermissionExtension {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        self.env.get_or_init(|| ctx.schema_env.clone());
        next.run(ctx, operation_name).await
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let request = request_at(ctx.data_unchecked::<Arc<RequestContext>>(), Some(info.path_node));
        match refusal(request.principal, &info) {
            None if answer_size::is_exceeded(request) => Ok(None),
            None => {
                let resolved = next.run(ctx, info).await;
                if let Ok(Some(value)) = &resolved {
                    answer_size::grow(request, std::slice::from_ref(value));
                }
                resolved
            }
            Some(refusal) => Err(refusal),
        }
    }
}

/// Why the caller does not get this field, if so. Entries of a list are no fields.
fn refusal(principal: Principal, info: &ResolveInfo<'_>) -> Option<ServerError> {
    let QueryPathSegment::Name(_) = info.path_node.segment else { return None };
    let refusal = match permissions::decide(principal, info.parent_type, info.name) {
        PermissionDecision::Granted => return None,
        PermissionDecision::Unauthenticated => GeneralError::Unauthenticated,
        PermissionDecision::Forbidden => GeneralError::Forbidden,
    };
    let error = refused(Violation::new(refusal), Some(info.field.name.pos));
    Some(ServerError { path: path(info.path_node), ..error })
}

fn path(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path: Vec<PathSegment> = iter::successors(Some(node), |node| node.parent)
        .map(|node| match node.segment {
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        })
        .collect();
    path.reverse();
    path
}
