//! Patients: who they are and how to reach them.
//!
//! No two patients have the same NHS number, names are kept exactly as given, and a patient with an appointment on
//! record cannot be removed.

mod commands;
mod listing;
mod model;
mod nhs_number;
mod scope;
mod search;
pub mod store;
mod typed;

pub use commands::{amend, register, remove};
pub use listing::{Listing, Order, OrderField};
pub use model::{Amendment, Patient, PatientError, PatientId, Registration};
pub use nhs_number::{NhsNumber, NhsNumberError, check_digit};
pub use scope::PatientScope;
pub use search::{Rank, Search};
pub use store::Filter;
pub use typed::{Identifier, Typed};
