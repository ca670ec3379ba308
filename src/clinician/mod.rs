//! Clinicians: the people whom patients are booked with, their department, and their posts at organisations.
//!
//! A clinician's posts at one organisation never overlap, and a clinician with an appointment on record cannot be
//! removed.

mod commands;
pub mod loader;
mod model;
mod post;
pub mod store;

pub use commands::{add, amend, remove};
pub use model::{Addition, Amendment, Clinician, ClinicianError, ClinicianId, OrderField};
pub use post::{MAXIMUM_POSTS, Post, RawPost};
pub use store::{Filter, Parent};
