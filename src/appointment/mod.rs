//! Appointments: booking, rescheduling, attendance and cancellation.
//!
//! Guarantees:
//!
//! - Two uncancelled appointments of one clinician or one patient never overlap.
//! - A cancelled appointment never becomes active again.
//! - An appointment that is not attended by its end is missed from that instant on. No background job is
//!   needed.
//! - Patients book within limits ([`PatientLimits`](crate::context::PatientLimits)), which hold even for concurrent bookings.

mod booking;
mod commands;
mod conflict;
mod error;
pub mod export_row;
mod facts;
mod found;
mod input;
mod limits;
mod listing;
pub mod loader;
mod model;
mod references;
mod rescheduling;
mod row;
mod slot;
mod status;
pub mod store;
mod validation;

pub use commands::{amend, attend, book, cancel};
pub use error::{AppointmentError, BookingError};
pub use input::{Amendment, Booking, PatientReference};
pub use listing::{Filter, Parent};
pub use model::{Appointment, AppointmentId, OrderField};
pub(crate) use row::StatusColumns;
pub use slot::Slot;
pub use status::{CancellationParty, Status, StatusKind};
