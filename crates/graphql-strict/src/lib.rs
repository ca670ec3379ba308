#![doc = include_str!("../README.md")]

mod document;
mod environment;
mod error;
mod introspection;
mod limits;
mod plan;
mod response_shape;
mod schema_policy;

pub use graphql_strict_macros::{PlanOutput, planned};

pub use self::{
    document::{
        Cost, Document, DocumentCache, FieldPosition, IntrospectionOperation, OperationBudget,
        ParsedDocument, PreparedOperation, ValidationSchema, Values, VisitedField, form, parse,
        possible_objects,
    },
    environment::Environment,
    error::{DocumentError, Reason},
    limits::DocumentLimits,
    plan::{
        Answer, FieldTable, ObjectField, Output, Place, Plan, PlanObject, PlanOutput, Resolving,
        ResponseContext, ResponseData,
    },
    schema_policy::{Readers, SchemaPolicy},
};
