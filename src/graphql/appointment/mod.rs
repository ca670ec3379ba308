//! The GraphQL types and root fields of appointments.

mod inputs;
mod list;
mod mutation;
mod object;
mod query;
mod status;

pub(super) use inputs::{AppointmentFilter, AppointmentOrder};
pub(super) use list::appointments_of;
pub(super) use mutation::AppointmentMutation;
pub(super) use object::Appointment;
pub(super) use query::AppointmentQuery;
