//! The table with the days of a sample. Only the demo's database has it.

use chrono::NaiveDate;
use tokio_postgres::{Client, Transaction};

use crate::seed::SeedError;

/// The day on which the sample began, and the day up to which it is complete.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub founded_on: NaiveDate,
    pub filled_on: NaiveDate,
}

/// Reads the days, if the database has a sample.
pub(super) async fn read(client: &Client) -> Result<Option<Record>, SeedError> {
    let is_there = "SELECT to_regclass('demo.sample') IS NOT NULL";
    if !client.query_one(is_there, &[]).await?.try_get(0)? {
        return Ok(None);
    }
    let row = client.query_opt("SELECT founded_on, filled_on FROM demo.sample", &[]).await?;
    row.map(|row| Ok(Record { founded_on: row.try_get(0)?, filled_on: row.try_get(1)? })).transpose()
}

pub(super) async fn create(transaction: &Transaction<'_>, record: Record) -> Result<(), SeedError> {
    let table = "CREATE SCHEMA IF NOT EXISTS demo;
                 CREATE TABLE IF NOT EXISTS demo.sample (founded_on date NOT NULL, filled_on date NOT NULL)";
    transaction.batch_execute(table).await?;
    let row = "INSERT INTO demo.sample (founded_on, filled_on) VALUES ($1, $2)";
    transaction.execute(row, &[&record.founded_on, &record.filled_on]).await?;
    Ok(())
}

pub(super) async fn set_filled_on(transaction: &Transaction<'_>, day: NaiveDate) -> Result<(), SeedError> {
    transaction.execute("UPDATE demo.sample SET filled_on = $1", &[&day]).await?;
    Ok(())
}
