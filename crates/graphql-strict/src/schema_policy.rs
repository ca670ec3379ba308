//! What an application says about its schema: permissions, lengths of lists, costs.

use async_graphql::{parser::types::OperationType, registry::Registry};

use crate::document::VisitedField;

/// A set of readers, as bits. The application decides which bit stands for which reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readers(pub u32);

impl Readers {
    /// Whether the sets have a reader in common.
    pub fn include(self, Self(others): Self) -> bool {
        self.0 & others != 0
    }
}

/// What an application says about the fields of its schema.
pub trait SchemaPolicy {
    /// Who reads a response, as far as it matters to what is in it.
    type Reader: Copy + PartialEq + Send + Sync;

    /// What the application keeps with each document, because it depends on nothing but the fields.
    type Facts: Send + Sync;

    /// The size of a page when the arguments `first` and `last` are missing.
    const DEFAULT_PAGE: u32;

    /// The largest size of a page.
    const MAXIMUM_PAGE: u32;

    /// Whether a reader may read a field of an object. Not called for `__schema` and `__type`.
    fn may_read(reader: Self::Reader, object: &str, field: &str) -> bool;

    /// The readers who may read a field of an object, or introspection fields if they may read the schema.
    fn readers(object: &str, field: &str) -> Readers;

    /// Whether a reader may read the schema.
    fn may_read_schema(reader: Self::Reader) -> bool;

    /// The most entries of a list of objects that is no connection, and has no argument `ids`.
    fn longest_list(object: &str, field: &str) -> u64;

    /// The cost of one value of a field, without the fields within it. Not called for introspection.
    fn field_cost(operation: OperationType, field: &VisitedField<'_>) -> u64;

    /// What the application keeps with a document whose operation has these fields.
    fn facts(registry: &Registry, operation: OperationType, fields: &[VisitedField<'_>]) -> Self::Facts;
}
