//! Permission checks at each field, for operations that contain fields closed to the caller.

use std::sync::Arc;

use async_graphql::{QueryPathNode, ServerError, extensions::ResolveInfo};
use graphql_strict::FieldGuard;

use super::{
    RequestContext,
    failure::refused,
    permissions::{self, PermissionDecision},
    request::request_at,
};
use crate::error::{GeneralError, Violation};

impl FieldGuard for RequestContext {
    fn at<'a>(self: &'a Arc<Self>, path: &QueryPathNode<'_>) -> &'a Arc<Self> {
        request_at(self, Some(path))
    }

    fn refusal(&self, info: &ResolveInfo<'_>) -> Option<ServerError> {
        let refusal = match permissions::decide(self.principal, info.parent_type, info.name) {
            PermissionDecision::Granted => return None,
            PermissionDecision::Unauthenticated => GeneralError::Unauthenticated,
            PermissionDecision::Forbidden => GeneralError::Forbidden,
        };
        Some(refused(Violation::new(refusal), Some(info.field.name.pos)))
    }
}
