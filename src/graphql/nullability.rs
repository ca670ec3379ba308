//! Which parts of an answer become null when a field fails (GraphQL specification, "Handling Field Errors").
//!
//! A field that may be null becomes null and leaves its siblings alone. One that may not takes its parent along, and so
//! on outwards, up to the first that may be null, or up to the whole data. The library does neither: it lets an error
//! of a nullable field take the parent along, and leaves a failed field that may not be null out of its parent.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use async_graphql::{QueryPathNode, QueryPathSegment, ServerError, Value};

/// What has failed so far in one operation.
#[derive(Default)]
pub(super) struct FailedFields(Mutex<Failed>);

#[derive(Default)]
struct Failed {
    errors: Vec<ServerError>,
    /// Paths of values that cannot stand because of something within; the empty path is the data as a whole.
    fallen: HashSet<Vec<String>>,
}

impl FailedFields {
    /// What a field, or an entry of a list, comes to when its own outcome is known.
    ///
    /// The type of a field is that of the schema. That of an entry is not known here, so a fallen entry waits for its
    /// list to be settled.
    pub(super) fn settle(
        &self,
        node: &QueryPathNode<'_>,
        return_type: &str,
        outcome: Result<Option<Value>, ServerError>,
    ) -> Option<Value> {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let value = match outcome {
            Ok(value) if failed.fallen.is_empty() => return value,
            Ok(value) => Some(value),
            Err(error) => {
                failed.errors.push(error);
                None
            }
        };
        let path = node.to_string_vec();
        match node.segment {
            QueryPathSegment::Index(_) => match value {
                Some(value) if !failed.fallen.contains(&path) => return value,
                Some(_) | None => drop(failed.fallen.insert(path)),
            },
            QueryPathSegment::Name(_) => match value {
                Some(value) if !failed.fells(&path, return_type) => return value,
                Some(_) | None if is_nullable(return_type) => {}
                Some(_) | None => drop(failed.fallen.insert(path[..path.len() - 1].to_vec())),
            },
        }
        Some(Value::Null)
    }

    /// Adds the errors to those that the library has; tells whether the data as a whole cannot stand.
    pub(super) fn conclude(&self, errors: &mut Vec<ServerError>) -> bool {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        errors.append(&mut failed.errors);
        failed.fallen.contains(&Vec::new())
    }
}

impl Failed {
    /// Whether a field falls with its object, or with an entry of its list that may not be null.
    fn fells(&mut self, path: &[String], return_type: &str) -> bool {
        let is_within = |fallen: &Vec<String>| fallen.starts_with(path);
        let fallen: Vec<Vec<String>> = self.fallen.extract_if(is_within).collect();
        fallen.iter().any(|fallen| match fallen.len() - path.len() {
            0 => true,
            depth => !is_nullable(entry_type(return_type, depth)),
        })
    }
}

fn is_nullable(graphql_type: &str) -> bool {
    !graphql_type.ends_with('!')
}

/// The type of the entries of a list, that many lists deep: `Node` for `[Node]!`.
fn entry_type(list: &str, depth: usize) -> &str {
    (0..depth).fold(list, |list, _| {
        let list = list.strip_suffix('!').unwrap_or(list);
        list.strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or(list)
    })
}
