//! The JSON text of GraphQL responses.

use async_graphql::Value;
use graphql_strict::ResponseData;
use serde::Serialize;

use crate::graphql::{NotRun, Response};

/// The initial capacity for a response, in bytes. Most responses are not longer.
const INITIAL_CAPACITY: usize = 4_096;

/// Whether the operation could not start. Such a response has no data, not even null.
pub(super) fn is_request_error(answered: &Response) -> bool {
    answered.data.value() == Some(&Value::Null)
        && !answered.errors.is_empty()
        && answered.errors.iter().all(|error| error.path.is_empty() || error.source::<NotRun>().is_some())
}

/// The JSON text of a response.
pub fn body(answered: Response) -> Vec<u8> {
    let is_request_error = is_request_error(&answered);
    let Response { data, errors, extensions } = answered;
    let (mut text, is_first) = match data {
        ResponseData::Text(text) => (text, false),
        ResponseData::Value(data) => {
            let mut text = Vec::with_capacity(INITIAL_CAPACITY);
            text.push(b'{');
            if !is_request_error {
                append(&mut text, true, "data", &data);
            }
            (text, is_request_error)
        }
    };
    if !errors.is_empty() {
        append(&mut text, is_first, "errors", &errors);
    }
    if !extensions.is_empty() {
        append(&mut text, is_first && errors.is_empty(), "extensions", &extensions);
    }
    text.push(b'}');
    text
}

/// Appends a member of the object.
fn append(text: &mut Vec<u8>, is_first: bool, name: &str, value: &impl Serialize) {
    if !is_first {
        text.push(b',');
    }
    let written = serde_json::to_writer(&mut *text, name).and_then(|()| {
        text.push(b':');
        serde_json::to_writer(&mut *text, value)
    });
    written.expect("GraphQL values have a JSON form");
}
