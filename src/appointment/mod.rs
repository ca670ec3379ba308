//! Appointments: booking, rescheduling, attendance and cancellation.
//!
//! Guarantees:
//!
//! - Two uncancelled appointments of one clinician or one patient never overlap.
//! - A cancelled appointment never becomes active again.
//! - An appointment that is not attended by its end is missed from that instant on. No background job is
//!   needed.
//! - Patients book within limits ([`PatientLimits`](crate::context::PatientLimits)), which hold even for
//!   concurrent bookings.

mod booking;
mod commands;
mod conflict;
pub mod export_row;
mod facts;
mod limits;
mod listing;
pub mod loader;
mod model;
mod references;
mod rescheduling;
mod row;
mod status;
pub mod store;
mod validation;

pub use booking::{Booking, PatientReference};
pub use commands::{amend, attend, book, cancel};
pub use listing::{Filter, Parent};
pub use model::{Appointment, AppointmentError, AppointmentId, BookingError, OrderField, Slot};
pub use rescheduling::Amendment;
pub(crate) use row::StatusColumns;
pub use status::{CancellationParty, Status, StatusKind};
