//! How a failure reaches a client.
//!
//! A resolver returns a [`Failure`]; async-graphql carries it along with its path; and [`present`] turns each fault
//! that it names into an error of its own, with code, field, arguments and a message in the reader's language.

use std::{any::Any, sync::Arc};

use async_graphql::{Error, ErrorExtensionValues, Pos, ServerError, Value};

use crate::{
    error::{Failure, GeneralError, Violation},
    i18n::{self, Locale},
};

/// Carries the failure untouched; the message is written by [`present`].
impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self { message: String::new(), source: Some(Arc::new(failure)), extensions: None }
    }
}

/// A refusal of what stands at a place in the document.
pub(super) fn refused(violation: Violation, at: Option<Pos>) -> ServerError {
    failed(Failure::Refused(violation.into()), at)
}

/// A failure of the operation, or of what stands at a place in the document.
pub(super) fn failed(failure: Failure, at: Option<Pos>) -> ServerError {
    ServerError { source: Some(Arc::new(failure)), ..ServerError::new(String::new(), at) }
}

/// The source of an error of a request whose operation does not run. Its path does not mean that a field was resolved.
#[derive(Debug)]
pub struct NotRun;

/// The errors of a request whose operation does not run.
pub(super) fn not_run(errors: Vec<ServerError>) -> Vec<ServerError> {
    let source: Arc<dyn Any + Send + Sync> = Arc::new(NotRun);
    errors.into_iter().map(|error| ServerError { source: Some(source.clone()), ..error }).collect()
}

/// For whom errors are written.
#[derive(Debug, Clone, Copy)]
pub struct ErrorAnswer<'a> {
    pub locale: Locale,
    pub request_id: &'a str,
}

/// The errors of a response as the client sees them.
pub fn present(errors: Vec<ServerError>, answer: ErrorAnswer<'_>) -> Vec<ServerError> {
    errors.into_iter().flat_map(|error| answer.present(error)).collect()
}

impl ErrorAnswer<'_> {
    fn present(&self, error: ServerError) -> Vec<ServerError> {
        let faults = match error.source::<Failure>() {
            Some(failure) => self.faults(failure),
            None => vec![Violation::new(of_the_library(&error))],
        };
        faults.into_iter().map(|fault| self.error(&error, &fault)).collect()
    }

    /// What of a failure may be told.
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
                tracing::error!(cause = ?cause, "a request failed by a fault of ours");
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

/// An error that no phase has given a code: without a path, the operation is of a kind that there is not; with one, a
/// variable with a default is null where the field needs a value. All other values are checked before.
fn of_the_library(error: &ServerError) -> GeneralError {
    if error.path.is_empty() {
        GeneralError::GraphqlValidationFailed { detail: error.message.clone() }
    } else {
        GeneralError::FieldRequired
    }
}

fn json(value: &impl serde::Serialize) -> Value {
    async_graphql::to_value(value).unwrap_or_default()
}
