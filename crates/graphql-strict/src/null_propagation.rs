//! Null propagation: which parts of a response become null when a field fails (GraphQL specification,
//! "Handling Execution Errors").
//!
//! A nullable field becomes null, and its siblings keep their values. A non-null field makes its parent null.
//! This repeats outwards up to the first nullable field or to the whole `data`. The library does neither: it
//! omits a failed field from its object. It does report the path of each error, so this module derives the
//! nulls from the paths and the schema.

use std::cmp::Reverse;

use async_graphql::{Name, PathSegment, ServerError, Value, value};

use crate::response_shape::ResponseShape;

/// Applies null propagation for the failed paths.
pub fn propagate_nulls(data: &mut Value, errors: &[ServerError], shape: &ResponseShape) {
    let failed = errors.iter().map(|error| error.path.as_slice()).filter(|path| !path.is_empty());
    let Some(mut nulls) = failed.map(|path| nearest_nullable(path, shape)).collect::<Option<Vec<_>>>() else {
        *data = Value::Null;
        return;
    };
    // Outer paths come last, because they replace all values below them.
    nulls.sort_by_key(|path| Reverse(path.len()));
    for path in nulls {
        nullify(data, path);
    }
}

/// The path of the innermost nullable position at or above a failed field. `None` means that the whole `data`
/// becomes null.
fn nearest_nullable<'a>(path: &'a [PathSegment], shape: &ResponseShape) -> Option<&'a [PathSegment]> {
    // An object behind an interface has one of several shapes. Where two shapes share a key, its nullability
    // is the same.
    let mut shapes = vec![shape];
    let (mut length, mut nullable): (usize, &[bool]) = (0, &[]);
    for (depth, segment) in path.iter().enumerate() {
        nullable = match segment {
            PathSegment::Field(key) => {
                let fields: Vec<_> = shapes.iter().flat_map(|shape| shape.fields(key)).collect();
                shapes = fields.iter().map(|field| &field.within).collect();
                &fields.first()?.nullable
            }
            PathSegment::Index(_) => nullable.get(1..).unwrap_or_default(),
        };
        if nullable.first().is_some_and(|nullable| *nullable) {
            length = depth + 1;
        }
    }
    (length > 0).then(|| &path[..length])
}

/// Sets the value at a path to null. An object on the way that is null is one whose fields all failed.
fn nullify(value: &mut Value, path: &[PathSegment]) {
    let Some((segment, rest)) = path.split_first() else {
        *value = Value::Null;
        return;
    };
    if let (Value::Null, PathSegment::Field(_)) = (&value, segment) {
        *value = value!({});
    }
    match (value, segment) {
        (Value::Object(fields), PathSegment::Field(key)) => {
            nullify(fields.entry(Name::new(key)).or_default(), rest);
        }
        (Value::List(entries), PathSegment::Index(index)) => {
            if let Some(entry) = entries.get_mut(*index) {
                nullify(entry, rest);
            }
        }
        _ => {}
    }
}
