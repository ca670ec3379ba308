//! What happens to a document before anything of it is run.
//!
//! It is bounded before it is parsed, so that the parser comes back; bounded once more, with its fragments, before anything walks
//! through it; and only then looked up in the schema, for what it may cost and whether its values fit. Whoever runs
//! documents has them prepared here first.

mod cost;
mod extent;
mod text;
mod typename;
mod unknown;
mod values;
mod walk;

use async_graphql::{
    Name, Request, ServerError, ServerResult,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, Type},
    },
    registry::Registry,
};
use async_graphql_value::ConstValue;

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
pub(super) fn parse(text: &str, limits: &DocumentLimits) -> ServerResult<ExecutableDocument> {
    text::check(text, limits).map_err(|refusal| refused(Violation::new(refusal), None))?;
    let mut document = parse_query(text).map_err(|error| unparsed(error.into()))?;
    extent::check(&document, limits).map_err(|(refusal, pos)| refused(Violation::new(refusal), pos))?;
    match &mut document.operations {
        DocumentOperations::Single(operation) => tidy_types(&mut operation.node),
        DocumentOperations::Multiple(operations) => {
            operations.values_mut().for_each(|operation| tidy_types(&mut operation.node));
        }
    }
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
    let invalid =
        |detail: String| refused(Violation::new(GeneralError::GraphqlValidationFailed { detail }), None);
    if let Some(key) = repeated_mutation(&document) {
        let key = unknown::shown(key);
        return Err(invalid(format!("the mutation \"{key}\" is named twice; give each an alias of its own")));
    }
    unknown::check(registry, &document)
        .and_then(|()| typename::check(&document))
        .map_err(|(refusal, pos)| refused(Violation::new(refusal), pos))?;
    let operation =
        chosen(&document, request.operation_name.as_deref()).map_err(|detail| invalid(detail.to_owned()))?;
    let walk = Walk { registry, document: &document, operation, variables: &request.variables };
    let fields = walk.fields();
    let cost = cost::of(&walk, &fields);
    noting(cost);
    cost::check(&fields, cost, limits).map_err(|(refusal, pos)| refused(Violation::new(refusal), pos))?;
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

/// Takes white space out of the types of variables, with which the library does not know them: `[Int !]`.
fn tidy_types(operation: &mut OperationDefinition) {
    for definition in &mut operation.variable_definitions {
        let wanted = &mut definition.node.var_type.node;
        let written = wanted.to_string();
        if written.contains(|c: char| !c.is_ascii_graphic() || c == ',') {
            let tidy: String = written.chars().filter(|c| c.is_ascii_graphic() && *c != ',').collect();
            *wanted = Type::new(&tidy).unwrap_or_else(|| wanted.clone());
        }
    }
}

/// The parser's own words quote the line, which the error's locations tell in fewer; what it would have expected stands at the
/// end, by the names of its rules.
fn unparsed(error: ServerError) -> ServerError {
    let expected =
        error.message.rsplit_once("\n  = ").map_or(error.message.as_str(), |(_, expected)| expected);
    // Of a number that it cannot hold it tells a place within the number.
    let expected = expected.split_once(" at line ").map_or(expected, |(expected, _)| expected);
    let detail = expected.replace('_', " ").replace("EOI", "the end").trim_end().to_owned();
    let is_limit =
        ["stack limit reached", "recursion limit exceeded"].iter().any(|limit| detail.contains(limit));
    let refusal = if is_limit {
        too_complex("the document nests too deep".to_owned())
    } else {
        GeneralError::GraphqlParseFailed { detail }
    };
    ServerError { locations: error.locations, ..refused(Violation::new(refusal), None) }
}

fn too_complex(detail: String) -> GeneralError {
    GeneralError::QueryTooComplex { detail }
}
