//! Patients and appointments from files, in the shape of the brief.
//!
//! An import is one transaction: all rows go in, or none, unless the caller prefers to leave the bad ones out. It only
//! adds: a row that says what is already recorded changes nothing, and one that says something else is refused, so
//! the same file can be imported again, and nothing ever comes back from being cancelled.

mod appointments;
mod draft;
mod duration;
mod error;
mod patients;
mod reference;
mod report;
mod row;
mod seen;

use diesel::sql_query;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

pub use duration::format as format_duration;
pub use error::ImportError;
pub use report::{File, RefusedRow, Report, Tally};
pub use row::{AppointmentRow, PatientRow};

use crate::{error::Failure, panda::Panda};

/// The key of the advisory lock by which imports wait for each other: the letters IMPORT.
const LOCK: i64 = 0x49_4d_50_4f_52_54;

/// How many rows one statement writes.
const BATCH: usize = 1_000;

/// The rows of both files, as they were parsed.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub patients: Vec<Value>,
    pub appointments: Vec<Value>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.patients.len() + self.appointments.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What becomes of the good rows when there are bad ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Nothing is written.
    AllOrNothing,
    /// The good rows are written.
    SkipInvalid,
}

/// Imports the rows, and tells `progress` how many more have been looked at.
pub async fn run(
    panda: &Panda,
    rows: Rows,
    strictness: Strictness,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Report, Failure> {
    let mut transaction = panda.database.begin().await?;
    let mut report = write(transaction.connection(), panda, rows, progress).await?;
    if report.refused.is_empty() || strictness == Strictness::SkipInvalid {
        transaction.commit().await?;
        report.is_written = true;
    } else {
        transaction.roll_back().await?;
    }
    Ok(report)
}

async fn write(
    connection: &mut AsyncPgConnection,
    panda: &Panda,
    rows: Rows,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Report, Failure> {
    // However long the other import takes.
    sql_query("SET LOCAL lock_timeout = 0").execute(connection).await?;
    sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(connection).await?;
    let now = panda.clock.now();
    let mut report = Report::default();
    patients::write(connection, rows.patients, now, &mut report, progress).await?;
    appointments::write(connection, rows.appointments, now, &mut report, progress).await?;
    report.refused.sort_by_key(|row| (row.file, row.index));
    Ok(report)
}
