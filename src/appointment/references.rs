//! Looks up the entities to which a booking or an amendment refers.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::{
    Amendment, Booking, PatientReference,
    found::{ReferenceIds, References},
    store,
};
use crate::{patient::PatientScope, value::Change};

impl References {
    pub(super) async fn of_booking(
        connection: &AsyncPgConnection,
        scope: PatientScope,
        booking: &Booking,
    ) -> QueryResult<Self> {
        let (patient_id, nhs_number) = match &booking.patient {
            PatientReference::Id(id) => (*id, None),
            // `validate` refuses an invalid number; here it matches no patient.
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
