//! Writes the generated records with `COPY` in PostgreSQL's binary format.

mod appointments;
mod copying;
mod patients;
mod staff;

use tokio_postgres::{Client, Transaction, error::SqlState};

pub(crate) use self::{
    appointments::{APPOINTMENT_COLUMNS, appointments, first_appointments},
    patients::patients,
    staff::staff,
};
use super::{Refusal, SeedError};

/// Locks the tables that the seed writes against other writers until the transaction ends, and checks that
/// they are empty.
pub(crate) async fn expect_emptiness(transaction: &Transaction<'_>) -> Result<(), SeedError> {
    // A writer that holds its lock for longer than 2 s is an active user of this database.
    let lock = "SET LOCAL lock_timeout = '2s';
                LOCK TABLE organisations, departments, clinicians, clinician_posts, patients, appointments
                IN SHARE ROW EXCLUSIVE MODE";
    match transaction.batch_execute(lock).await {
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
            return Err(Refusal::InUse.into());
        }
        outcome => outcome?,
    }
    let any = "SELECT EXISTS (SELECT FROM organisations) OR EXISTS (SELECT FROM departments)
               OR EXISTS (SELECT FROM clinicians) OR EXISTS (SELECT FROM patients)
               OR EXISTS (SELECT FROM appointments)";
    if transaction.query_one(any, &[]).await?.get(0) { Err(Refusal::NotEmpty.into()) } else { Ok(()) }
}

/// Updates statistics and the visibility map, so that queries are fast from the first request. Autovacuum
/// would do it later.
pub(crate) async fn tidy(client: &Client) -> Result<(), SeedError> {
    let tables = "organisations, departments, clinicians, clinician_posts, patients, appointments,
                  statistics_cells, statistics_changes";
    Ok(client.batch_execute(&format!("VACUUM (ANALYZE) {tables}")).await?)
}
