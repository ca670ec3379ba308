//! Records that the export omits because their stored form cannot be read.

use std::fmt;

use crate::{appointment::AppointmentId, database::Unreadable};

#[derive(Debug)]
pub enum LeftOut {
    Patient(Unreadable),
    /// A contact of a patient. The patient's row is still exported.
    Contact(Unreadable),
    Appointment(Unreadable),
    /// A readable appointment that refers to an unreadable row.
    AppointmentOf(AppointmentId, Unreadable),
}

/// A callback that reports each omission.
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
