//! What has to be added to the phases of the GraphQL library.
//!
//! What it refuses by itself gets a code, by the phase in which it does; see [`nullability`](super::nullability) and
//! [`shape`](super::shape) for the rest.

use std::{iter, sync::Arc};

use async_graphql::{
    PathSegment, QueryPathNode, QueryPathSegment, ServerError, ServerResult, ValidationResult, Value,
    Variables, async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextResolve, NextValidation,
        ResolveInfo,
    },
    parser::types::ExecutableDocument,
};

use super::{
    RequestContext,
    once::repeated_mutation,
    permissions::{self, Verdict},
};
use crate::{
    error::{Failure, GeneralError},
    principal::Principal,
};

pub(super) struct Phases;

impl ExtensionFactory for Phases {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Phases {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await.map_err(|error| coded(error, of_parsing))?;
        if let Some(key) = repeated_mutation(&document) {
            let detail = format!("the mutation \"{key}\" is named twice; give each an alias of its own");
            return Err(coded(ServerError::new(detail, None), |detail| {
                GeneralError::GraphqlValidationFailed { detail }
            }));
        }
        ctx.data_unchecked::<Arc<RequestContext>>().note_shape(&document);
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx)
            .await
            .map_err(|errors| errors.into_iter().map(|error| coded(error, of_validation)).collect())
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

/// Why the caller does not get this field, if so. Entries of a list are no fields.
fn refusal(principal: Principal, info: &ResolveInfo<'_>) -> Option<ServerError> {
    let QueryPathSegment::Name(_) = info.path_node.segment else { return None };
    let refusal = match permissions::verdict(principal, info.parent_type, info.name) {
        Verdict::Granted => return None,
        Verdict::Unauthenticated => GeneralError::Unauthenticated,
        Verdict::Forbidden => GeneralError::Forbidden,
    };
    let error = ServerError::new(String::new(), Some(info.field.name.pos));
    Some(ServerError { path: path(info.path_node), ..coded(error, |_| refusal) })
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

/// Limits are found while parsing too; the library tells them apart by their text alone.
///
/// A parser's message quotes the whole line and points at the place, which the error's locations tell in few words;
/// what it would have expected stands at the end.
fn of_parsing(message: String) -> GeneralError {
    let detail = message.rsplit_once("\n  = ").map_or(message.as_str(), |(_, expected)| expected).to_owned();
    if ["stack limit reached", "recursion limit exceeded.", "The recursion depth of the query"]
        .iter()
        .any(|limit| detail.starts_with(limit))
    {
        GeneralError::QueryTooComplex { detail }
    } else {
        GeneralError::GraphqlParseFailed { detail }
    }
}

/// Limits and wrong values are found during validation too; the library tells them apart by their text alone.
fn of_validation(detail: String) -> GeneralError {
    if detail.starts_with("Query is ") {
        GeneralError::QueryTooComplex { detail }
    } else if detail.starts_with("Invalid value for argument") {
        GeneralError::BadUserInput { detail }
    } else {
        GeneralError::GraphqlValidationFailed { detail }
    }
}

fn coded(error: ServerError, code: impl FnOnce(String) -> GeneralError) -> ServerError {
    let failure = Failure::refuse(code(error.message.clone()));
    ServerError { source: Some(Arc::new(failure)), ..error }
}
