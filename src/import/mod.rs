//! Imports patients and appointments from files in the specified format.
//!
//! An import is one transaction. It writes all rows or none, unless the caller chooses to skip invalid rows.
//! It only adds: a row equal to a stored record changes nothing, and a row that differs from one is refused.
//! Therefore a file can be imported repeatedly, and no cancelled appointment becomes active again.
//!
//! A file may be larger than memory. It is read row by row, and each row that is valid by itself is copied
//! into temporary tables. SQL then checks whole files for conflicts within the file and with stored records.

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

/// The key of the advisory lock that serialises imports: the letters IMPORT.
const LOCK: i64 = 0x49_4d_50_4f_52_54;

/// Memory for the temporary tables and for the queries on them. The settings apply to this session only.
const SETTINGS: &str = "SET temp_buffers = '64MB'; SET work_mem = '128MB'";

/// The files to import. Either may be absent.
#[derive(Default)]
pub struct Sources {
    pub patients: Option<Source>,
    pub appointments: Option<Source>,
}

/// What happens to valid rows if others are invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Nothing is written.
    AllOrNothing,
    /// The valid rows are written.
    SkipInvalid,
}

/// Imports the files. If the future is dropped before it completes, nothing is imported.
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
    // Waits for another import without a time limit.
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

/// Updates the planner's statistics after many inserts, because autovacuum may do so too late for the next
/// step.
async fn analyze(transaction: &Transaction<'_>, table: &str, added: u64) -> Result<(), ImportAborted> {
    const MANY: u64 = 1_000;
    if added >= MANY {
        transaction.batch_execute(&format!("ANALYZE {table}")).await?;
    }
    Ok(())
}
