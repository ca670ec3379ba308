//! How the records get into their tables.

use tokio_postgres::{Transaction, error::SqlState};

use super::{Refusal, SeedError};

/// Makes sure that there is no record, nor will be one from anybody else until the transaction ends.
pub(super) async fn expect_emptiness(transaction: &Transaction<'_>) -> Result<(), SeedError> {
    let lock = "LOCK TABLE organisations, departments, clinicians, clinician_posts, patients, appointments
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
