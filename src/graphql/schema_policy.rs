//! What PANDA says about its schema: who may read a field, how long lists are, and what fields cost.

use async_graphql::{
    parser::types::OperationType,
    registry::{MetaTypeName, Registry},
};
use graphql_strict::{Readers, SchemaPolicy, VisitedField};

use super::{
    authorized_roles::AuthorizedRoles,
    list_lengths, page,
    permissions::{is_open, readers},
};
use crate::account::Role;

/// The policy of PANDA's schema.
pub(super) struct ApiPolicy;

/// Who reads a response, as far as it matters to what is in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SchemaReader {
    /// None for readers who are not signed in.
    pub role: Option<Role>,
    pub may_read_schema: bool,
}

/// What depends on nothing but the fields of an operation.
pub(super) struct OperationFacts {
    /// The roles that may read every field of the operation.
    pub authorized_roles: AuthorizedRoles,
    /// Whether it reads records together with the clinicians, departments or organisations that they refer to.
    pub reads_references: bool,
}

pub(super) type OperationBudget<'a> = graphql_strict::OperationBudget<'a, SchemaReader>;
pub(super) type Document = graphql_strict::Document<ApiPolicy>;
pub(super) type DocumentCache = graphql_strict::DocumentCache<ApiPolicy>;

impl SchemaPolicy for ApiPolicy {
    type Reader = SchemaReader;
    type Facts = OperationFacts;

    const DEFAULT_PAGE: u32 = page::DEFAULT;
    const MAXIMUM_PAGE: u32 = page::MAXIMUM;

    fn may_read(reader: SchemaReader, object: &str, field: &str) -> bool {
        is_open(reader.role, object, field)
    }

    fn readers(object: &str, field: &str) -> Readers {
        readers(object, field)
    }

    fn may_read_schema(reader: SchemaReader) -> bool {
        reader.may_read_schema
    }

    fn longest_list(object: &str, field: &str) -> u64 {
        list_lengths::longest(object, field)
    }

    /// Some fields cost more, because of the work that they cause in the database.
    fn field_cost(operation: OperationType, field: &VisitedField<'_>) -> u64 {
        match field.name {
            "missedAppointments" if field.is_root() => 2_500,
            "totalCount" => 10,
            _ if field.is_root() && operation == OperationType::Mutation => 10,
            _ => 1,
        }
    }

    fn facts(registry: &Registry, operation: OperationType, fields: &[VisitedField<'_>]) -> OperationFacts {
        OperationFacts {
            authorized_roles: AuthorizedRoles::of(registry, fields),
            reads_references: operation == OperationType::Query && fields.iter().any(refers),
        }
    }
}

/// Whether a field leads to a record that many others refer to as well.
fn refers(field: &VisitedField<'_>) -> bool {
    let referring = ["Appointment", "Clinician", "ClinicianPost", "MissedAppointmentsRow"];
    let referred = ["Clinician", "Department", "Organisation"];
    referring.contains(&field.parent) && referred.contains(&MetaTypeName::concrete_typename(field.ty))
}
