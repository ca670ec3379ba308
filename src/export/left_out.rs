//! What is not in a file, because the database holds it in a form that cannot be read.

use std::fmt;

use crate::{appointment::AppointmentId, database::Unreadable};

#[derive(Debug)]
pub enum LeftOut {
    Patient(Unreadable),
    /// A contact of a patient who is in the file.
    Contact(Unreadable),
    Appointment(Unreadable),
    /// A readable appointment, of somebody whose row cannot be read.
    AppointmentOf(AppointmentId, Unreadable),
}

/// Tells somebody what is left out.
pub type Tell<'a> = dyn Fn(&LeftOut) + Sync + 'a;

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Patient(unreadable) => write!(f, "a patient is left out: {unreadable}"),
            Self::Contact(unreadable) => write!(f, "a contact is left out: {unreadable}"),
            Self::Appointment(unreadable) => write!(f, "an appointment is left out: {unreadable}"),
            Self::AppointmentOf(id, unreadable) => {
                write!(f, "appointment {} is left out: {unreadable}", id.0)
            }
        }
    }
}
