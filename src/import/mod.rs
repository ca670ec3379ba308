//! Patients and appointments from files, in the shape of the brief.
//!
//! An import is one transaction: all rows go in, or none, unless the caller prefers to leave the bad ones out. It only
//! adds: a row that says what is already recorded changes nothing, and one that says something else is refused, so
//! the same file can be imported again, and nothing ever comes back from being cancelled.
//!
//! A file may be larger than the memory. It is read row by row; what is good by itself is copied into temporary
//! tables, where whole files are checked against each other and against the record at once.

mod appointments;
mod draft;
pub(crate) mod duration;
mod error;
mod fields;
mod guard;
mod patients;
mod reference;
mod report;
mod row;
mod source;
mod stage;
mod unknown;
mod utf8;
mod validation_result;

use tokio_postgres::Transaction;

pub use duration::format as format_duration;
pub use error::ImportError;
pub use report::{File, FileTally, ImportAborted, ImportReport, JoinedNames, Observer, RefusedRow, Step};
pub use row::{AppointmentRow, Contacts, PatientRow};
pub use source::Source;
pub use unknown::UnknownMembers;

use crate::context::AppContext;

/// The key of the advisory lock by which imports wait for each other: the letters IMPORT.
const LOCK: i64 = 0x49_4d_50_4f_52_54;

/// Room for the temporary tables and for what is made of them. They are of use to this one session alone.
const SETTINGS: &str = "SET temp_buffers = '64MB'; SET work_mem = '128MB'";

/// The files, of which one may be missing.
#[derive(Default)]
pub struct Sources {
    pub patients: Option<Source>,
    pub appointments: Option<Source>,
}

/// What becomes of the good rows when there are bad ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Nothing is written.
    AllOrNothing,
    /// The good rows are written.
    SkipInvalid,
}

/// Imports the files. Whoever stops waiting for the outcome, in whatever way, has imported nothing.
pub async fn run(
    app: &AppContext,
    sources: Sources,
    strictness: Strictness,
    observer: &dyn Observer,
) -> Result<ImportReport, ImportAborted> {
    let mut client = app.database.bulk().await?;
    client.batch_execute(SETTINGS).await?;
    let mut transaction = client.transaction().await?;
    let mut report = write(&mut transaction, app, sources, observer).await?;
    if report.refused() == 0 || strictness == Strictness::SkipInvalid {
        transaction.commit().await?;
        report.is_written = true;
    } else {
        transaction.rollback().await?;
    }
    Ok(report)
}

async fn write(
    transaction: &mut Transaction<'_>,
    app: &AppContext,
    sources: Sources,
    observer: &dyn Observer,
) -> Result<ImportReport, ImportAborted> {
    // However long the other import takes.
    transaction.batch_execute("SET LOCAL lock_timeout = 0").await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    transaction.batch_execute(include_str!("sql/stage.sql")).await?;
    let now = app.clock.now();
    let mut report = ImportReport::default();
    if let Some(source) = sources.patients {
        let (tally, unknown) = patients::write(transaction, source, now, observer).await?;
        report.patients = tally;
        report.unknown_members.push((File::Patients, unknown));
        analyze(transaction, "patients", report.patients.added).await?;
    }
    if let Some(source) = sources.appointments {
        let written = appointments::write(transaction, source, now, app.rules, observer).await?;
        report.appointments = written.tally;
        report.joined_names = written.joined;
        report.unknown_members.push((File::Appointments, written.unknown));
        analyze(transaction, "appointments", report.appointments.added).await?;
    }
    Ok(report)
}

/// Tells the planner of many new rows at once, rather than some time later.
async fn analyze(transaction: &Transaction<'_>, table: &str, added: u64) -> Result<(), ImportAborted> {
    const MANY: u64 = 1_000;
    if added >= MANY {
        transaction.batch_execute(&format!("ANALYZE {table}")).await?;
    }
    Ok(())
}
