//! Why a document is refused, without words for its author: the application has codes and messages of its
//! own.

use async_graphql::{PathSegment, Pos};

/// One error of a document, or of a value that a request gives.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentError {
    pub reason: Reason,
    /// The place in the document.
    pub at: Option<Pos>,
    /// The path of the root field in the response, if the error belongs to one.
    pub path: Vec<PathSegment>,
    /// The path of the value within the arguments of its field; empty if the error is about no value.
    pub input: Vec<PathSegment>,
}

/// What is wrong. The details never quote a value, because values may be personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The text does not have the grammar of GraphQL.
    ParseFailed { detail: String },
    /// The document is not valid for the schema.
    ValidationFailed { detail: String },
    /// The document is larger, deeper or more expensive than allowed.
    TooComplex { detail: String },
    /// A value does not have the expected type.
    InvalidValue { detail: String },
    /// A required value is missing or null.
    ValueRequired,
}

impl DocumentError {
    pub(crate) fn new(reason: Reason, at: Option<Pos>) -> Self {
        Self { reason, at, path: Vec::new(), input: Vec::new() }
    }

    /// The document is not valid.
    pub(crate) fn invalid(detail: String, at: Option<Pos>) -> Self {
        Self::new(Reason::ValidationFailed { detail }, at)
    }

    /// The document exceeds a limit.
    pub(crate) fn too_complex(detail: String, at: Option<Pos>) -> Self {
        Self::new(Reason::TooComplex { detail }, at)
    }
}
