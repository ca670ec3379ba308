//! The JSON text of GraphQL responses.

use std::collections::BTreeMap;

use async_graphql::{Response, Value};
use serde::Serialize;

use crate::graphql::NotRun;

/// The initial capacity for a response, in bytes. Most responses are not longer.
const INITIAL_CAPACITY: usize = 4_096;

/// Whether the operation could not start. Such a response has no data, not even null.
pub(super) fn is_request_error(answered: &Response) -> bool {
    answered.data == Value::Null
        && !answered.errors.is_empty()
        && answered.errors.iter().all(|error| error.path.is_empty() || error.source::<NotRun>().is_some())
}

/// The JSON text of a response.
pub fn body(answered: &Response) -> Vec<u8> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a Value>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'a [async_graphql::ServerError],
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        extensions: &'a BTreeMap<String, Value>,
    }
    let data = (!is_request_error(answered)).then_some(&answered.data);
    let Response { errors, extensions, .. } = answered;
    let mut text = Vec::with_capacity(INITIAL_CAPACITY);
    let written = serde_json::to_writer(&mut text, &Body { data, errors, extensions });
    written.expect("GraphQL values have a JSON form");
    text
}
