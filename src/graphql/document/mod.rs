//! What happens to a document before anything of it is run.
//!
//! It is bounded before it is parsed, so that the parser comes back; bounded once more, with its fragments, before anything walks
//! through it; and only then looked up in the schema, for what it may cost and whether its values fit. Whoever runs
//! documents has them prepared here first.

mod cost;
mod extent;
mod given;
mod text;
mod typename;
mod unknown;
mod values;
mod verdict;
mod walk;

use async_graphql::{
    Name, Pos, Request, ServerError, ServerResult,
    parser::{
        self, parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
    registry::Registry,
};
use async_graphql_value::ConstValue;

pub(super) use self::verdict::judge;
use self::walk::Walk;
use super::{DocumentLimits, failure::refused, once::repeated_mutation, shape::Shape};
use crate::error::{GeneralError, Violation};

/// A document that may be run, and what is known of it.
pub(super) struct Prepared {
    pub document: ExecutableDocument,
    /// What variables are that the request does not give.
    pub defaults: Vec<(Name, ConstValue)>,
    /// What the answer will look like.
    pub shape: Shape,
    /// What is wrong with the values that it is given. Of a document that is not valid it says nothing.
    pub faults: Vec<ServerError>,
}

/// A document within the limits that hold for its text and for its fragments.
pub fn parse(text: &str, limits: &DocumentLimits) -> ServerResult<ExecutableDocument> {
    let text = text::checked(text, limits).map_err(|refusal| refuse(refusal, None))?;
    let document = parse_query(text).map_err(unparsed)?;
    extent::check(&document, limits)?;
    Ok(document)
}

/// Prepares an operation; `noting` is told what it may cost, also when it is refused for that.
pub(super) fn prepare(
    registry: &Registry,
    limits: &DocumentLimits,
    request: &Request,
    noting: impl FnOnce(u64),
) -> ServerResult<Prepared> {
    let document = parse(&request.query, limits)?;
    let invalid = |detail: String| refuse(GeneralError::GraphqlValidationFailed { detail }, None);
    if let Some(key) = repeated_mutation(&document) {
        let key = unknown::shown(key);
        return Err(invalid(format!("the mutation \"{key}\" is named twice; give each an alias of its own")));
    }
    unknown::check(registry, &document)?;
    typename::check(&document)?;
    let operation =
        chosen(&document, request.operation_name.as_deref()).map_err(|detail| invalid(detail.to_owned()))?;
    if operation.ty == OperationType::Subscription && root(registry, operation.ty).is_none() {
        return Err(invalid("the schema has no subscriptions".to_owned()));
    }
    let walk = Walk { registry, document: &document, operation, variables: &request.variables };
    let fields = walk.fields();
    let cost = cost::of(&walk, &fields);
    noting(cost);
    cost::check(&fields, cost, limits)?;
    let faults = values::faults(&walk, &fields);
    let shape = Shape::of(operation, &document);
    let defaults = operation.variable_definitions.iter().map(|definition| &definition.node);
    let defaults =
        defaults.filter_map(|it| Some((it.name.node.clone(), it.default_value.as_ref()?.node.clone())));
    let defaults = defaults.collect();
    Ok(Prepared { document, defaults, shape, faults })
}

/// The operation that is to be run.
fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, &'static str> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => Err("the document has no operation of this name"),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            let operation = operations.get(name).ok_or("the document has no operation of this name")?;
            Ok(&operation.node)
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.values();
            match (operations.next(), operations.next()) {
                (Some(operation), None) => Ok(&operation.node),
                _ => Err("the document has several operations, and none of them is named"),
            }
        }
    }
}

/// The parser's own words quote the line, which the error's locations tell in fewer; what it would have expected stands at the
/// end, by the names of its rules. Other errors than those of syntax are about documents that are well formed.
fn unparsed(error: parser::Error) -> ServerError {
    let is_well_formed = !matches!(error, parser::Error::Syntax { .. });
    let ServerError { message, locations, .. } = error.into();
    let expected = message.rsplit_once("\n  = ").map_or(message.as_str(), |(_, expected)| expected);
    // Of a number that it cannot hold it tells a place within the number.
    let expected = expected.split_once(" at line ").map_or(expected, |(expected, _)| expected);
    let detail = expected.replace('_', " ").replace("EOI", "the end").trim_end().to_owned();
    let is_limit =
        ["stack limit reached", "recursion limit exceeded"].iter().any(|limit| detail.contains(limit));
    let refusal = match (is_limit, is_well_formed) {
        (true, _) => too_complex("the document nests too deep".to_owned()),
        (false, true) => GeneralError::GraphqlValidationFailed { detail },
        (false, false) => GeneralError::GraphqlParseFailed { detail },
    };
    ServerError { locations, ..refuse(refusal, None) }
}

/// The type at which an operation begins, if the schema has operations of its kind.
fn root(registry: &Registry, of: OperationType) -> Option<&str> {
    match of {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_deref(),
        OperationType::Subscription => registry.subscription_type.as_deref(),
    }
}

fn refuse(refusal: GeneralError, at: Option<Pos>) -> ServerError {
    refused(Violation::new(refusal), at)
}

fn too_complex(detail: String) -> GeneralError {
    GeneralError::QueryTooComplex { detail }
}
