//! The inputs of queries and mutations on departments.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined, OneofObject};

use crate::{
    department::{Addition, Amendment, Filter, OrderField},
    error::Violations,
    graphql::{amendment::change, filters::fragment, page::OrderDirection},
};

/// Identifies one department.
#[derive(OneofObject)]
pub(super) enum DepartmentBy {
    /// By identifier.
    Id(ID),
    /// By code.
    Code(String),
}

/// A filter for departments. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(super) struct DepartmentFilter {
    /// Departments whose name contains this text. The search ignores case, width, accents of Latin, Greek and Cyrillic letters, apostrophes, hyphens and invisible characters. A comma separates texts that may occur anywhere in the name, as in `O'Brien, Zoe`.
    search: Option<String>,
}

impl DepartmentFilter {
    pub(super) fn validate(self) -> Result<Filter, Violations> {
        let mut violations = Violations::default();
        let name = fragment(&mut violations, "search", self.search);
        violations.or(Some(Filter { name }))
    }
}

/// The fields by which departments can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum DepartmentOrderField {
    /// By name, in the order of the database's collation.
    Name,
    /// By code.
    Code,
}

/// The order of a list of departments.
#[derive(InputObject)]
pub(in crate::graphql) struct DepartmentOrder {
    /// The field by which the list is ordered.
    pub(super) field: DepartmentOrderField,
    /// The direction of the order.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for DepartmentOrder {
    fn default() -> Self {
        Self { field: DepartmentOrderField::Name, direction: OrderDirection::Asc }
    }
}

/// A new department.
#[derive(InputObject)]
pub(super) struct AddDepartmentInput {
    /// The short code: up to 32 letters A to Z, digits, hyphens and underscores. No other department may have it.
    code: String,
    /// The name, of up to 300 characters. No other department may have it. Names that differ only in case, spaces or invisible characters count as equal.
    name: String,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the department that the first request added, in its current state. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AddDepartmentInput> for Addition {
    fn from(input: AddDepartmentInput) -> Self {
        Self { code: input.code, name: input.name }
    }
}

/// Changes to a department. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendDepartmentInput {
    /// The identifier of the record to change.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The code; cannot be cleared. No other department may have it.
    code: MaybeUndefined<String>,
    /// The name; cannot be cleared. A new name must differ from the names of all other departments. Names that differ only in case, spaces or invisible characters count as equal.
    name: MaybeUndefined<String>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the department in its current state and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AmendDepartmentInput> for Amendment {
    fn from(input: AmendDepartmentInput) -> Self {
        Self { code: change(input.code, |text| text), name: change(input.name, |text| text) }
    }
}

/// The department to remove.
#[derive(InputObject)]
pub(super) struct RemoveDepartmentInput {
    /// The identifier of the department.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is removed.
    pub expected_version: Option<i32>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the same `removedId`. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}
