//! What stands around `__typename`, at which the library does not look.
//!
//! A condition that is none would leave the field out without a word.

use async_graphql::{
    Positioned, ServerResult,
    parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
};
use async_graphql_value::Value;

use super::{refuse, unknown::shown};
use crate::error::GeneralError;

pub(super) fn check(document: &ExecutableDocument) -> ServerResult<()> {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).try_for_each(check_within)
}

fn check_within(set: &SelectionSet) -> ServerResult<()> {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) if field.node.name.node == "__typename" => check_field(field)?,
            Selection::Field(field) => check_within(&field.node.selection_set.node)?,
            Selection::InlineFragment(fragment) => check_within(&fragment.node.selection_set.node)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn check_field(field: &Positioned<Field>) -> ServerResult<()> {
    let invalid = |detail: &str| {
        Err(refuse(GeneralError::GraphqlValidationFailed { detail: detail.to_owned() }, Some(field.pos)))
    };
    if !field.node.arguments.is_empty() {
        return invalid("The field \"__typename\" has no arguments");
    }
    if !field.node.selection_set.node.items.is_empty() {
        return invalid("The field \"__typename\" has no fields");
    }
    field.node.directives.iter().try_for_each(check_directive)
}

fn check_directive(directive: &Positioned<Directive>) -> ServerResult<()> {
    let Directive { name, arguments } = &directive.node;
    let invalid = |detail| Err(refuse(GeneralError::GraphqlValidationFailed { detail }, Some(directive.pos)));
    if !["include", "skip"].contains(&name.node.as_str()) {
        return invalid(format!("Unknown directive \"{}\" of a field", shown(&name.node)));
    }
    match arguments.as_slice() {
        [(name, value)] if name.node == "if" => match value.node {
            Value::Boolean(_) | Value::Variable(_) => Ok(()),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::List(_)
            | Value::Object(_) => {
                let detail = "expected a value of type \"Boolean\"".to_owned();
                Err(refuse(GeneralError::BadUserInput { detail }, Some(value.pos)))
            }
        },
        _ => invalid(format!("The directive \"@{}\" has the argument \"if\", and no other", name.node)),
    }
}
