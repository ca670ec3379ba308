//! Between a file and SQL: good rows go into a temporary table, and what SQL says of them comes back.

use std::pin::{Pin, pin};

use futures_util::TryStreamExt;
use tokio_postgres::{
    Transaction,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};

use super::{File, FileTally, ImportAborted, Observer, source::Batches, validation_result};
use crate::error::Failure;

/// No parameters.
const NOTHING: [&(dyn ToSql + Sync); 0] = [];

/// What a good row becomes in its temporary table.
pub(super) trait Staged {
    /// The table with its columns.
    const TABLE: &'static str;
    const TYPES: &'static [Type];

    async fn write(
        self,
        index: i64,
        writer: Pin<&mut BinaryCopyInWriter>,
    ) -> Result<(), tokio_postgres::Error>;
}

/// Puts the good rows of a file where SQL can look at them, and tells how many they are; the others are refused.
pub(super) async fn stage<T: Staged>(
    transaction: &Transaction<'_>,
    file: File,
    batches: &mut Batches<T>,
    tally: &mut FileTally,
    observer: &dyn Observer,
) -> Result<u64, ImportAborted> {
    let sink = transaction.copy_in(&format!("COPY {} FROM STDIN BINARY", T::TABLE)).await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, T::TYPES));
    while let Some(batch) = batches.next().await {
        for (index, row) in batch? {
            match row {
                Ok(row) => row.write(index, writer.as_mut()).await?,
                Err(violations) => tally.refuse(observer, file, index, violations),
            }
        }
    }
    Ok(writer.finish().await?)
}

/// Refuses the rows that a query finds, each with its verdict, and tells how many they are.
pub(super) async fn refuse_found(
    transaction: &Transaction<'_>,
    file: File,
    query: &str,
    tally: &mut FileTally,
    observer: &dyn Observer,
) -> Result<u64, Failure> {
    let mut found = pin!(transaction.query_raw(query, NOTHING).await?);
    let mut count = 0;
    while let Some(row) = found.try_next().await? {
        count += 1;
        tally.refuse(observer, file, row.try_get(0)?, validation_result::violations(row.try_get(1)?)?);
    }
    Ok(count)
}
