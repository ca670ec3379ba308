//! What happens to a document before anything of it is run.
//!
//! It is bounded before it is parsed, so that the parser comes back; bounded once more, with its fragments, before anything walks
//! through it; and only then looked up in the schema, for what it may cost and whether its values fit. Whoever runs
//! documents has them prepared here first.

mod audience;
mod cost;
mod extent;
mod given;
mod known;
mod text;
mod typename;
mod unknown;
mod values;
mod verdict;
mod walk;

use async_graphql::{
    Name, Pos, ServerError, ServerResult, Variables,
    parser::{
        self, parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
    registry::{MetaTypeName, Registry},
};
use async_graphql_value::ConstValue;

use self::{
    audience::Audience,
    walk::{Seen, Walk},
};
pub(super) use self::{known::KnownDocuments, verdict::judge};
use super::{DocumentLimits, failure::refused, once::repeated_mutation, shape::Shape};
use crate::error::{GeneralError, Violation};

/// A document whose fields the schema knows, and what is known of the operation that is meant.
pub(super) struct Document {
    parsed: ExecutableDocument,
    /// The name by which the operation is meant, if by any.
    name: Option<String>,
    /// What the answer will look like.
    pub shape: Shape,
    /// To whom every field of it is open.
    pub audience: Audience,
    /// Whether it reads something that refers to clinicians, departments or organisations, and these as well.
    pub refers: bool,
}

/// What a request gives an operation.
pub(super) struct Values {
    /// What variables are that the request does not give.
    pub defaults: Vec<(Name, ConstValue)>,
    /// What is wrong with the values. Of a document that is not valid it says nothing.
    pub faults: Vec<ServerError>,
}

/// A document within the limits that hold for its text and for its fragments.
pub fn parse(text: &str, limits: &DocumentLimits) -> ServerResult<ExecutableDocument> {
    let text = text::checked(text, limits).map_err(|refusal| refuse(refusal, None))?;
    let document = parse_query(text).map_err(unparsed)?;
    extent::check(&document, limits)?;
    Ok(document)
}

impl Document {
    /// Reads a document, as far as that can be done without values.
    pub(super) fn read(
        registry: &Registry,
        limits: &DocumentLimits,
        text: &str,
        name: Option<&str>,
    ) -> ServerResult<Self> {
        let parsed = parse(text, limits)?;
        if let Some(key) = repeated_mutation(&parsed) {
            let key = unknown::shown(key);
            return Err(invalid(format!(
                "the mutation \"{key}\" is named twice; give each an alias of its own"
            )));
        }
        unknown::check(registry, &parsed)?;
        typename::check(&parsed)?;
        let operation = chosen(&parsed, name).map_err(|detail| invalid(detail.to_owned()))?;
        let Some(root) = root(registry, operation.ty) else {
            return Err(invalid(format!("the schema has no {}s", operation.ty)));
        };
        let shape = Shape::of(operation, &parsed, registry, root);
        let none = Variables::default();
        let fields = Walk { registry, document: &parsed, operation, variables: &none }.fields();
        let audience = Audience::of(registry, &fields);
        let refers = operation.ty == OperationType::Query && fields.iter().any(refers);
        Ok(Self { name: name.map(str::to_owned), shape, audience, refers, parsed })
    }

    /// Judges what the operation may cost, of which `noting` is told in any case, and the values that it is given.
    pub(super) fn give(
        &self,
        registry: &Registry,
        limits: &DocumentLimits,
        variables: &Variables,
        noting: impl FnOnce(u64),
    ) -> ServerResult<Values> {
        let operation =
            chosen(&self.parsed, self.name.as_deref()).map_err(|detail| invalid(detail.to_owned()))?;
        let walk = Walk { registry, document: &self.parsed, operation, variables };
        let fields = walk.fields();
        let cost = cost::of(&walk, &fields);
        noting(cost);
        cost::check(&fields, cost, limits)?;
        let faults = values::faults(&walk, &fields);
        let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
        let defaults = definitions
            .filter_map(|it| Some((it.name.node.clone(), it.default_value.as_ref()?.node.clone())))
            .collect();
        Ok(Values { defaults, faults })
    }

    /// The document as the library runs it.
    pub(super) fn parsed(&self) -> ExecutableDocument {
        self.parsed.clone()
    }
}

/// Whether a field is a reference to somebody or something that many others refer to as well.
fn refers(seen: &Seen<'_>) -> bool {
    let referring = ["Appointment", "Clinician", "ClinicianPost", "MissedAppointmentsRow"];
    let referred = ["Clinician", "Department", "Organisation"];
    referring.contains(&seen.parent) && referred.contains(&MetaTypeName::concrete_typename(&seen.meta.ty))
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

fn invalid(detail: String) -> ServerError {
    refuse(GeneralError::GraphqlValidationFailed { detail }, None)
}

fn refuse(refusal: GeneralError, at: Option<Pos>) -> ServerError {
    refused(Violation::new(refusal), at)
}

fn too_complex(detail: String) -> GeneralError {
    GeneralError::QueryTooComplex { detail }
}
