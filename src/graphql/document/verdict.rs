//! What a document is refused for once the library has looked it up in the schema.

use std::collections::HashSet;

use async_graphql::ServerError;

use crate::{
    error::{GeneralError, Violation},
    graphql::{DocumentLimits, failure::refused},
};

/// The faults of a document, by what the library says of it and by what is known of its values; at most as many as one answer
/// tells.
pub(in crate::graphql) fn judge(
    errors: &[ServerError],
    faults: Vec<ServerError>,
    may_read_schema: bool,
) -> Result<(), Vec<ServerError>> {
    // Whether values fit is known already, and of an operation that makes no sense it matters to nobody.
    let of_document = once_each(errors).filter(|error| !is_about_values(error));
    let invalid: Vec<ServerError> = of_document.map(|error| invalid(error, may_read_schema)).collect();
    let mut told = match (invalid.is_empty(), faults.is_empty()) {
        (false, _) => invalid,
        (true, false) => faults,
        (true, true) if errors.is_empty() => return Ok(()),
        (true, true) => vec![unfit(errors)],
    };
    told.truncate(DocumentLimits::ERRORS);
    Err(told)
}

/// The library quotes names of any length.
const LONGEST_DETAIL: usize = 400;

/// What a document is refused for when it is looked up in the schema.
fn invalid(error: &ServerError, may_read_schema: bool) -> ServerError {
    // What a misspelt name may have meant tells of the schema.
    let told = if may_read_schema { None } else { error.message.split_once(" Did you mean ") };
    let detail = told.map_or(error.message.as_str(), |(told, _)| told).chars().take(LONGEST_DETAIL).collect();
    let violation = Violation::new(GeneralError::GraphqlValidationFailed { detail });
    ServerError { locations: error.locations.clone(), ..refused(violation, None) }
}

/// Values that stand in the document without being used, and do not fit. The library quotes them.
fn unfit(errors: &[ServerError]) -> ServerError {
    let detail = "a value does not fit its type".to_owned();
    let at = errors.first().and_then(|error| error.locations.first()).copied();
    refused(Violation::new(GeneralError::BadUserInput { detail }), at)
}

fn is_about_values(error: &ServerError) -> bool {
    ["Invalid value for argument", "Invalid default value for argument"]
        .iter()
        .any(|beginning| error.message.starts_with(beginning))
}

/// Several rules may find the same fault.
fn once_each(errors: &[ServerError]) -> impl Iterator<Item = &ServerError> {
    let mut told = HashSet::new();
    errors.iter().filter(move |error| told.insert((&error.message, &error.locations)))
}
