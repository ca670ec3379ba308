//! The appointment.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Slot, Status};
use crate::{
    clinician::ClinicianId,
    database::{Key, KeyKind, Listed, entity_id},
    department::DepartmentId,
    organisation::OrganisationId,
    patient::PatientId,
    value::Postcode,
};

entity_id!(
    /// Identifies an appointment.
    AppointmentId
);

/// An appointment of a patient with a clinician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub patient_id: PatientId,
    pub clinician_id: ClinicianId,
    /// The department at booking. Statistics always count the appointment there.
    pub department_id: DepartmentId,
    pub organisation_id: Option<OrganisationId>,
    pub slot: Slot,
    pub postcode: Postcode,
    /// Whether the postcode was copied from the organisation. `None` on rows of earlier releases and of
    /// imports.
    pub postcode_derived: Option<bool>,
    pub status: Status,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The orders of appointment lists. Status is not among them, because it changes with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    StartsAt,
    CreatedAt,
    UpdatedAt,
}

impl Listed for Appointment {
    type Order = OrderField;
    const ID_COLUMN: &'static str = "appointments.id";

    fn column(order: OrderField) -> (&'static str, KeyKind) {
        match order {
            OrderField::StartsAt => ("appointments.starts_at", KeyKind::Instant),
            OrderField::CreatedAt => ("appointments.created_at", KeyKind::Instant),
            OrderField::UpdatedAt => ("appointments.updated_at", KeyKind::Instant),
        }
    }

    fn key(&self, order: OrderField) -> Key {
        Key::Instant(match order {
            OrderField::StartsAt => self.slot.starts_at,
            OrderField::CreatedAt => self.created_at,
            OrderField::UpdatedAt => self.updated_at,
        })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }
}
