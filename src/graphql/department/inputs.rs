//! What clients send about departments.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined, OneofObject};

use crate::{
    department::{Addition, Amendment, Filter, OrderField},
    error::Violations,
    graphql::{amendment::change, filters::fragment, page::OrderDirection},
};

/// Names one department.
#[derive(OneofObject)]
pub(super) enum DepartmentBy {
    /// By identifier.
    Id(ID),
    /// By code.
    Code(String),
}

/// Which departments are listed: those that satisfy everything that is given.
#[derive(InputObject, Default)]
pub(super) struct DepartmentFilter {
    /// Departments whose name contains this text, in any case and width. Accents of Latin, Greek and Cyrillic letters do not
    /// matter, nor do apostrophes, hyphens and invisible characters. A comma separates texts that may be anywhere in the name,
    /// as in `O'Brien, Zoe`.
    search: Option<String>,
}

impl DepartmentFilter {
    pub(super) fn validate(self) -> Result<Filter, Violations> {
        let mut violations = Violations::default();
        let name = fragment(&mut violations, "search", self.search);
        violations.or(Some(Filter { name }))
    }
}

/// By what departments can be ordered.
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
    /// By what the list is ordered.
    pub(super) field: DepartmentOrderField,
    /// In which direction.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for DepartmentOrder {
    fn default() -> Self {
        Self { field: DepartmentOrderField::Name, direction: OrderDirection::Asc }
    }
}

/// What is recorded of a new department.
#[derive(InputObject)]
pub(super) struct AddDepartmentInput {
    /// The short code: up to 32 letters A to Z, digits, hyphens and underscores. No other department may have it.
    code: String,
    /// The name, of up to 300 characters. No other department may have it, nor one that differs only by case, spaces or invisible characters.
    name: String,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the department that was added at first, as it is now. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

impl From<AddDepartmentInput> for Addition {
    fn from(input: AddDepartmentInput) -> Self {
        Self { code: input.code, name: input.name }
    }
}

/// Changes to a department. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendDepartmentInput {
    /// What is changed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// The code; cannot be cleared. No other department may have it.
    code: MaybeUndefined<String>,
    /// The name; cannot be cleared. No other department may have a new one, nor one that differs from it only by case, spaces or invisible characters.
    name: MaybeUndefined<String>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the department as it is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

impl From<AmendDepartmentInput> for Amendment {
    fn from(input: AmendDepartmentInput) -> Self {
        Self { code: change(input.code, |text| text), name: change(input.name, |text| text) }
    }
}

/// Which department is removed.
#[derive(InputObject)]
pub(super) struct RemoveDepartmentInput {
    /// The department to be removed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is removed.
    pub expected_version: Option<i32>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the same `removedId`. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}
