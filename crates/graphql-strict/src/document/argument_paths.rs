//! The path of a value error: the argument that a form fills in, and the root field.

use async_graphql::{Name, PathSegment};
use async_graphql_value::Value;

use super::walk::VisitedField;
use crate::DocumentError;

/// A path into the arguments of a field.
pub(super) type InputPath = Vec<PathSegment>;

/// The path of the first argument that uses a variable. If only directives use it, the path is the name of
/// the variable.
pub(super) fn of_variable(variable: &Name, fields: &[VisitedField<'_>]) -> InputPath {
    let mut arguments = fields.iter().flat_map(|field| &field.field.node.arguments);
    let found = arguments.find_map(|(argument, value)| {
        let mut path = vec![PathSegment::Field(argument.node.to_string())];
        is_within(variable, &value.node, &mut path).then_some(path)
    });
    found.unwrap_or_else(|| vec![PathSegment::Field(variable.to_string())])
}

/// Searches a literal for a variable, and extends the path to it.
fn is_within(variable: &Name, value: &Value, path: &mut InputPath) -> bool {
    let mut is_within_entry = |segment, value| {
        path.push(segment);
        let is_within = is_within(variable, value, path);
        if !is_within {
            path.pop();
        }
        is_within
    };
    match value {
        Value::Variable(name) => name == variable,
        Value::List(entries) => {
            let mut entries = entries.iter().enumerate();
            entries.any(|(index, value)| is_within_entry(PathSegment::Index(index), value))
        }
        Value::Object(members) => {
            let mut members = members.iter();
            members.any(|(name, value)| is_within_entry(PathSegment::Field(name.to_string()), value))
        }
        _ => false,
    }
}

/// The response key of the root field, if the operation has exactly one. `__typename` does not count, because
/// it cannot fail.
pub(super) fn only_root_key(fields: &[VisitedField<'_>]) -> Option<Name> {
    let roots = fields.iter().filter(|field| field.place.depth == 1 && field.name != "__typename");
    let mut keys = roots.map(|field| &field.field.node.response_key().node);
    let first = keys.next()?;
    keys.all(|key| key == first).then(|| first.clone())
}

/// Adds the path of the root field to the errors, if there is exactly one root field.
pub(super) fn at_root(errors: Vec<DocumentError>, key: impl FnOnce() -> Option<Name>) -> Vec<DocumentError> {
    if errors.is_empty() {
        return errors;
    }
    let Some(key) = key() else { return errors };
    let path = vec![PathSegment::Field(key.to_string())];
    errors.into_iter().map(|error| DocumentError { path: path.clone(), ..error }).collect()
}
