//! What can be done to a patient's record.

use std::slice;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{Amendment, Patient, PatientError, PatientId, Reach, Registration, store};
use crate::{
    appointment::AppointmentError,
    database::{Loaded, is_constraint},
    error::{Failure, GeneralError},
    idempotency::{self, Creation, RawKey},
    panda::Panda,
    value::expect_version,
};

/// Records a new patient.
pub async fn register(
    panda: &Panda,
    registration: Registration,
    key: Option<RawKey>,
) -> Result<Patient, Failure> {
    if let Some(key) = key {
        return idempotency::create(panda, registration, key).await;
    }
    let patient = registration.validate(panda.clock.now())?;
    Registration::write(patient, &mut *panda.database.checkout().await?).await
}

impl Creation for Registration {
    const OPERATION: &'static str = "registerPatient";
    type Checked = Patient;
    type Entity = Patient;

    async fn check(self, _: &AsyncPgConnection, now: DateTime<Utc>) -> Result<Patient, Failure> {
        Ok(self.validate(now)?)
    }

    async fn write(patient: Patient, connection: &mut AsyncPgConnection) -> Result<Patient, Failure> {
        // A plain insert would have the server write the NHS number into its log when it is taken.
        let written = store::insert_new(connection, slice::from_ref(&patient)).await?;
        if written.is_empty() {
            return Err(Failure::refuse_field("nhsNumber", PatientError::NhsNumberTaken));
        }
        Ok(patient)
    }

    fn id(entity: &Patient) -> Uuid {
        entity.id.0
    }

    async fn find(&self, connection: &AsyncPgConnection, id: Uuid) -> QueryResult<Option<Patient>> {
        let id = PatientId(id);
        // Nobody registers patients who does not reach all of them.
        Loaded::of(&id, store::by_ids(connection, Reach::Everyone, vec![id]).await?)
    }
}

/// Changes what the record says.
pub async fn amend(
    panda: &Panda,
    reach: Reach,
    id: PatientId,
    expected_version: Option<i32>,
    amendment: Amendment,
) -> Result<Patient, Failure> {
    panda
        .database
        .transaction(move |connection| {
            let amendment = amendment.clone();
            async move {
                let current = store::lock(connection, reach, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version)?;
                let amended = current.amend(amendment, panda.clock.now())?;
                if amended.date_of_birth > current.date_of_birth
                    && store::has_appointment_before(connection, id, amended.date_of_birth).await?
                {
                    return Err(Failure::refuse_field("dateOfBirth", AppointmentError::BeforeBirth));
                }
                if amended != current {
                    store::save(connection, &amended).await.map_err(refused)?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Removes the record of a patient who has no appointment, past ones included.
pub async fn remove(
    panda: &Panda,
    reach: Reach,
    id: PatientId,
    expected_version: Option<i32>,
) -> Result<PatientId, Failure> {
    panda
        .database
        .transaction(move |connection| {
            async move {
                let current = store::lock(connection, reach, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version)?;
                let appointments = store::count_appointments(connection, id).await?;
                if appointments > 0 {
                    return Err(Failure::refuse_field("id", PatientError::HasAppointments { appointments }));
                }
                store::delete(connection, id).await?;
                Ok(id)
            }
            .scope_boxed()
        })
        .await
}

fn not_found() -> Failure {
    Failure::refuse_field("id", GeneralError::NotFound)
}

fn refused(error: diesel::result::Error) -> Failure {
    if is_constraint(&error, "patients_nhs_number_taken") {
        return Failure::refuse_field("nhsNumber", PatientError::NhsNumberTaken);
    }
    error.into()
}
