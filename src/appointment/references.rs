//! Who and what a booking or an amendment speaks of.

use std::{collections::HashMap, hash::Hash};

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::try_join4;

use super::{Amendment, Booking, PatientReference};
use crate::{
    clinician::{self, Clinician, ClinicianId},
    department::{self, Department, DepartmentId},
    organisation::{self, Organisation, OrganisationId},
    patient::{self, NhsNumber, Patient, Reach},
    value::Change,
};

/// What the identifiers in an input belong to; `None` where there is nothing, or nothing was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    pub patient: Option<Patient>,
    pub clinician: Option<Clinician>,
    pub department: Option<Department>,
    pub organisation: Option<Organisation>,
}

impl References {
    pub(super) async fn of_booking(
        connection: &AsyncPgConnection,
        reach: Reach,
        booking: &Booking,
    ) -> QueryResult<Self> {
        let (patient, clinician, department, organisation) = try_join4(
            patient_of(connection, reach, &booking.patient),
            clinician_of(connection, booking.clinician_id),
            department_of(connection, booking.department_id.flatten()),
            organisation_of(connection, booking.organisation_id.flatten()),
        )
        .await?;
        Ok(Self { patient, clinician, department, organisation })
    }

    pub(super) async fn of_amendment(
        connection: &AsyncPgConnection,
        amendment: &Amendment,
    ) -> QueryResult<Self> {
        Ok(Self {
            patient: None,
            clinician: clinician_of(connection, set(&amendment.clinician_id)).await?,
            department: department_of(connection, set(&amendment.department_id)).await?,
            organisation: organisation_of(connection, set(&amendment.organisation_id)).await?,
        })
    }
}

fn set<Id: Copy>(change: &Change<Option<Id>>) -> Option<Id> {
    match change {
        Change::Set(id) => *id,
        Change::Keep | Change::Clear => None,
    }
}

async fn patient_of(
    connection: &AsyncPgConnection,
    reach: Reach,
    reference: &PatientReference,
) -> QueryResult<Option<Patient>> {
    match reference {
        PatientReference::Id(None) => Ok(None),
        PatientReference::Id(Some(id)) => {
            only(patient::store::by_ids(connection, reach, vec![*id]).await, *id)
        }
        PatientReference::NhsNumber(raw) => match raw.parse::<NhsNumber>() {
            Ok(number) => patient::store::find_by_nhs_number(connection, reach, &number).await,
            Err(_) => Ok(None),
        },
    }
}

async fn clinician_of(
    connection: &AsyncPgConnection,
    id: Option<ClinicianId>,
) -> QueryResult<Option<Clinician>> {
    let Some(id) = id else { return Ok(None) };
    only(clinician::store::by_ids(connection, vec![id]).await, id)
}

async fn department_of(
    connection: &AsyncPgConnection,
    id: Option<DepartmentId>,
) -> QueryResult<Option<Department>> {
    let Some(id) = id else { return Ok(None) };
    only(department::store::by_ids(connection, vec![id]).await, id)
}

async fn organisation_of(
    connection: &AsyncPgConnection,
    id: Option<OrganisationId>,
) -> QueryResult<Option<Organisation>> {
    let Some(id) = id else { return Ok(None) };
    only(organisation::store::by_ids(connection, vec![id]).await, id)
}

fn only<K: Eq + Hash, V>(found: QueryResult<HashMap<K, V>>, key: K) -> QueryResult<Option<V>> {
    found.map(|mut found| found.remove(&key))
}
