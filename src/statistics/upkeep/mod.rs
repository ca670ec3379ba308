//! Maintenance of the stored counts: verification and rebuilding.
//!
//! Neither blocks reports or writes of appointments, unless the time zone changes.

use tokio_postgres::{Client, GenericClient, IsolationLevel, error::SqlState};

use crate::{
    context::AppContext,
    error::{Failure, Violation},
    value::{TimeZone, ValueError},
};

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The time zone of the stored counts.
    pub time_zone: String,
    /// The number of cells that should exist.
    pub cells: i64,
    /// The number of cells that are missing, superfluous or wrong.
    pub wrong: i64,
}

/// The key of the advisory lock for folding changes into the cells: the letters COUNTS in ASCII, as in the
/// migration.
const LOCK: i64 = 0x43_4f_55_4e_54_53;

/// Compares the stored counts with the appointments, in one snapshot.
pub async fn verify(app: &AppContext) -> Result<Findings, Failure> {
    find(&app.database.bulk().await?).await
}

async fn find(client: &impl GenericClient) -> Result<Findings, Failure> {
    let row = client.query_one(include_str!("verify.sql"), &[]).await?;
    Ok(Findings { time_zone: row.try_get(0)?, cells: row.try_get(1)?, wrong: row.try_get(2)? })
}

/// Rebuilds the counts, for the same or another time zone. Returns what was wrong.
///
/// Appointments written meanwhile are not in the snapshot that is counted, and neither are the changes that
/// they record. Those changes are later folded into the new counts, as into the old ones.
pub async fn rebuild(app: &AppContext, time_zone: Option<TimeZone>) -> Result<Findings, Failure> {
    let mut client = app.database.bulk().await?;
    // Waits without a timeout for an import that is folding changes. The lock must come before the snapshot.
    client.batch_execute("SET lock_timeout = 0").await?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let findings = recount(&mut client, time_zone).await;
    // Closing the connection releases the lock in any case.
    drop(client);
    findings
}

async fn recount(client: &mut Client, time_zone: Option<TimeZone>) -> Result<Findings, Failure> {
    let transaction =
        client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).start().await?;
    if let Some(zone) = time_zone {
        // Changes belong to the time zone in which they were written. The lock waits for running writes and
        // blocks new ones.
        transaction.batch_execute("LOCK TABLE appointments IN SHARE ROW EXCLUSIVE MODE").await?;
        let set = transaction.execute(include_str!("set_time_zone.sql"), &[&zone.as_str()]).await;
        set.map_err(refused)?;
    }
    let findings = find(&transaction).await?;
    transaction.batch_execute(include_str!("replace.sql")).await?;
    transaction.commit().await?;
    Ok(findings)
}

/// The database may know fewer time zones than this program.
fn refused(error: tokio_postgres::Error) -> Failure {
    if error.code() == Some(&SqlState::INVALID_PARAMETER_VALUE) {
        return Failure::Refused(Violation::new(ValueError::TimeZoneUnknown).into());
    }
    error.into()
}
