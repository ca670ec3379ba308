//! Validation of a document against the schema (GraphQL specification, "Validation").
//!
//! `apollo-compiler` checks everything except values. It accepts any literal for a custom scalar, does not
//! know `@oneOf`, skips variables inside lists, and accepts null for a missing argument. It also reports a
//! selection as missing if it knows none of the selected fields. [`values`](super::values) and
//! [`variables`](super::variables) run these checks instead. `docs/adr/0001-graphql-validation.md` compares
//! the alternatives.

use apollo_compiler::{
    Node, Schema as TypedSchema, ast,
    diagnostic::Diagnostic,
    name,
    parser::Parser,
    schema::{ExtendedType, FieldDefinition},
    ty,
    validation::{DiagnosticData, DiagnosticList, Valid},
};
use async_graphql::{Pos, registry::Registry};

use super::suggestions::suggestion;
use crate::{DocumentError, DocumentLimits};

/// A schema as the validator reads it.
#[derive(Debug)]
pub struct ValidationSchema(Valid<TypedSchema>);

impl ValidationSchema {
    /// Parses a schema in the definition language, as `async-graphql` exports it. The error describes what is
    /// invalid.
    pub fn new(sdl: &str) -> Result<Self, String> {
        let parsed = Parser::new().parse_schema(sdl, "schema.graphql");
        let mut schema = parsed.map_err(|schema| schema.errors.to_string())?;
        add_is_one_of(&mut schema);
        schema.validate().map(Self).map_err(|schema| schema.errors.to_string())
    }
}

/// Errors that this crate reports itself, by the names of `apollo-compiler`. It reports errors about values
/// with the path of the value, and does not quote the value.
const OWN_ERRORS: [&str; 9] = [
    "DisallowedVariableUsage",
    "FloatCoercionError",
    "IntCoercionError",
    "MissingSubselection",
    "RequiredArgument",
    "RequiredField",
    "UndefinedEnumValue",
    "UndefinedInputValue",
    "UnsupportedValueType",
];

/// The maximum length of a detail, in characters. Names in a document can have any length.
const LONGEST_DETAIL: usize = 400;

/// The errors of a document, without those about values, up to the limit for one response. Only readers of
/// the schema receive suggestions for misspelt names.
pub(super) fn errors(
    tree: &ast::Document,
    schema: &ValidationSchema,
    registry: &Registry,
    may_read_schema: bool,
) -> Vec<DocumentError> {
    let errors = match tree.to_executable_validate(&schema.0) {
        Ok(_) => return Vec::new(),
        Err(refused) => refused.errors,
    };
    let registry = may_read_schema.then_some(registry);
    of_document(&errors).take(DocumentLimits::ERRORS).map(|error| refused(&error, registry)).collect()
}

fn of_document(errors: &DiagnosticList) -> impl Iterator<Item = Diagnostic<'_, DiagnosticData>> {
    errors.iter().filter(|error| {
        let name = error.error.unstable_error_name();
        name.is_none_or(|name| !OWN_ERRORS.contains(&name))
    })
}

fn refused(error: &Diagnostic<'_, DiagnosticData>, registry: Option<&Registry>) -> DocumentError {
    let range = error.line_column_range();
    let at = range.map(|range| Pos { line: range.start.line, column: range.start.column });
    let message = described(&error.error.to_string());
    let meant = registry.and_then(|registry| suggestion(registry, &message)).unwrap_or_default();
    let detail = message.chars().take(LONGEST_DETAIL).chain(meant.chars()).collect();
    DocumentError::invalid(detail, at)
}

/// Rewrites a message: quotes as in other errors, and "schema" for types and directives. The library says
/// that it looks them up in the document.
fn described(message: &str) -> String {
    let message = message.replace('`', "\"");
    let of_schema = ["cannot find type ", "cannot find directive "];
    match message.strip_suffix(" in this document") {
        Some(found) if of_schema.iter().any(|start| found.starts_with(start)) => {
            format!("{found} in the schema")
        }
        Some(_) | None => message,
    }
}

/// Adds `__Type.isOneOf`, which `apollo-compiler` 1.33 lacks and the server supports.
fn add_is_one_of(schema: &mut TypedSchema) {
    if let Some(ExtendedType::Object(meta_type)) = schema.types.get_mut("__Type") {
        let is_one_of = FieldDefinition {
            description: None,
            name: name!("isOneOf"),
            arguments: Vec::new(),
            ty: ty!(Boolean),
            directives: ast::DirectiveList::default(),
        };
        meta_type.make_mut().fields.insert(name!("isOneOf"), Node::new(is_one_of).into());
    }
}
