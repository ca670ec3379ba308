//! What happens to a document before anything of it is run.
//!
//! 1. `parse` reads the text, within limits on its length and nesting.
//! 2. `size_limits` counts what it selects, with its fragments expanded.
//! 3. `cost` estimates what the operation costs, for the variables of the request.
//! 4. `validate` and `variables` check the document against the schema, as far as the variables do not matter.
//! 5. `values` checks the values of the variables.
//! 6. `prepare` collects the fields of each object, for the conditions of the request, and `absent` leaves out what
//!    depends on variables that were not given.
//!
//! Steps 1, 2, 4 and 6 are cached by the text of the document.

mod absent;
mod argument_paths;
mod authorized_roles;
mod cache;
mod collect;
mod convert;
mod cost;
mod descriptions;
mod form;
mod input_value;
mod keys;
mod lists;
mod parse;
mod position;
mod prepare;
mod schema_entries;
mod size_limits;
mod suggestions;
mod tokens;
mod validate;
mod values;
mod variables;
mod variants;
mod walk;

use std::{collections::HashMap, sync::Arc};

use apollo_compiler::ast;
use async_graphql::{
    Name, Pos, ServerError, ServerResult, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    registry::{MetaTypeName, Registry},
};
use async_graphql_value::ConstValue;

use self::{
    argument_paths::{at_root, only_root_key},
    authorized_roles::AuthorizedRoles,
    convert::{Converted, convert},
    variables::ValueErrors,
    variants::Variants,
    walk::{VisitedField, Walk},
};
pub(super) use self::{cache::DocumentCache, form::form, prepare::PreparedOperation, walk::SchemaReader};
use super::{DocumentLimits, failure::refused, request::Cost};
use crate::error::{GeneralError, Violation};

/// A document, and the choice of the operation to run.
pub(super) struct Document {
    parsed: ExecutableDocument,
    /// The name of the operation, if the request gives one.
    name: Option<String>,
    variants: Variants,
    /// The roles that may read every field of the operation.
    pub audience: AuthorizedRoles,
    /// Whether it reads records together with the clinicians, departments or organisations that they refer to.
    pub refers: bool,
}

/// A document that was read for the first time, and is not validated yet.
pub(super) struct ParsedDocument {
    pub document: Document,
    tree: ast::Document,
    duplicate_input_fields: Vec<ServerError>,
}

/// What a request gives an operation.
pub(super) struct Values {
    /// The variables of the request, with the defaults of the others.
    pub variables: Variables,
    /// What is wrong with them.
    pub errors: Vec<ServerError>,
}

/// What an operation may ask for, and who reads the answer.
#[derive(Clone, Copy)]
pub(super) struct OperationBudget<'a> {
    pub limits: &'a DocumentLimits,
    /// What it may cost.
    pub maximum: u64,
    pub reader: SchemaReader,
}

/// A document within the limits on its text and its fragments.
pub fn parse(text: &str, limits: &DocumentLimits) -> ServerResult<ExecutableDocument> {
    let tree = parse::tree(text, limits)?;
    let document = convert(&tree, text).document;
    size_limits::check(&document, limits)?;
    Ok(document)
}

impl Document {
    /// Reads a document, as far as that can be done without validating it.
    pub(super) fn read(
        registry: &Registry,
        limits: &DocumentLimits,
        text: &str,
        name: Option<&str>,
    ) -> Result<ParsedDocument, Vec<ServerError>> {
        let tree = parse::tree(text, limits)?;
        let Converted { document: parsed, duplicate_definitions, duplicate_input_fields } =
            convert(&tree, text);
        // Such definitions are not all counted below.
        if !duplicate_definitions.is_empty() {
            return Err(bounded(duplicate_definitions));
        }
        size_limits::check(&parsed, limits)?;
        let operation = chosen(&parsed, name)?;
        if root(registry, operation.ty).is_none() {
            return Err(vec![invalid(format!("the schema has no {}s", operation.ty), None)]);
        }
        let none = Variables::default();
        let walk = Walk { registry, document: &parsed, operation, variables: &none, reader: None };
        let fields = walk.fields();
        let audience = AuthorizedRoles::of(registry, &fields);
        let refers = operation.ty == OperationType::Query && fields.iter().any(refers);
        let variants = Variants::of(&parsed);
        let document = Self { name: name.map(str::to_owned), variants, audience, refers, parsed };
        Ok(ParsedDocument { document, tree, duplicate_input_fields })
    }

    /// Estimates the cost of the operation, which goes to `on_cost` in any case, and checks the values of its variables.
    pub(super) fn values(
        &self,
        registry: &Registry,
        OperationBudget { limits, maximum, reader }: OperationBudget<'_>,
        mut variables: Variables,
        on_cost: impl FnOnce(Cost),
    ) -> ServerResult<Values> {
        let operation = self.operation()?;
        let document = &self.parsed;
        let walk = Walk { registry, document, operation, variables: &variables, reader: Some(reader) };
        let fields = walk.fields();
        let cost = Cost { requested: cost::of(&walk, &fields), maximum };
        on_cost(cost);
        cost::check(&fields, cost, limits)?;
        let errors = values::variable_errors(registry, operation, &fields, &variables);
        let errors = at_root(errors, || only_root_key(&fields));
        let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
        let defaults: Vec<(Name, ConstValue)> = definitions
            .filter_map(|it| Some((it.name.node.clone(), it.default_value.as_ref()?.node.clone())))
            .collect();
        for (name, default) in defaults {
            variables.entry(name).or_insert(default);
        }
        Ok(Values { variables, errors })
    }

    /// The operation as it is run with these variables. The document has to be valid.
    pub(super) fn prepared(
        &self,
        registry: &Registry,
        variables: &Variables,
    ) -> ServerResult<Arc<PreparedOperation>> {
        let operation = self.operation()?;
        Ok(self.variants.get(variables, || prepare::prepare(registry, &self.parsed, operation, variables)))
    }

    fn operation(&self) -> ServerResult<&OperationDefinition> {
        chosen(&self.parsed, self.name.as_deref())
    }

    /// The fields of the operation, for any variables.
    fn fields<'a>(&'a self, registry: &'a Registry, none: &'a Variables) -> Vec<VisitedField<'a>> {
        let walk =
            |operation| Walk { registry, document: &self.parsed, operation, variables: none, reader: None };
        self.operation().map(|operation| walk(operation).fields()).unwrap_or_default()
    }
}

impl ParsedDocument {
    /// Why the document is not valid, if so; at most as many errors as one answer tells. Only readers of the schema get
    /// suggestions for misspelt names.
    pub(super) fn errors(&self, registry: &Registry, may_read_schema: bool) -> Vec<ServerError> {
        let none = Variables::default();
        let fields = self.document.fields(registry, &none);
        let ValueErrors { of_arguments, of_literals } =
            variables::errors(&self.document.parsed, &fields, registry);
        let mut errors = self.duplicate_input_fields.clone();
        errors.extend(validate::errors(&self.tree, registry, may_read_schema));
        errors.extend(of_arguments);
        if errors.is_empty() {
            errors = collect::conflicts(registry, &self.document.parsed);
        }
        // Of a document that makes no sense, values do not matter.
        if errors.is_empty() {
            let is_only_operation = matches!(self.document.parsed.operations, DocumentOperations::Single(_));
            errors = at_root(of_literals, || only_root_key(&fields).filter(|_| is_only_operation));
        }
        bounded(errors)
    }
}

impl PreparedOperation {
    pub(super) fn is_mutation(&self) -> bool {
        self.operation.node.ty == OperationType::Mutation
    }

    /// The document that the library runs with these variables.
    pub(super) fn document(&self, variables: &Variables) -> ExecutableDocument {
        let mut operation = self.operation.clone();
        absent::remove(&mut operation.node, variables);
        ExecutableDocument {
            operations: DocumentOperations::Single(operation),
            fragments: HashMap::default(),
        }
    }
}

/// At most as many errors as one answer tells.
fn bounded(mut errors: Vec<ServerError>) -> Vec<ServerError> {
    errors.truncate(DocumentLimits::ERRORS);
    errors
}

/// Whether a field leads to a record that many others refer to as well.
fn refers(seen: &VisitedField<'_>) -> bool {
    let referring = ["Appointment", "Clinician", "ClinicianPost", "MissedAppointmentsRow"];
    let referred = ["Clinician", "Department", "Organisation"];
    referring.contains(&seen.parent) && referred.contains(&MetaTypeName::concrete_typename(seen.ty))
}

/// The operation that is to be run.
fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> ServerResult<&'a OperationDefinition> {
    let unknown = || invalid("the document has no operation of this name".to_owned(), None);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => Err(unknown()),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node).ok_or_else(unknown)
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.values();
            match (operations.next(), operations.next()) {
                (Some(operation), None) => Ok(&operation.node),
                (None, _) => Err(invalid("the document has no operation".to_owned(), None)),
                (Some(_), Some(_)) => {
                    let detail = "the document has several operations, and none of them is named";
                    Err(invalid(detail.to_owned(), None))
                }
            }
        }
    }
}

/// The type at which an operation begins, if the schema has operations of its kind.
fn root(registry: &Registry, of: OperationType) -> Option<&str> {
    match of {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_deref(),
        OperationType::Subscription => registry.subscription_type.as_deref(),
    }
}

fn invalid(detail: String, at: Option<Pos>) -> ServerError {
    refuse(GeneralError::GraphqlValidationFailed { detail }, at)
}

fn refuse(refusal: GeneralError, at: Option<Pos>) -> ServerError {
    refused(Violation::new(refusal), at)
}

fn too_complex(detail: String) -> GeneralError {
    GeneralError::QueryTooComplex { detail }
}
