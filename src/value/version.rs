//! Optimistic locking.

use chrono::{DateTime, Utc};

use crate::error::{Failure, GeneralError};

/// Refuses a change if the record has changed since the caller read it.
pub fn expect_version(
    expected: Option<i32>,
    current_version: i32,
    updated_at: DateTime<Utc>,
) -> Result<(), Failure> {
    match expected {
        Some(expected) if expected != current_version => {
            let conflict = GeneralError::VersionConflict { current_version, updated_at };
            Err(Failure::refuse_field("expectedVersion", conflict))
        }
        Some(_) | None => Ok(()),
    }
}
