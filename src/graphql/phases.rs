//! What has to be added to the phases of the GraphQL library.
//!
//! Documents are prepared before it parses any; what it refuses by itself gets a code; and each field asks the table of
//! permissions. See [`nullability`](super::nullability) and [`shape`](super::shape) for the rest.

use std::{
    any::TypeId,
    iter,
    sync::{Arc, OnceLock},
};

use async_graphql::{
    IntrospectionMode, PathSegment, QueryPathNode, QueryPathSegment, Request, ServerError, ServerResult,
    ValidationResult, Value, async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextResolve, NextValidation,
        ResolveInfo,
    },
};

use super::{
    Introspection, RequestContext, Terms,
    document::{self, Prepared},
    failure::refused,
    permissions::{self, Verdict},
    request::Cost,
};
use crate::{
    error::{GeneralError, Violation},
    principal::Principal,
};

/// Sees to it that every operation of a schema is run on these terms.
pub(super) struct Phases(pub Arc<Terms>);

impl ExtensionFactory for Phases {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Operation { terms: self.0.clone(), faults: OnceLock::new() })
    }
}

/// One operation on its way through the phases.
struct Operation {
    terms: Arc<Terms>,
    /// What is wrong with the values that it is given.
    faults: OnceLock<Vec<ServerError>>,
}

#[async_trait::async_trait]
impl Extension for Operation {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let context = context_of(&request);
        let refuse = |refusal| refused(Violation::new(refusal), None);
        if let Some(text) =
            self.terms.document(&request.query, context.document_id.as_deref()).map_err(refuse)?
        {
            request.query = text.to_owned();
        }
        if !self.may_read_schema(context.principal) {
            request.introspection_mode = IntrospectionMode::Disabled;
        }
        let maximum = self.terms.limits.cost;
        let noting = |requested| context.note_cost(Cost { requested, maximum });
        let prepared = document::prepare(&ctx.schema_env.registry, &self.terms.limits, &request, noting)?;
        let Prepared { document, defaults, shape, faults } = prepared;
        context.note_shape(shape);
        self.faults.get_or_init(|| faults);
        // The library forgets them where it looks at conditions.
        for (name, value) in defaults {
            request.variables.entry(name).or_insert(value);
        }
        request.set_parsed_query(document);
        next.run(ctx, request).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let context = ctx.data_unchecked::<Arc<RequestContext>>();
        let faults = self.faults.get().cloned().unwrap_or_default();
        document::judge(next.run(ctx).await, faults, self.may_read_schema(context.principal))
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let request = ctx.data_unchecked::<Arc<RequestContext>>();
        let (node, return_type) = (info.path_node, info.return_type);
        let outcome = match refusal(request.principal, &info) {
            None => next.run(ctx, info).await,
            Some(refusal) => Err(refusal),
        };
        Ok(request.failed.settle(node, return_type, outcome))
    }
}

impl Operation {
    fn may_read_schema(&self, principal: Principal) -> bool {
        match self.terms.introspection {
            Introspection::Everybody => true,
            Introspection::SignedIn => matches!(principal, Principal::User(_)),
        }
    }
}

/// Why the caller does not get this field, if so. Entries of a list are no fields.
fn refusal(principal: Principal, info: &ResolveInfo<'_>) -> Option<ServerError> {
    let QueryPathSegment::Name(_) = info.path_node.segment else { return None };
    let refusal = match permissions::verdict(principal, info.parent_type, info.name) {
        Verdict::Granted => return None,
        Verdict::Unauthenticated => GeneralError::Unauthenticated,
        Verdict::Forbidden => GeneralError::Forbidden,
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

/// Whoever runs an operation has put its context into the request.
fn context_of(request: &Request) -> Arc<RequestContext> {
    let context = request.data.get(&TypeId::of::<Arc<RequestContext>>());
    context.and_then(|context| context.downcast_ref().cloned()).expect("every operation has a context")
}
