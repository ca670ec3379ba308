//! Clinicians: their department and their posts at organisations. Patients are booked with clinicians.
//!
//! A clinician's posts at one organisation never overlap. A clinician with an appointment cannot be removed.

mod commands;
mod error;
mod id;
pub mod loader;
mod model;
mod post;
pub mod store;

pub use commands::{add, amend, remove};
pub use error::ClinicianError;
pub use id::ClinicianId;
pub use model::{Addition, Amendment, Clinician, OrderField};
pub use post::{MAXIMUM_POSTS, Post, RawPost};
pub use store::{Filter, Parent};
