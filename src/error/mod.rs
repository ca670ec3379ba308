//! Errors: one type for all failures, from their origin to the client.
//!
//! A [`Failure`] is either a refusal or a fault. A refusal is correctable by the caller and contains a code
//! for each violation. A fault is an error of the server; it is logged with its cause, which is never sent to
//! a client. `Failure` does not implement `Display`, because async-graphql sends the text of every `Display`
//! error to the client.

pub mod cause;
mod general;
mod parameter;
mod violations;

use std::{fmt::Debug, sync::Arc};

pub use general::GeneralError;
pub use parameter::ParameterError;
pub use violations::{Definition, FieldPath, Refusal, Segment, Violation, Violations, definitions};

/// Why a command or a query did not do what was asked.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The input or the state of the record does not permit it.
    Refused(Violations),
    /// The database is unreachable at present.
    Unavailable,
    /// The database accepts no writes at present. To clients it looks like [`Failure::Unavailable`].
    ReadOnly,
    /// An unexpected error. The cause is only logged.
    Fault(Arc<anyhow::Error>),
}

impl Failure {
    /// An unexpected error, with its cause for the log.
    pub fn fault(cause: impl Into<anyhow::Error>) -> Self {
        Self::Fault(Arc::new(cause.into()))
    }

    /// A refusal that concerns no single field.
    pub fn refuse(refusal: impl Refusal) -> Self {
        Self::Refused(Violation::new(refusal).into())
    }

    /// A refusal of one field.
    pub fn refuse_field(field: &'static str, refusal: impl Refusal) -> Self {
        Self::Refused(Violation::new(refusal).at(field).into())
    }

    /// The same failure, with its field paths extended by the enclosing argument.
    pub fn under(self, argument: impl Into<Segment>) -> Self {
        match self {
            Self::Refused(violations) => Self::Refused(violations.under(argument)),
            Self::Unavailable | Self::ReadOnly | Self::Fault(_) => self,
        }
    }
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        Self::Refused(violations)
    }
}
