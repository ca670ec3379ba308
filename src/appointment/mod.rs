//! Appointments: who sees whom, when and where, and what became of it.
//!
//! Two appointments of one clinician or of one patient never overlap while neither is cancelled, a cancelled one
//! never comes back, and one that is not attended by its end is missed from that instant on, without anything
//! having to happen. Patients book within limits ([`PatientLimits`]), which hold however many bookings they send at once.

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
pub use limits::PatientLimits;
pub use listing::{Filter, Parent};
pub use model::{Appointment, AppointmentError, AppointmentId, BookingError, OrderField, Slot};
pub use rescheduling::Amendment;
pub(crate) use row::StatusColumns;
pub use status::{CancellationParty, Status, StatusKind};
