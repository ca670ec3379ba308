//! The steps from the text of a document to an executable operation.
//!
//! 1. `parse` parses the text, within limits on its length and nesting.
//! 2. `size_limits` counts the selections, with fragments expanded.
//! 3. `cost` estimates the cost of the operation, for the variables of the request.
//! 4. `validate` and `variables` validate the document against the schema, as far as variable values do not
//!    matter.
//! 5. `values` validates the values of the variables.
//! 6. [`compile`] makes the plan of the operation, for the conditions of the request. `collect` merges the
//!    selections of each object. `absent` removes arguments and input fields that depend on absent variables.
//!    `introspection` prepares what the library executes.
//!
//! Steps 1, 2, 4 and 6 are cached by the text of the document. Step 3 is cached for each reader if the cost
//! does not depend on variables.

pub(crate) mod absent;
mod argument_paths;
mod cache;
pub(crate) mod collect;
mod convert;
mod cost;
mod descriptions;
mod form;
mod input_value;
mod introspection;
mod keys;
mod known_costs;
mod parse;
mod position;
mod schema_entries;
mod size_limits;
mod suggestions;
mod tokens;
mod validate;
mod values;
mod variables;
mod variants;
mod walk;

use std::{cell::LazyCell, collections::HashMap, sync::Arc};

use apollo_compiler::ast;
use async_graphql::{
    Name, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    registry::Registry,
};
use async_graphql_value::ConstValue;

use self::{
    argument_paths::{at_root, only_root_key},
    collect::Collector,
    convert::{Converted, convert},
    known_costs::KnownCosts,
    variables::ValueErrors,
    variants::Variants,
    walk::Walk,
};
pub use self::{
    cache::DocumentCache,
    cost::Cost,
    form::form,
    introspection::{IntrospectionOperation, PreparedOperation},
    validate::ValidationSchema,
    walk::{FieldPosition, VisitedField, possible_objects},
};
use crate::{
    DocumentError, DocumentLimits, SchemaPolicy,
    plan::{FieldTable, compile},
};

/// A document, and the name of the operation to run.
pub struct Document<P: SchemaPolicy> {
    parsed: ExecutableDocument,
    /// The name of the operation, if the request names one.
    name: Option<String>,
    variants: Variants,
    /// The costs that do not depend on variables.
    costs: KnownCosts<P::Reader>,
    /// What the application keeps with it.
    pub facts: P::Facts,
}

/// A parsed document that is not validated yet.
pub struct ParsedDocument<P: SchemaPolicy> {
    pub document: Document<P>,
    tree: ast::Document,
    duplicate_input_fields: Vec<DocumentError>,
}

/// The variables of a request and their errors.
pub struct Values {
    /// The variables of the request, with the defaults of the others.
    pub variables: Variables,
    /// The errors of their values.
    pub errors: Vec<DocumentError>,
}

/// What an operation may ask for, and who reads the response.
#[derive(Clone, Copy)]
pub struct OperationBudget<'a, R> {
    pub limits: &'a DocumentLimits,
    /// The maximum cost.
    pub maximum: u64,
    pub reader: R,
}

/// Parses a document and checks the limits on its text and its fragments.
pub fn parse(text: &str, limits: &DocumentLimits) -> Result<ExecutableDocument, DocumentError> {
    let tree = parse::tree(text, limits)?;
    let document = convert(&tree, text).document;
    size_limits::check(&document, limits)?;
    Ok(document)
}

impl<P: SchemaPolicy> Document<P> {
    /// Parses a document and runs the checks that do not need validation.
    pub fn read(
        registry: &Registry,
        limits: &DocumentLimits,
        text: &str,
        name: Option<&str>,
    ) -> Result<ParsedDocument<P>, Vec<DocumentError>> {
        let tree = parse::tree(text, limits).map_err(one)?;
        let Converted { document: parsed, duplicate_definitions, duplicate_input_fields } =
            convert(&tree, text);
        // The checks below do not see every duplicate definition.
        if !duplicate_definitions.is_empty() {
            return Err(bounded(duplicate_definitions));
        }
        size_limits::check(&parsed, limits).map_err(one)?;
        let operation = selected_operation(&parsed, name).map_err(one)?;
        if root(registry, operation.ty).is_none() {
            return Err(one(DocumentError::invalid(format!("the schema has no {}s", operation.ty), None)));
        }
        let no_variables = Variables::default();
        let walk = Walk::<P>::new(registry, &parsed, operation, &no_variables, None);
        let facts = P::facts(registry, operation.ty, &walk.fields());
        let variants = Variants::of(&parsed);
        let (name, costs) = (name.map(str::to_owned), KnownCosts::default());
        let document = Self { parsed, name, variants, costs, facts };
        Ok(ParsedDocument { document, tree, duplicate_input_fields })
    }

    /// Estimates the cost of the operation and validates the values of its variables. Passes the cost to
    /// `on_cost` in every case.
    pub fn values(
        &self,
        registry: &Registry,
        OperationBudget { limits, maximum, reader }: OperationBudget<'_, P::Reader>,
        mut variables: Variables,
        on_cost: impl FnOnce(Cost),
    ) -> Result<Values, DocumentError> {
        let operation = self.operation()?;
        let walk = Walk::<P>::new(registry, &self.parsed, operation, &variables, Some(reader));
        let fields = LazyCell::new(|| walk.fields());
        let known = self.costs.get(reader);
        let cost = Cost { requested: known.unwrap_or_else(|| cost::of(&walk, &fields)), maximum };
        on_cost(cost);
        // A cost is only remembered if the depth of the fields is within the limit.
        if known.is_none() {
            cost::check_depth(&fields, limits)?;
            if !walk.has_read_variables() {
                self.costs.insert(reader, cost.requested);
            }
        }
        cost::check(cost)?;
        // The fields matter only for the paths of errors.
        let mut errors = values::variable_errors(registry, operation, &[], &variables);
        if !errors.is_empty() {
            errors = values::variable_errors(registry, operation, &fields, &variables);
            errors = at_root(errors, || only_root_key(&fields));
        }
        let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
        let defaults: Vec<(Name, ConstValue)> = definitions
            .filter_map(|it| Some((it.name.node.clone(), it.default_value.as_ref()?.node.clone())))
            .collect();
        for (name, default) in defaults {
            variables.entry(name).or_insert(default);
        }
        Ok(Values { variables, errors })
    }

    /// The prepared operation for these variables. The document must be valid.
    pub fn prepared(
        &self,
        registry: &Registry,
        fields: &FieldTable,
        variables: &Variables,
    ) -> Result<Arc<PreparedOperation>, DocumentError> {
        let operation = self.operation()?;
        let prepare = |absent: &[Name]| {
            let collector = Collector { registry, document: &self.parsed, variables: Some(variables) };
            let introspection = introspection::of(&collector, operation);
            PreparedOperation { plan: compile::<P>(fields, collector, operation, absent), introspection }
        };
        Ok(self.variants.get(operation, variables, prepare))
    }

    fn operation(&self) -> Result<&OperationDefinition, DocumentError> {
        selected_operation(&self.parsed, self.name.as_deref())
    }

    /// The fields of the operation, independent of variable values.
    fn fields<'a>(&'a self, registry: &'a Registry, no_variables: &'a Variables) -> Vec<VisitedField<'a>> {
        let walk = |operation| Walk::<P>::new(registry, &self.parsed, operation, no_variables, None);
        self.operation().map(|operation| walk(operation).fields()).unwrap_or_default()
    }
}

impl<P: SchemaPolicy> ParsedDocument<P> {
    /// The validation errors of the document, up to the limit for one response. Only readers of the schema
    /// receive suggestions for misspelt names.
    pub fn errors(
        &self,
        registry: &Registry,
        schema: &ValidationSchema,
        may_read_schema: bool,
    ) -> Vec<DocumentError> {
        let no_variables = Variables::default();
        let fields = self.document.fields(registry, &no_variables);
        let ValueErrors { of_arguments, of_literals } =
            variables::errors(&self.document.parsed, &fields, registry);
        let mut errors = self.duplicate_input_fields.clone();
        errors.extend(validate::errors(&self.tree, schema, registry, may_read_schema));
        errors.extend(of_arguments);
        if errors.is_empty() {
            errors = collect::conflicts(registry, &self.document.parsed);
        }
        // Literals are checked only in an otherwise valid document.
        if errors.is_empty() {
            let is_only_operation = matches!(self.document.parsed.operations, DocumentOperations::Single(_));
            errors = at_root(of_literals, || only_root_key(&fields).filter(|_| is_only_operation));
        }
        bounded(errors)
    }
}

impl IntrospectionOperation {
    /// The document that the library executes with these variables.
    pub fn document(&self, variables: &Variables) -> ExecutableDocument {
        let mut operation = self.operation.clone();
        absent::remove(&mut operation.node, variables);
        ExecutableDocument {
            operations: DocumentOperations::Single(operation),
            fragments: HashMap::default(),
        }
    }
}

/// Truncates the errors to the limit for one response.
fn bounded(mut errors: Vec<DocumentError>) -> Vec<DocumentError> {
    errors.truncate(DocumentLimits::ERRORS);
    errors
}

fn one(error: DocumentError) -> Vec<DocumentError> {
    vec![error]
}

/// Selects the operation to run.
fn selected_operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, DocumentError> {
    let unknown_name =
        || DocumentError::invalid("the document has no operation of this name".to_owned(), None);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => Err(unknown_name()),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node).ok_or_else(unknown_name)
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.values();
            match (operations.next(), operations.next()) {
                (Some(operation), None) => Ok(&operation.node),
                (None, _) => Err(DocumentError::invalid("the document has no operation".to_owned(), None)),
                (Some(_), Some(_)) => {
                    let detail = "the document has several operations, but the request names none of them";
                    Err(DocumentError::invalid(detail.to_owned(), None))
                }
            }
        }
    }
}

/// The root type of an operation kind, if the schema has operations of this kind.
pub(crate) fn root(registry: &Registry, of: OperationType) -> Option<&str> {
    match of {
        OperationType::Query => Some(&registry.query_type),
        OperationType::Mutation => registry.mutation_type.as_deref(),
        OperationType::Subscription => registry.subscription_type.as_deref(),
    }
}
