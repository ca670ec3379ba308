//! Looking after the counts that the database keeps: whether they are right, and counting anew.
//!
//! Neither keeps anybody from writing appointments or from asking, unless the time zone changes.

use tokio_postgres::{Client, GenericClient, IsolationLevel, error::SqlState};

use crate::{
    context::AppContext,
    error::{Failure, Violation},
    value::{TimeZone, ValueError},
};

/// What was found of the kept counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// For which time zone they are kept.
    pub time_zone: String,
    /// How many there should be.
    pub cells: i64,
    /// How many were missing, too many or wrong.
    pub wrong: i64,
}

/// The key of the advisory lock under which changes are folded into the cells: the letters COUNTS, as in the migration.
const LOCK: i64 = 0x43_4f_55_4e_54_53;

/// Compares the kept counts with the appointments, all of one instant.
pub async fn verify(app: &AppContext) -> Result<Findings, Failure> {
    find(&app.database.bulk().await?).await
}

async fn find(client: &impl GenericClient) -> Result<Findings, Failure> {
    let row = client.query_one(include_str!("verify.sql"), &[]).await?;
    Ok(Findings { time_zone: row.try_get(0)?, cells: row.try_get(1)?, wrong: row.try_get(2)? })
}

/// Counts anew, in the days of the same or of another time zone, and tells what was wrong.
///
/// What is written meanwhile is not in the snapshot that is counted, and the changes that it leaves are not either: they are folded
/// into the new counts, as into the old ones.
pub async fn rebuild(app: &AppContext, time_zone: Option<TimeZone>) -> Result<Findings, Failure> {
    let mut client = app.database.bulk().await?;
    // An import that is folding changes is waited for, as long as it takes. The lock comes before the snapshot.
    client.batch_execute("SET lock_timeout = 0").await?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let findings = recount(&mut client, time_zone).await;
    // It ends with the connection in any case.
    drop(client);
    findings
}

async fn recount(client: &mut Client, time_zone: Option<TimeZone>) -> Result<Findings, Failure> {
    let transaction =
        client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).start().await?;
    if let Some(zone) = time_zone {
        // Changes are of the zone in which they were written: whoever writes is waited for, and waits.
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
