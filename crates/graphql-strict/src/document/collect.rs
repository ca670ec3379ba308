//! Collects the fields of an object (GraphQL specification, "Field Collection").

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, Variables,
    indexmap::{IndexMap, IndexSet},
    parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
    registry::{MetaField, MetaType, MetaTypeName, Registry},
};
use async_graphql_value::{ConstValue, Value};

use super::{root, size_limits::shown};
use crate::DocumentError;

/// The selections of each response key.
pub(crate) type Fields<'a> = IndexMap<&'a Name, Vec<&'a Positioned<Field>>>;

/// Finds selections with the same response key on one object that differ in their arguments.
///
/// `apollo-compiler` 1.33 compares lists only up to the length of the shorter one (`docs/upstream/`). One
/// value for two different fields would mix their records. `apollo-compiler` finds all other conflicts
/// itself.
pub(crate) fn conflicts(registry: &Registry, document: &ExecutableDocument) -> Vec<DocumentError> {
    let collector = Collector { registry, document, variables: None };
    let mut conflicts = Vec::new();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        if let Some(root) = root(registry, operation.ty) {
            collector.add_conflicts(root, &[&operation.selection_set.node], &mut conflicts);
        }
    }
    conflicts
}

/// The variables in `@skip` and `@include` conditions, each once.
pub(crate) fn conditions(document: &ExecutableDocument) -> Vec<Name> {
    let mut names = Vec::new();
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).for_each(|set| add_conditions(set, &mut names));
    names
}

fn add_conditions(set: &SelectionSet, names: &mut Vec<Name>) {
    for selection in &set.items {
        for directive in selection.node.directives() {
            if let Some(Value::Variable(name)) = condition(directive)
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
        match &selection.node {
            Selection::Field(field) => add_conditions(&field.node.selection_set.node, names),
            Selection::InlineFragment(fragment) => add_conditions(&fragment.node.selection_set.node, names),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn condition(directive: &Positioned<Directive>) -> Option<&Value> {
    let arguments = &directive.node.arguments;
    arguments.iter().find(|(name, _)| name.node == "if").map(|(_, value)| &value.node)
}

/// Collects fields of a document.
pub(crate) struct Collector<'a> {
    pub registry: &'a Registry,
    pub document: &'a ExecutableDocument,
    /// The variables for conditions. Without them, every conditional selection is included.
    pub variables: Option<&'a Variables>,
}

impl<'a> Collector<'a> {
    /// Collects the fields of an object type from several selection sets.
    pub(crate) fn fields(&self, type_name: &str, sets: &[&'a SelectionSet]) -> Fields<'a> {
        let (mut fields, mut spread) = (Fields::new(), HashSet::new());
        for set in sets {
            self.collect(type_name, set, &mut fields, &mut spread);
        }
        fields
    }

    /// `CollectFields` of the specification, for an object type.
    fn collect(
        &self,
        type_name: &str,
        set: &'a SelectionSet,
        fields: &mut Fields<'a>,
        spread: &mut HashSet<&'a Name>,
    ) {
        for selection in &set.items {
            let directives = selection.node.directives();
            if let Some(variables) = self.variables
                && !directives.iter().all(|directive| includes(directive, variables))
            {
                continue;
            }
            let (condition, set) = match &selection.node {
                Selection::Field(field) => {
                    fields.entry(&field.node.response_key().node).or_default().push(field);
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    (fragment.node.type_condition.as_ref(), &fragment.node.selection_set)
                }
                Selection::FragmentSpread(fragment) => {
                    let name = &fragment.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name).filter(|_| spread.insert(name))
                    else {
                        continue;
                    };
                    (Some(&fragment.node.type_condition), &fragment.node.selection_set)
                }
            };
            if condition.is_none_or(|condition| self.is_a(type_name, &condition.node.on.node)) {
                self.collect(type_name, &set.node, fields, spread);
            }
        }
    }

    /// Whether an object type is this type, or one of its possible types.
    fn is_a(&self, object: &str, name: &Name) -> bool {
        object == name
            || match self.registry.types.get(name.as_str()) {
                Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
                    possible_types.contains(object)
                }
                _ => false,
            }
    }

    /// The schema entry of a field. `None` for `__typename`, which every type has.
    pub(crate) fn field_meta(&self, type_name: &str, field: &Positioned<Field>) -> Option<&'a MetaField> {
        self.registry.types.get(type_name).and_then(|meta| meta.field_by_name(&field.node.name.node))
    }

    fn add_conflicts(&self, type_name: &str, sets: &[&'a SelectionSet], conflicts: &mut Vec<DocumentError>) {
        let possible = match self.registry.types.get(type_name) {
            Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
                possible_types
            }
            Some(_) => &IndexSet::from_iter([type_name.to_owned()]),
            None => return,
        };
        for object in possible {
            for (key, selections) in self.fields(object, sets) {
                let Some((first, others)) = selections.split_first() else { continue };
                if let Some(other) = others.iter().find(|other| !has_same_arguments(first, other)) {
                    let detail = format!("\"{}\" is selected with different arguments", shown(key));
                    conflicts.push(DocumentError::invalid(detail, Some(other.pos)));
                } else if let Some(meta) = self.field_meta(object, first) {
                    let sets: Vec<&SelectionSet> =
                        selections.iter().map(|field| &field.node.selection_set.node).collect();
                    self.add_conflicts(MetaTypeName::concrete_typename(&meta.ty), &sets, conflicts);
                }
            }
        }
    }
}

/// Whether a directive includes its selection.
fn includes(directive: &Positioned<Directive>, variables: &Variables) -> bool {
    let is_true = match condition(directive) {
        Some(Value::Variable(name)) => variables.get(name) == Some(&ConstValue::Boolean(true)),
        value => value == Some(&Value::Boolean(true)),
    };
    match directive.node.name.node.as_str() {
        "skip" => !is_true,
        "include" => is_true,
        _ => true,
    }
}

/// Whether two fields have the same arguments, in any order.
fn has_same_arguments(one: &Positioned<Field>, other: &Positioned<Field>) -> bool {
    let (one, other) = (&one.node.arguments, &other.node.arguments);
    let is_in_other = |(name, value): &(Positioned<Name>, Positioned<Value>)| {
        other.iter().any(|(other, same)| other == name && same == value)
    };
    one.len() == other.len() && one.iter().all(is_in_other)
}
