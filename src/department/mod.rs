//! Departments: the units of care that clinicians belong to.
//!
//! Code and name are each unique, whatever the case, and a department that a clinician or an appointment refers to cannot be removed.

mod commands;
mod model;
pub mod store;

pub use commands::{add, amend, remove};
pub use model::{Addition, Amendment, Code, Department, DepartmentError, DepartmentId, OrderField};
pub use store::Filter;
