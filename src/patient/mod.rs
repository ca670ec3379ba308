//! Patients: identity and contact details.
//!
//! NHS numbers are unique, names are stored exactly as entered, and a patient with an appointment cannot be
//! removed.

mod commands;
mod id;
mod listing;
mod model;
mod nhs_number;
mod scope;
mod search;
pub mod store;
mod typed;

pub use commands::{amend, register, remove};
pub use id::PatientId;
pub use listing::{Listing, Order, OrderField};
pub use model::{Amendment, DateOfBirthError, Patient, PatientError, Registration};
pub use nhs_number::{NhsNumber, NhsNumberError, check_digit};
pub use scope::PatientScope;
pub use search::{Rank, Search};
pub use store::Filter;
pub use typed::{Identifier, Typed};
