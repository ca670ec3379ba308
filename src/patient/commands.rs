//! What can be done to a patient's record.

use std::slice;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{Amendment, NhsNumber, Patient, PatientError, PatientId, PatientScope, Registration, store};
use crate::{
    appointment::AppointmentError,
    context::AppContext,
    database::{Loaded, is_constraint},
    error::{Failure, GeneralError, Violations},
    idempotency::{self, Creation, RawKey, Removed, Repeatable},
    principal::Principal,
    value::{changed, expect_version},
};

/// Records a new patient.
pub async fn register(
    app: &AppContext,
    registration: Registration,
    key: Option<RawKey>,
) -> Result<Patient, Failure> {
    if let Some(key) = key {
        return idempotency::create(app, registration, key).await;
    }
    let mut connection = app.database.checkout().await?;
    let patient = registration.check(&connection, app.clock.now()).await?;
    Registration::write(patient, &mut connection).await
}

impl Creation for Registration {
    const OPERATION: &'static str = "registerPatient";
    type Checked = Patient;
    type Entity = Patient;

    async fn check(self, connection: &AsyncPgConnection, now: DateTime<Utc>) -> Result<Patient, Failure> {
        let nhs_number = self.nhs_number.parse().ok();
        match self.validate(now) {
            // The insert finds a number that is taken.
            Ok(patient) => Ok(patient),
            invalid => Ok(taken(connection, nhs_number).await?.after(invalid)?),
        }
    }

    async fn write(patient: Patient, connection: &mut AsyncPgConnection) -> Result<Patient, Failure> {
        // A plain insert would have the server write the NHS number into its log when it is taken.
        let written = store::insert_new(connection, slice::from_ref(&patient)).await?;
        if written.is_empty() {
            return Err(Failure::refuse_field("nhsNumber", PatientError::NhsNumberTaken));
        }
        Ok(patient)
    }
}

impl Repeatable for Patient {
    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(
        connection: &AsyncPgConnection,
        principal: Principal,
        id: Uuid,
    ) -> QueryResult<Option<Self>> {
        let id = PatientId(id);
        Loaded::of(&id, store::by_ids(connection, principal.patient_scope(), vec![id]).await?)
    }
}

/// Changes what the record says. Patients change the contact details of their own record only.
pub async fn amend(
    app: &AppContext,
    scope: PatientScope,
    id: PatientId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<Patient, Failure> {
    // Changes that one patient sends at once would wait for the lock on the row with a connection each.
    let _turn = match scope {
        PatientScope::Only(patient) => Some(app.patients_changing.lock(&patient).await?),
        PatientScope::Everyone | PatientScope::None => None,
    };
    // What is refused is not looked up either, so a patient does not learn which NHS numbers are recorded.
    let (amendment, refused_fields) = amendment.permitted(scope, app.rules.patients_amend_contact);
    app.keyed("amendPatient", key)
        .transaction(move |connection| {
            let (amendment, mut found) = (amendment.clone(), refused_fields.clone());
            async move {
                let current = store::lock(connection, scope, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let now = app.clock.now();
                let nhs_number = changed(&amendment.nhs_number, &current.nhs_number);
                let nhs_number = nhs_number.and_then(|number| number.readable().cloned());
                found.append(taken(connection, nhs_number).await?);
                let later = amendment.date_of_birth(now).filter(|date| *date > current.date_of_birth);
                if let Some(date) = later
                    && store::has_appointment_before(connection, id, date).await?
                {
                    found.refuse("dateOfBirth", AppointmentError::BeforeBirth);
                }
                let amended = found.after(current.amend(amendment, now))?;
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
    app: &AppContext,
    scope: PatientScope,
    id: PatientId,
    expected_version: Option<i32>,
    key: Option<RawKey>,
) -> Result<PatientId, Failure> {
    app.keyed("removePatient", key)
        .transaction(move |connection| {
            async move {
                let current = store::lock(connection, scope, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let appointments = store::count_appointments(connection, id).await?;
                if appointments > 0 {
                    return Err(Failure::refuse_field("id", PatientError::HasAppointments { appointments }));
                }
                store::delete(connection, id).await?;
                Ok(Removed(id.0))
            }
            .scope_boxed()
        })
        .await
        .map(|Removed(id)| PatientId(id))
}

/// Whether another patient has the new number, whoever asks: every caller who may write patients may read all of them.
async fn taken(connection: &AsyncPgConnection, new: Option<NhsNumber>) -> QueryResult<Violations> {
    let mut violations = Violations::default();
    if let Some(number) = new
        && store::find_by_nhs_number(connection, PatientScope::Everyone, &number).await?.is_some()
    {
        violations.refuse("nhsNumber", PatientError::NhsNumberTaken);
    }
    Ok(violations)
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
