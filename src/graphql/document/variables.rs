//! Whether literals have the expected types, and whether variables are used where their types are allowed (GraphQL
//! specification, "Values of Correct Type" and "All Variable Usages Are Allowed"); also whether required arguments and
//! selections are there.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned, ServerError,
    indexmap::IndexMap,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
        VariableDefinition,
    },
    registry::{MetaInputValue, MetaType, MetaTypeName, Registry},
};
use async_graphql_value::{ConstValue, Value};

use super::{
    input_value::InputValue,
    invalid, root,
    size_limits::shown,
    values::{ValueValidator, VariableUsage},
    walk::VisitedField,
};

/// What is wrong with the values of a document.
pub(super) struct ValueErrors {
    /// Required arguments and selections that are missing, and variables at places that their types do not fit.
    pub of_arguments: Vec<ServerError>,
    /// Literals and defaults that do not have the expected type.
    pub of_literals: Vec<ServerError>,
}

/// The errors of the values of all operations and fragments. The fields are those of the operation that is to be run.
pub(super) fn errors<'a>(
    document: &'a ExecutableDocument,
    fields: &'a [VisitedField<'a>],
    registry: &'a Registry,
) -> ValueErrors {
    let validator = ValueValidator::new(registry, fields);
    let mut visitor = DefinitionVisitor { registry, validator, missing: Vec::new(), spreads: HashSet::new() };
    let fragments: HashMap<&Name, Used<'_>> = document
        .fragments
        .iter()
        .map(|(name, fragment)| {
            let fragment = &fragment.node;
            visitor.directives(&fragment.directives);
            visitor.selections(&fragment.selection_set.node, Some(&fragment.type_condition.node.on.node));
            (name, visitor.take())
        })
        .collect();
    let mut of_arguments = Vec::new();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        visitor.operation(operation);
        let used = visitor.take();
        let usages = used.usages.iter().chain(reachable(&used.spreads, &fragments));
        of_arguments.extend(usages.filter_map(|usage| disallowed(usage, operation, registry)));
    }
    of_arguments.extend(visitor.missing);
    ValueErrors { of_arguments, of_literals: visitor.validator.errors }
}

/// The variables of a definition, and the fragments that it spreads.
struct Used<'a> {
    usages: Vec<VariableUsage<'a>>,
    spreads: HashSet<&'a Name>,
}

/// The usages of all fragments that are spread, directly or by others.
fn reachable<'u, 'a>(
    spreads: &HashSet<&'a Name>,
    fragments: &'u HashMap<&'a Name, Used<'a>>,
) -> impl Iterator<Item = &'u VariableUsage<'a>> {
    let mut open: Vec<&Name> = spreads.iter().copied().collect();
    let mut reached: HashSet<&Name> = spreads.clone();
    let mut usages = Vec::new();
    while let Some(used) = open.pop().and_then(|name| fragments.get(name)) {
        usages.push(&used.usages);
        open.extend(used.spreads.iter().copied().filter(|name| reached.insert(name)));
    }
    usages.into_iter().flatten()
}

/// Visits a definition once, without following its spreads.
struct DefinitionVisitor<'a> {
    registry: &'a Registry,
    validator: ValueValidator<'a>,
    /// Required arguments and selections that are missing.
    missing: Vec<ServerError>,
    spreads: HashSet<&'a Name>,
}

impl<'a> DefinitionVisitor<'a> {
    fn take(&mut self) -> Used<'a> {
        Used {
            usages: std::mem::take(&mut self.validator.usages),
            spreads: std::mem::take(&mut self.spreads),
        }
    }

    fn operation(&mut self, operation: &'a OperationDefinition) {
        for definition in &operation.variable_definitions {
            let VariableDefinition { name, var_type, default_value, directives } = &definition.node;
            if let Some(default) = default_value {
                self.validator.default_of(name, &var_type.node.to_string(), &default.node);
            }
            self.directives(directives);
        }
        self.directives(&operation.directives);
        self.selections(&operation.selection_set.node, root(self.registry, operation.ty));
    }

    /// Visits the selections of a type. Without a type, fields and arguments are skipped, because they are unknown.
    fn selections(&mut self, set: &'a SelectionSet, parent: Option<&'a str>) {
        for selection in &set.items {
            self.directives(selection.node.directives());
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| Some(condition.node.on.node.as_str()));
                    self.selections(&fragment.node.selection_set.node, parent);
                }
                Selection::FragmentSpread(spread) => {
                    self.spreads.insert(&spread.node.fragment_name.node);
                }
            }
        }
    }

    fn field(&mut self, field: &'a Field, parent: Option<&str>) {
        let parent: Option<&'a MetaType> = parent.and_then(|parent| self.registry.types.get(parent));
        let meta = parent.and_then(|parent| parent.field_by_name(&field.name.node));
        let inner = meta.map(|meta| MetaTypeName::concrete_typename(&meta.ty));
        if let (Some(meta), Some(inner)) = (meta, inner) {
            self.arguments(&field.name, &field.arguments, &meta.args);
            let is_composite = self.registry.types.get(inner).is_some_and(MetaType::is_composite);
            if is_composite && field.selection_set.node.items.is_empty() {
                let detail =
                    format!("\"{}\" of type \"{}\" requires a selection of fields", field.name.node, meta.ty);
                self.missing.push(invalid(detail, Some(field.name.pos)));
            }
        }
        self.selections(&field.selection_set.node, inner);
    }

    fn directives(&mut self, directives: &'a [Positioned<Directive>]) {
        for directive in directives {
            if let Some(meta) = self.registry.directives.get(directive.node.name.node.as_str()) {
                self.arguments(&directive.node.name, &directive.node.arguments, &meta.args);
            }
        }
    }

    fn arguments(
        &mut self,
        of: &Positioned<Name>,
        arguments: &'a [(Positioned<Name>, Positioned<Value>)],
        expected: &IndexMap<String, MetaInputValue>,
    ) {
        for (name, value) in arguments {
            if let Some(expected) = expected.get(name.node.as_str()) {
                self.validator.argument(name, expected, InputValue::Literal(&value.node));
            }
        }
        for required in expected.values().filter(|it| it.ty.ends_with('!') && it.default_value.is_none()) {
            if arguments.iter().all(|(name, _)| name.node != required.name) {
                let MetaInputValue { name, ty, .. } = required;
                let detail = format!("\"{}\" requires the argument \"{name}\" of type \"{ty}\"", of.node);
                self.missing.push(invalid(detail, Some(of.pos)));
            }
        }
    }
}

/// Why a variable of an operation cannot be used at a place, if so. Other rules refuse variables without a definition
/// or with an unknown type.
fn disallowed(
    usage: &VariableUsage<'_>,
    operation: &OperationDefinition,
    registry: &Registry,
) -> Option<ServerError> {
    let mut definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
    let definition = definitions.find(|definition| definition.name.node == *usage.name)?;
    let given = definition.var_type.node.to_string();
    if !registry.types.contains_key(MetaTypeName::concrete_typename(&given)) {
        return None;
    }
    let default = definition.default_value.as_ref().map(|default| &default.node);
    let (name, expected) = (shown(usage.name), &usage.expected);
    let detail = if usage.is_one_of && definition.var_type.node.nullable {
        format!(
            "the variable \"${name}\" of type \"{given}\" may be null, and is used where \"{expected}!\" is expected"
        )
    } else if is_allowed(&given, default, usage) {
        return None;
    } else {
        format!("the variable \"${name}\" of type \"{given}\" is used where \"{expected}\" is expected")
    };
    Some(invalid(detail, Some(usage.pos)))
}

/// `IsVariableUsageAllowed` of the specification.
fn is_allowed(given: &str, default: Option<&ConstValue>, usage: &VariableUsage<'_>) -> bool {
    match usage.expected.strip_suffix('!') {
        Some(nullable) if !given.ends_with('!') => {
            let has_default = default.is_some_and(|default| *default != ConstValue::Null);
            (has_default || usage.has_default) && is_compatible(given, nullable)
        }
        Some(_) | None => is_compatible(given, &usage.expected),
    }
}

/// `AreTypesCompatible` of the specification.
fn is_compatible(given: &str, expected: &str) -> bool {
    match (MetaTypeName::create(given), MetaTypeName::create(expected)) {
        (MetaTypeName::NonNull(given), MetaTypeName::NonNull(expected))
        | (MetaTypeName::List(given), MetaTypeName::List(expected)) => is_compatible(given, expected),
        (MetaTypeName::Named(given), MetaTypeName::Named(expected)) => given == expected,
        (MetaTypeName::NonNull(given), MetaTypeName::List(_) | MetaTypeName::Named(_)) => {
            is_compatible(given, expected)
        }
        (MetaTypeName::List(_) | MetaTypeName::Named(_), MetaTypeName::NonNull(_))
        | (MetaTypeName::List(_), MetaTypeName::Named(_))
        | (MetaTypeName::Named(_), MetaTypeName::List(_)) => false,
    }
}
