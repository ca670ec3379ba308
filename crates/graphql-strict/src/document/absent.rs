//! Removes arguments and input fields whose variables are absent (GraphQL specification, "Coercing Field
//! Arguments" and "Input Objects").
//!
//! An argument or input field with an absent variable is absent, which differs from null. An amendment keeps
//! the stored value of an absent field, and a position with a default uses its default. The library turns
//! both into null (`docs/upstream/`), so this module removes them from the operation.

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value;

/// Removes the arguments and input fields whose variables are absent. The variables already include defaults.
pub(super) fn remove(operation: &mut OperationDefinition, variables: &Variables) {
    let absent = of(operation, variables);
    if !absent.is_empty() {
        remove_from_selections(&mut operation.selection_set.node, &absent);
    }
}

/// The absent variables of an operation.
pub(super) fn of(operation: &OperationDefinition, variables: &Variables) -> Vec<Name> {
    let definitions = operation.variable_definitions.iter().map(|definition| &definition.node.name.node);
    definitions.filter(|name| !variables.contains_key(*name)).cloned().collect()
}

/// Removes the arguments and input fields of one field.
pub(crate) fn remove_from_arguments(
    arguments: &mut Vec<(Positioned<Name>, Positioned<Value>)>,
    absent: &[Name],
) {
    arguments.retain(|(_, value)| !is_absent(&value.node, absent));
    for (_, value) in arguments {
        remove_from_value(&mut value.node, absent);
    }
}

fn remove_from_selections(set: &mut SelectionSet, absent: &[Name]) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                remove_from_arguments(&mut field.node.arguments, absent);
                remove_from_selections(&mut field.node.selection_set.node, absent);
            }
            Selection::InlineFragment(fragment) => {
                remove_from_selections(&mut fragment.node.selection_set.node, absent);
            }
            // A prepared operation has no fragment spreads.
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Removes nested input fields. A list entry with an absent variable stays and is null.
fn remove_from_value(value: &mut Value, absent: &[Name]) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !is_absent(value, absent));
            members.values_mut().for_each(|value| remove_from_value(value, absent));
        }
        Value::List(entries) => entries.iter_mut().for_each(|value| remove_from_value(value, absent)),
        Value::Variable(_)
        | Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_) => {}
    }
}

fn is_absent(value: &Value, absent: &[Name]) -> bool {
    matches!(value, Value::Variable(name) if absent.contains(name))
}
