//! Which parts of an answer become null when a field fails (GraphQL specification, "Handling Field Errors").
//!
//! A field that may be null becomes null and leaves its siblings alone. One that may not takes its parent along, and so
//! on outwards, up to the first that may be null, or up to the whole data. The library does neither: it leaves a failed field out
//! of its object, and makes an object null of which all fields failed. It does tell the path of each, and from those and the
//! types of the schema everything follows.

use std::cmp::Reverse;

use async_graphql::{Name, PathSegment, ServerError, Value, value};

use super::shape::Shape;

/// Has everything fall that cannot stand because of these errors.
pub(super) fn settle(data: &mut Value, errors: &[ServerError], shape: &Shape) {
    let failed = errors.iter().map(|error| error.path.as_slice()).filter(|path| !path.is_empty());
    let Some(mut fallen) = failed.map(|path| falls(path, shape)).collect::<Option<Vec<_>>>() else {
        *data = Value::Null;
        return;
    };
    // What is further out falls last, with all that it holds.
    fallen.sort_by_key(|path| Reverse(path.len()));
    for path in fallen {
        nullify(data, path);
    }
}

/// What falls with a field: itself, or what is around it; nothing less than all of the data, if there is no path.
fn falls<'a>(path: &'a [PathSegment], mut shape: &Shape) -> Option<&'a [PathSegment]> {
    let (mut length, mut nullable): (usize, &[bool]) = (0, &[]);
    for (depth, segment) in path.iter().enumerate() {
        nullable = match segment {
            PathSegment::Field(key) => {
                let held = shape.held(key)?;
                shape = &held.within;
                &held.nullable
            }
            PathSegment::Index(_) => nullable.get(1..).unwrap_or_default(),
        };
        if nullable.first().is_some_and(|nullable| *nullable) {
            length = depth + 1;
        }
    }
    (length > 0).then(|| &path[..length])
}

/// Makes what stands at a path null. An object that is null on the way there had no field that did not fail.
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
