//! The GraphQL types and root fields of departments.

mod inputs;
mod mutation;
mod object;
mod query;

pub(super) use mutation::DepartmentMutation;
pub(super) use object::Department;
pub(super) use query::DepartmentQuery;
