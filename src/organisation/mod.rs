//! Organisations: where care is given, from a surgery to a hospital.
//!
//! An ODS code belongs to one organisation, and an organisation that a post or an appointment refers to cannot be
//! removed.

mod commands;
mod model;
mod ods_code;
pub mod store;

pub use commands::{add, amend, remove};
pub use model::{Addition, Amendment, Kind, OrderField, Organisation, OrganisationError, OrganisationId};
pub use ods_code::OdsCode;
pub use store::Filter;
