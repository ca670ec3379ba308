//! What async-graphql 7.2.1 lacks for a server that follows the GraphQL specification.
//!
//! - [`Document`]: limits on documents, validation by `apollo-compiler`, the types of values, and the cost of an operation.
//! - [`PreparedOperation`]: an operation without fragments, conditions and repeated fields, so a mutation runs once.
//! - [`ResponseShape`]: the order of the fields of a response.
//! - [`propagate_nulls`]: null propagation.
//! - [`inline`]: objects and lists whose fields need no future of their own.
//! - [`SchemaPair`]: permission checks at each field, for operations that need them.
//!
//! The application says by a [`SchemaPolicy`] who may read which field, how long lists are, and what fields cost. It writes the
//! message of each [`DocumentError`].
//!
//! Each guard against a defect of a library names the text of an issue in `docs/upstream`. The tests in `tests/upstream`
//! reproduce each defect with the library alone, and fail when a newer version no longer has it.
//!
//! One request: [`DocumentCache::get`], or else [`Document::read`] and [`ParsedDocument::errors`]; then
//! [`Document::values`], [`Document::prepared`] and [`PreparedOperation::document`], which `async-graphql` executes; then
//! [`propagate_nulls`] and [`ResponseShape::arrange`] on the response.

mod document;
mod error;
pub mod inline;
mod introspection;
mod limits;
mod null_propagation;
mod response_shape;
mod schema_pair;
mod schema_policy;

pub use self::{
    document::{
        Cost, Document, DocumentCache, FieldPosition, OperationBudget, ParsedDocument, PreparedOperation,
        ValidationSchema, Values, VisitedField, form, parse, possible_objects,
    },
    error::{DocumentError, Reason},
    limits::DocumentLimits,
    null_propagation::propagate_nulls,
    response_shape::{FieldShape, ObjectShape, ResponseShape},
    schema_pair::{FieldGuard, SchemaPair},
    schema_policy::SchemaPolicy,
};
