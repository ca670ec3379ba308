//! How a failure travels from where it happens to the client: one shape, from one place.
//!
//! A [`Failure`] is either a refusal, which is the caller's to mend and carries a code for each fault, or a fault
//! of ours, which is logged with its cause and reaches nobody. It does not implement `Display`, because
//! async-graphql turns anything that does into a message for the client.

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
    /// The input or the state of the record forbids it.
    Refused(Violations),
    /// The database cannot be reached at the moment.
    Unavailable,
    /// The database accepts no writes at the moment. Clients see no difference from [`Failure::Unavailable`].
    ReadOnly,
    /// Something that should not have happened. The cause is for the log alone.
    Fault(Arc<anyhow::Error>),
}

impl Failure {
    /// A fault of ours, with what went wrong in words for the log.
    pub fn fault(cause: impl Into<anyhow::Error>) -> Self {
        Self::Fault(Arc::new(cause.into()))
    }

    /// A refusal that is about no field in particular.
    pub fn refuse(refusal: impl Refusal) -> Self {
        Self::Refused(Violation::new(refusal).into())
    }

    /// A refusal of one field.
    pub fn refuse_field(field: &'static str, refusal: impl Refusal) -> Self {
        Self::Refused(Violation::new(refusal).at(field).into())
    }

    /// The same failure, seen from the argument that holds the refused fields.
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
