//! Failures of the database: what is an outage, and what is a fault.

use super::{Outage, Unreadable, with_sqlstate};
use crate::error::Failure;

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        match Outage::of(&error) {
            Some(outage) => outage.failure(&with_sqlstate(&error.to_string())),
            None => Self::fault(error),
        }
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        Self::fault(unreadable)
    }
}

impl From<tokio_postgres::Error> for Failure {
    /// The server's details stay behind: they quote the values of rows.
    fn from(error: tokio_postgres::Error) -> Self {
        match (Outage::of_driver(&error), error.as_db_error()) {
            (Some(outage), Some(refusal)) => {
                outage.failure(&format!("{} (SQLSTATE {})", refusal.message(), refusal.code().code()))
            }
            (Some(outage), None) => outage.failure(&error),
            (None, Some(refusal)) => {
                Self::fault(anyhow::anyhow!("{}: {}", refusal.code().code(), refusal.message()))
            }
            (None, None) => Self::fault(error),
        }
    }
}
