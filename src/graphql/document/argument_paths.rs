//! Where the fault of a value is reported: at the argument that a form fills in, and at the root field.

use async_graphql::{Name, PathSegment, ServerError};
use async_graphql_value::Value;

use super::walk::VisitedField;
use crate::error::{FieldPath, Segment};

/// The first place in the arguments of an operation that a variable fills. Without one, the path is the variable's name:
/// only directives use it.
pub(super) fn of_variable(variable: &Name, fields: &[VisitedField<'_>]) -> FieldPath {
    let mut arguments = fields.iter().flat_map(|seen| &seen.field.node.arguments);
    let found = arguments.find_map(|(argument, value)| {
        let mut path = vec![Segment::Given(argument.node.to_string())];
        is_within(variable, &value.node, &mut path).then_some(path)
    });
    found.unwrap_or_else(|| vec![Segment::Given(variable.to_string())])
}

/// Looks for a variable in a literal; the path then leads to it.
fn is_within(variable: &Name, value: &Value, path: &mut FieldPath) -> bool {
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
            entries.any(|(index, value)| is_within_entry(Segment::Index(index), value))
        }
        Value::Object(members) => {
            let mut members = members.iter();
            members.any(|(name, value)| is_within_entry(Segment::Given(name.to_string()), value))
        }
        _ => false,
    }
}

/// The key of the root field, if the operation has exactly one. `__typename` does not count, because it cannot fail.
pub(super) fn only_root_key(fields: &[VisitedField<'_>]) -> Option<Name> {
    let roots = fields.iter().filter(|seen| seen.place.depth == 1 && seen.name != "__typename");
    let mut keys = roots.map(|seen| &seen.field.node.response_key().node);
    let first = keys.next()?;
    keys.all(|key| key == first).then(|| first.clone())
}

/// The errors with the path of a root field, if there is one.
pub(super) fn at_root(errors: Vec<ServerError>, key: impl FnOnce() -> Option<Name>) -> Vec<ServerError> {
    if errors.is_empty() {
        return errors;
    }
    let Some(key) = key() else { return errors };
    let path = vec![PathSegment::Field(key.to_string())];
    errors.into_iter().map(|error| ServerError { path: path.clone(), ..error }).collect()
}
