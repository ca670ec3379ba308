//! The rows of appointments.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use tokio_postgres::{Transaction, binary_copy::BinaryCopyInWriter, types::Type};

use super::{
    AppointmentRow, File, FileTally, ImportAborted, JoinedNames, Observer, Source, Step, UnknownMembers,
    draft::AppointmentDraft,
    reference, source,
    stage::{Staged, refuse_found, stage},
};
use crate::{appointment::StatusColumns, context::Rules, database::Unindexed, error::Failure, value::Name};

/// How many rows of the file one statement writes, so that one can tell how it is getting on.
const STRETCH: i64 = 20_000;

/// What became of the rows.
pub(super) struct Written {
    pub tally: FileTally,
    pub joined: JoinedNames,
    pub unknown: UnknownMembers,
}

/// Writes those that are new, and tells of all.
pub(super) async fn write(
    transaction: &mut Transaction<'_>,
    source: Source,
    now: DateTime<Utc>,
    rules: Rules,
    observer: &dyn Observer,
) -> Result<Written, ImportAborted> {
    let mut tally = FileTally::default();
    observer.begins(Step::Reading(File::Appointments));
    let judge = move |cells| AppointmentDraft::of(cells, now, rules);
    let mut batches = source::read(File::Appointments, source, &AppointmentRow::FIELDS, judge);
    let good = stage(transaction, File::Appointments, &mut batches, &mut tally, observer).await?;

    observer.begins(Step::Checking(File::Appointments));
    transaction.batch_execute("ANALYZE import_rows").await?;
    let joined = reference::identify(transaction, now).await?;
    transaction.batch_execute("ANALYZE import_people").await?;
    transaction.execute(include_str!("sql/judge_rows.sql"), &[]).await?;
    transaction
        .batch_execute("CREATE INDEX ON import_appointments (index); ANALYZE import_appointments")
        .await?;
    transaction.execute(include_str!("sql/find_repetitions.sql"), &[]).await?;
    tally.added = add(transaction, now, observer).await?;
    transaction.execute(include_str!("sql/judge_repetitions.sql"), &[]).await?;
    transaction.execute(include_str!("sql/remove_unused.sql"), &[]).await?;
    let refused = include_str!("sql/refused.sql");
    let refused = refuse_found(transaction, File::Appointments, refused, &mut tally, observer).await?;
    tally.unchanged = good - tally.added - refused;
    Ok(Written { tally, joined, unknown: batches.unknown_members() })
}

impl Staged for AppointmentDraft {
    const TABLE: &'static str = "import_rows
        (index, id, nhs_number, status, starts_at, ends_at, clinician, clinician_ref, clinician_department,
         department, postcode)";
    const TYPES: &'static [Type] = &[
        Type::INT8,
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::TIMESTAMPTZ,
        Type::TIMESTAMPTZ,
        Type::TEXT,
        Type::UUID,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
    ];

    async fn write(
        self,
        index: i64,
        writer: Pin<&mut BinaryCopyInWriter>,
    ) -> Result<(), tokio_postgres::Error> {
        let columns = StatusColumns::from(self.status);
        writer
            .write(&[
                &index,
                &self.id,
                &self.patient.as_str(),
                &columns.status.as_str(),
                &self.slot.starts_at,
                &self.slot.ends_at,
                &self.clinician.as_str(),
                &self.clinician_id.unwrap_or_default(),
                &self.clinician_department.as_ref().map(Name::as_str),
                &self.department.as_str(),
                &self.postcode.as_str(),
            ])
            .await
    }
}

/// Adds all that are new and not in anybody's way, tells how many they are, and finds out what is in the way of the others.
///
/// An empty table is filled without its indexes; otherwise they go in one after the other.
async fn add(
    transaction: &mut Transaction<'_>,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<u64, Failure> {
    let statement = "SELECT count(*), coalesce(max(index), 0) FROM import_appointments WHERE verdict IS NULL";
    let row = transaction.query_one(statement, &[]).await?;
    let (new, last): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if new == 0 {
        return Ok(0);
    }
    let indexes = Unindexed::take(transaction, "appointments").await?;
    observer.begins(Step::Writing(File::Appointments, new.unsigned_abs()));
    let added = match indexes {
        Some(indexes) => add_to_empty(transaction, indexes, now, last, observer).await?,
        None => add_in_turn(transaction, now, last, false, observer).await?,
    };
    if added < new.unsigned_abs() {
        transaction.execute(include_str!("sql/explain_unwritten.sql"), &[]).await?;
    }
    Ok(added)
}

/// Adds to the empty table, without its indexes, all but those that contend; these follow when the indexes are there.
async fn add_to_empty(
    transaction: &Transaction<'_>,
    indexes: Unindexed,
    now: DateTime<Utc>,
    last: i64,
    observer: &dyn Observer,
) -> Result<u64, Failure> {
    let contended = transaction.execute(include_str!("sql/find_contended.sql"), &[]).await?;
    let added = transaction.execute(include_str!("sql/add_uncontended.sql"), &[&now]).await?;
    observer.begins(Step::Indexing(indexes.len().try_into().unwrap_or(u64::MAX)));
    indexes.restore(transaction, || observer.advances(1)).await?;
    if contended == 0 {
        return Ok(added);
    }
    observer.begins(Step::Writing(File::Appointments, contended));
    Ok(added + add_in_turn(transaction, now, last, true, observer).await?)
}

/// Adds rows in the order of the file, all of them or only those that contend.
async fn add_in_turn(
    transaction: &Transaction<'_>,
    now: DateTime<Utc>,
    last: i64,
    contended_only: bool,
    observer: &dyn Observer,
) -> Result<u64, Failure> {
    let statement = transaction.prepare(include_str!("sql/add_in_turn.sql")).await?;
    let mut added = 0;
    let mut from = 0;
    while from <= last {
        let until = from + STRETCH;
        let written = transaction.execute(&statement, &[&now, &contended_only, &from, &until]).await?;
        observer.advances(written);
        added += written;
        from = until;
    }
    Ok(added)
}
