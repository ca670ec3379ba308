//! Optimistic locking.

use crate::error::{Failure, GeneralError};

/// Refuses a change to a record that has moved on since the caller read it.
pub fn expect_version(expected: Option<i32>, current_version: i32) -> Result<(), Failure> {
    match expected {
        Some(expected) if expected != current_version => {
            Err(Failure::refuse_field("expectedVersion", GeneralError::VersionConflict { current_version }))
        }
        Some(_) | None => Ok(()),
    }
}
