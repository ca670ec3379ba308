//! Loads an empty table without its indexes, and builds them afterwards.
//!
//! Building an index over many rows is cheaper than updating it row by row. The database itself lists the
//! indexes to drop and to rebuild, so a new migration cannot be forgotten here.

use tokio_postgres::{Transaction, error::SqlState};

use crate::error::Failure;

/// A table whose indexes and exclusion constraints are dropped. The same transaction must restore them. Until
/// it ends, other sessions cannot use the table.
pub(crate) struct Unindexed {
    restore: Vec<String>,
}

impl Unindexed {
    /// Drops the indexes of a table that is empty and unused. Returns `None` without a change if the table
    /// has rows, belongs to another role, or is in use. An import then loads the table with its indexes.
    pub(crate) async fn take(
        transaction: &mut Transaction<'_>,
        table: &'static str,
    ) -> Result<Option<Self>, Failure> {
        if !is_ours_and_empty(transaction, table).await? || !lock_while_empty(transaction, table).await? {
            return Ok(None);
        }
        let mut restore = Vec::new();
        for row in transaction.query(include_str!("unindexed.sql"), &[&table]).await? {
            let (drop_statement, restore_statement): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            transaction.batch_execute(&drop_statement).await?;
            restore.push(restore_statement);
        }
        Ok(Some(Self { restore }))
    }

    /// The number of indexes and constraints to build.
    pub(crate) fn len(&self) -> usize {
        self.restore.len()
    }

    /// Builds what was dropped, and calls `done` after each.
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

/// The lock timeout is short, because later requests queue behind this one. Checks again after the lock,
/// because another session may have inserted rows meanwhile.
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
