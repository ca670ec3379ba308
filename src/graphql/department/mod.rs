//! Departments, as the API shows them.

mod inputs;
mod mutation;
mod object;
mod query;

pub(super) use mutation::DepartmentMutation;
pub(super) use object::Department;
pub(super) use query::DepartmentQuery;
