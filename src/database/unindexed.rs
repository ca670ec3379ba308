//! Loading an empty table without its indexes, which are built afterwards in one go.
//!
//! To build an index over many rows is cheaper than to keep it up to date row by row. What is taken off, and put on
//! again, is asked of the database itself, so that a migration cannot make this forget an index.

use tokio_postgres::{Transaction, error::SqlState};

use crate::error::Failure;

/// A table whose indexes and exclusion constraints are off. Whoever takes them off puts them on again in the same
/// transaction; until that ends, nobody else can use the table.
pub(crate) struct Unindexed {
    restore: Vec<String>,
}

impl Unindexed {
    /// Takes the indexes off a table that is empty and is not in use. `None`, and nothing has changed, when it holds
    /// rows, belongs to somebody else, or is being used: an import then goes the longer way.
    pub(crate) async fn take(
        transaction: &mut Transaction<'_>,
        table: &'static str,
    ) -> Result<Option<Self>, Failure> {
        if !is_ours_and_empty(transaction, table).await? || !lock_while_empty(transaction, table).await? {
            return Ok(None);
        }
        let mut restore = Vec::new();
        for row in transaction.query(include_str!("unindexed.sql"), &[&table]).await? {
            let (take_off, put_on): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            transaction.batch_execute(&take_off).await?;
            restore.push(put_on);
        }
        Ok(Some(Self { restore }))
    }

    /// How many are to be built.
    pub(crate) fn len(&self) -> usize {
        self.restore.len()
    }

    /// Builds what was taken off, and tells of each that is done.
    pub(crate) async fn restore(self, transaction: &Transaction<'_>, done: impl Fn()) -> Result<(), Failure> {
        transaction.batch_execute("SET LOCAL maintenance_work_mem = '256MB'").await?;
        for statement in self.restore {
            transaction.batch_execute(&statement).await?;
            done();
        }
        Ok(())
    }
}

async fn is_ours_and_empty(transaction: &Transaction<'_>, table: &str) -> Result<bool, Failure> {
    let statement = format!(
        "SELECT pg_has_role(relowner, 'USAGE') AND NOT EXISTS (SELECT FROM {table}) FROM pg_class
         WHERE oid = '{table}'::regclass"
    );
    Ok(transaction.query_one(&statement, &[]).await?.try_get(0)?)
}

/// Waits for a moment only, for whoever comes later queues behind this one; and somebody may have been faster.
async fn lock_while_empty(transaction: &mut Transaction<'_>, table: &str) -> Result<bool, Failure> {
    let attempt = transaction.transaction().await?;
    let former: String =
        attempt.query_one("SELECT current_setting('lock_timeout')", &[]).await?.try_get(0)?;
    let statement = format!(
        "SET LOCAL lock_timeout = '1s'; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;
         SET LOCAL lock_timeout = '{former}'"
    );
    let is_locked = match attempt.batch_execute(&statement).await {
        Ok(()) => is_ours_and_empty(&attempt, table).await?,
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => false,
        Err(error) => return Err(error.into()),
    };
    if is_locked {
        attempt.commit().await?;
    } else {
        attempt.rollback().await?;
    }
    Ok(is_locked)
}
