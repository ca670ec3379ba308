//! Who and what a booking or an amendment speaks of.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::{Amendment, Booking, PatientReference, store};
use crate::{
    clinician::ClinicianId,
    department::DepartmentId,
    organisation::OrganisationId,
    patient::{NhsNumber, PatientId, PatientScope},
    value::{Change, Postcode},
};

/// The identifiers in an input, as far as they are some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ReferenceIds {
    pub patient_id: Option<PatientId>,
    pub nhs_number: Option<NhsNumber>,
    pub clinician_id: Option<ClinicianId>,
    pub department_id: Option<DepartmentId>,
    pub organisation_id: Option<OrganisationId>,
}

/// What they belong to, and no more of it than an appointment needs; `None` where there is nothing, or nothing was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    pub patient: Option<PatientId>,
    pub clinician: Option<KnownClinician>,
    pub department: Option<DepartmentId>,
    pub organisation: Option<KnownOrganisation>,
    /// How many active appointments the patient has, where that is limited; 0 otherwise.
    pub active: i64,
}

/// A clinician who is on record.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownClinician {
    pub id: ClinicianId,
    pub department_id: DepartmentId,
}

/// An organisation that is on record.
#[derive(Debug, Clone)]
pub(super) struct KnownOrganisation {
    pub id: OrganisationId,
    pub postcode: Postcode,
}

impl References {
    pub(super) async fn of_booking(
        connection: &AsyncPgConnection,
        scope: PatientScope,
        booking: &Booking,
    ) -> QueryResult<Self> {
        let (patient_id, nhs_number) = match &booking.patient {
            PatientReference::Id(id) => (*id, None),
            // What is no number is refused for that, and nobody has it.
            PatientReference::NhsNumber(raw) => (None, raw.parse().ok()),
        };
        let ids = ReferenceIds {
            patient_id,
            nhs_number,
            clinician_id: booking.clinician_id,
            department_id: booking.department_id.flatten(),
            organisation_id: booking.organisation_id.flatten(),
        };
        Self::find(connection, scope, ids).await
    }

    pub(super) async fn of_amendment(
        connection: &AsyncPgConnection,
        amendment: &Amendment,
    ) -> QueryResult<Self> {
        let ids = ReferenceIds {
            clinician_id: set(&amendment.clinician_id),
            department_id: set(&amendment.department_id),
            organisation_id: set(&amendment.organisation_id),
            ..ReferenceIds::default()
        };
        Self::find(connection, PatientScope::None, ids).await
    }

    async fn find(
        connection: &AsyncPgConnection,
        scope: PatientScope,
        ids: ReferenceIds,
    ) -> QueryResult<Self> {
        if ids == ReferenceIds::default() {
            Ok(Self::default())
        } else {
            store::find(connection, scope, ids).await
        }
    }
}

fn set<Id: Copy>(change: &Change<Option<Id>>) -> Option<Id> {
    match change {
        Change::Set(id) => *id,
        Change::Keep | Change::Clear => None,
    }
}
