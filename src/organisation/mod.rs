//! Organisations: the places of care, from a surgery to a hospital.
//!
//! ODS codes are unique. An organisation to which another record refers cannot be removed.

mod commands;
mod error;
mod model;
mod ods_code;
pub mod store;

pub use commands::{add, amend, remove};
pub use error::OrganisationError;
pub use model::{Addition, Amendment, Kind, OrderField, Organisation, OrganisationId};
pub use ods_code::OdsCode;
pub use store::Filter;
