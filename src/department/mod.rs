//! Departments: the units of care to which clinicians belong.
//!
//! Codes and names are unique, ignoring case. A department to which another record refers cannot be
//! removed.

mod commands;
mod model;
pub mod store;

pub use commands::{add, amend, remove};
pub use model::{Addition, Amendment, Code, Department, DepartmentError, DepartmentId, OrderField};
pub use store::Filter;
