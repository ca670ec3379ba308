//! Converts failures into GraphQL errors.
//!
//! A resolver returns a [`Failure`]. async-graphql carries it together with its path. [`present`] turns each
//! fault in it into a separate error, with code, field, arguments and a message in the language of the
//! caller.

use std::{any::Any, sync::Arc};

use async_graphql::{Error, ErrorExtensionValues, PathSegment, Pos, ServerError, Value};
use graphql_strict::{DocumentError, Reason};

use crate::{
    error::{Failure, GeneralError, Segment, Violation},
    i18n::{self, Locale},
};

/// Wraps the failure without a message. [`present`] writes the message.
impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self { message: String::new(), source: Some(Arc::new(failure)), extensions: None }
    }
}

/// A refusal, with its position in the document.
pub(super) fn refused(violation: Violation, at: Option<Pos>) -> ServerError {
    failed(Failure::Refused(violation.into()), at)
}

/// An error of a document, or of a value that a request gives.
pub(super) fn of_document(error: DocumentError) -> ServerError {
    let refusal = match error.reason {
        Reason::ParseFailed { detail } => GeneralError::GraphqlParseFailed { detail },
        Reason::ValidationFailed { detail } => GeneralError::GraphqlValidationFailed { detail },
        Reason::TooComplex { detail } => GeneralError::QueryTooComplex { detail },
        Reason::InvalidValue { detail } => GeneralError::BadUserInput { detail },
        Reason::ValueRequired => GeneralError::FieldRequired,
    };
    let segment = |segment| match segment {
        PathSegment::Field(name) => Segment::Given(name),
        PathSegment::Index(index) => Segment::Index(index),
    };
    let field = error.input.into_iter().map(segment).collect();
    let violation = Violation { field, ..Violation::new(refusal) };
    ServerError { path: error.path, ..refused(violation, error.at) }
}

/// The same for several errors.
pub(super) fn of_documents(errors: Vec<DocumentError>) -> Vec<ServerError> {
    errors.into_iter().map(of_document).collect()
}

/// A failure of the whole operation, or of one position in the document.
pub(super) fn failed(failure: Failure, at: Option<Pos>) -> ServerError {
    ServerError { source: Some(Arc::new(failure)), ..ServerError::new(String::new(), at) }
}

/// Marks an error of a request whose operation was not executed. A path in such an error does not mean that a
/// field was resolved.
#[derive(Debug)]
pub struct NotRun;

/// Marks the errors of a request whose operation was not executed.
pub(super) fn not_run(errors: Vec<ServerError>) -> Vec<ServerError> {
    let source: Arc<dyn Any + Send + Sync> = Arc::new(NotRun);
    errors.into_iter().map(|error| ServerError { source: Some(source.clone()), ..error }).collect()
}

/// The locale and request id with which errors are written.
#[derive(Debug, Clone, Copy)]
pub struct ErrorAnswer<'a> {
    pub locale: Locale,
    pub request_id: &'a str,
}

/// The errors of a response, as the client receives them.
pub fn present(errors: Vec<ServerError>, answer: ErrorAnswer<'_>) -> Vec<ServerError> {
    errors.into_iter().flat_map(|error| answer.present(error)).collect()
}

impl ErrorAnswer<'_> {
    fn present(&self, error: ServerError) -> Vec<ServerError> {
        let faults = match error.source::<Failure>() {
            Some(failure) => self.faults(failure),
            None => vec![Violation::new(library_error(&error))],
        };
        faults.into_iter().map(|fault| self.error(&error, &fault)).collect()
    }

    /// The parts of a failure that clients may see. The cause of an internal fault is only logged.
    pub fn faults(&self, failure: &Failure) -> Vec<Violation> {
        match failure {
            Failure::Refused(violations) if violations.is_empty() => {
                self.faults(&Failure::fault(anyhow::anyhow!("a value was refused without a reason")))
            }
            Failure::Refused(violations) => violations.clone().into_iter().collect(),
            Failure::Unavailable | Failure::ReadOnly => {
                vec![Violation::new(GeneralError::ServiceUnavailable)]
            }
            Failure::Fault(cause) => {
                tracing::error!(cause = ?cause, "a request failed with an internal error");
                vec![Violation::new(GeneralError::Internal { request_id: self.request_id.to_owned() })]
            }
        }
    }

    fn error(&self, origin: &ServerError, fault: &Violation) -> ServerError {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", fault.code);
        if !fault.field.is_empty() {
            extensions.set("field", json(&fault.field));
        }
        let args = i18n::shown(self.locale, &fault.args);
        extensions.set("args", json(&args));
        extensions.set("locale", self.locale.to_string());
        let message = i18n::message(self.locale, fault.code, &args);
        ServerError { message, source: None, extensions: Some(extensions), ..origin.clone() }
    }
}

/// The code of an error that the library reports. Without a path, the schema has no operations of this kind.
/// With a path, a variable with a default is null where the field needs a value. All other values are checked
/// before.
fn library_error(error: &ServerError) -> GeneralError {
    if error.path.is_empty() {
        GeneralError::GraphqlValidationFailed { detail: error.message.clone() }
    } else {
        GeneralError::FieldRequired
    }
}

fn json(value: &impl serde::Serialize) -> Value {
    async_graphql::to_value(value).unwrap_or_default()
}
