#![doc = include_str!("../README.md")]

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
