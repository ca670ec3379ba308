//! One copy into one table.

use std::pin::Pin;

use tokio_postgres::{
    Transaction,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};

use crate::seed::SeedError;

pub(super) type OnProgress<'a> = &'a (dyn Fn(usize) + Send + Sync);

/// After how many rows progress is told.
const STEP: usize = 1_000;

/// Rows on their way into a table.
pub(super) struct Copying<'a> {
    writer: Pin<Box<BinaryCopyInWriter>>,
    progress: OnProgress<'a>,
    rows: usize,
}

impl<'a> Copying<'a> {
    pub async fn begin(
        transaction: &Transaction<'_>,
        columns: &str,
        types: &[Type],
        progress: OnProgress<'a>,
    ) -> Result<Self, SeedError> {
        let sink = transaction.copy_in(&format!("COPY {columns} FROM STDIN (FORMAT binary)")).await?;
        Ok(Self { writer: Box::pin(BinaryCopyInWriter::new(sink, types)), progress, rows: 0 })
    }

    pub async fn row(&mut self, values: &[&(dyn ToSql + Sync)]) -> Result<(), SeedError> {
        self.writer.as_mut().write(values).await?;
        self.rows += 1;
        if self.rows.is_multiple_of(STEP) {
            (self.progress)(STEP);
        }
        Ok(())
    }

    pub async fn finish(mut self) -> Result<u64, SeedError> {
        let rows = self.writer.as_mut().finish().await?;
        (self.progress)(self.rows % STEP);
        Ok(rows)
    }
}
