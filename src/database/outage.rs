//! Which errors mean that the database is unavailable, as opposed to a wrong statement.
//!
//! diesel hides the SQLSTATE: `DatabaseErrorInformation` has no method for it, and diesel-async keeps the
//! driver's error in a private type. Only 25006 has an error kind of its own. All other codes are recognised
//! by the beginnings of their English messages, so each connection asks the server for English messages
//! (`session::ENGLISH_MESSAGES`). PostgreSQL permits that to superusers, and since version 15 to roles with
//! `GRANT SET ON PARAMETER lc_messages`. Without that permission, on a server with another language, such an
//! error is an `INTERNAL` of that one request. Lost connections and 25006 are still recognised.
//!
//! The rejected alternative is to read the codes from the connection's stream. The driver lets a caller wrap
//! its TLS streams only. Plain and Unix connections would need a copy of its code for host lists, timeouts
//! and TLS negotiation.

use std::fmt;

use diesel::result::{DatabaseErrorKind, Error};
use tokio_postgres::error::SqlState;

use crate::{
    error::{Failure, cause},
    log_limit::LogLimit,
};

/// The beginnings of the messages of these SQLSTATEs: 57P01, 57P02, 57P05 and 25P03; 57014 and 55P03; 57P03;
/// 53100; 53200; 53300.
const BEGINNINGS: [&str; 10] = [
    "terminating connection",
    "canceling statement due to",
    "the database system is ",
    "could not extend file",
    "out of memory",
    "out of shared memory",
    "sorry, too many clients",
    "too many connections for",
    "remaining connection slots are reserved",
    "could not resize shared memory segment",
];

/// PostgreSQL appends the system's reason to a message (53100):
/// `could not write to file "…": No space left on device`.
const NO_SPACE: &str = "No space left on device";

/// The SQLSTATE classes of connection exceptions, of insufficient resources, and of operator intervention,
/// which includes timeouts.
const CLASSES: [&str; 3] = ["08", "53", "57"];

/// Why the database cannot serve a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outage {
    /// It answers reads, but refuses writes, as a standby does.
    ReadOnly,
    /// It is stopping or starting, lacks resources, or is too slow.
    Unavailable,
}

impl Outage {
    /// The outage behind a statement's error, if it is one.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        match error {
            Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Some(Self::ReadOnly),
            Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | Error::BrokenTransactionManager => Some(Self::Unavailable),
            Error::DatabaseError(DatabaseErrorKind::Unknown, refusal) => {
                is_about_an_outage(refusal.message()).then_some(Self::Unavailable)
            }
            _ => None,
        }
    }

    /// The same for an error of the driver's own client, which exposes the SQLSTATE.
    pub(crate) fn of_driver(error: &tokio_postgres::Error) -> Option<Self> {
        match error.code() {
            Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => Some(Self::ReadOnly),
            Some(&SqlState::LOCK_NOT_AVAILABLE) => Some(Self::Unavailable),
            Some(code) => {
                CLASSES.iter().any(|class| code.code().starts_with(class)).then_some(Self::Unavailable)
            }
            None => error.is_closed().then_some(Self::Unavailable),
        }
    }

    /// The failure of a request because of this outage. Logs the error, at most once a second.
    pub(crate) fn failure(self, error: &dyn fmt::Display) -> Failure {
        static READ_ONLY: LogLimit = LogLimit::new();
        static UNAVAILABLE: LogLimit = LogLimit::new();
        cause::remember(|| error.to_string());
        match self {
            Self::ReadOnly => {
                READ_ONLY.log(|more| tracing::warn!(%error, "the database accepts no writes{more}"));
                Failure::ReadOnly
            }
            Self::Unavailable => {
                UNAVAILABLE
                    .log(|more| tracing::warn!(%error, "the database does not carry out a statement{more}"));
                Failure::Unavailable
            }
        }
    }
}

fn is_about_an_outage(message: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| message.starts_with(beginning)) || message.ends_with(NO_SPACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn recognises_outages_but_not_statement_errors() {
        for message in [
            "terminating connection due to administrator command",
            "terminating connection due to idle-in-transaction timeout",
            "canceling statement due to lock timeout",
            "the database system is starting up",
            "the database system is not accepting connections",
            "could not extend file \"base/16384/16385\": No space left on device",
            "could not write to file \"base/pgsql_tmp/pgsql_tmp1.0\": No space left on device",
            "sorry, too many clients already",
            "too many connections for role \"panda\"",
        ] {
            let outage = Outage::of(&refusal(DatabaseErrorKind::Unknown, message));
            assert_eq!(outage, Some(Outage::Unavailable), "{message}");
        }
        let read_only =
            refusal(DatabaseErrorKind::ReadOnlyTransaction, "INSERT in einer Nur-Lesen-Transaktion");
        assert_eq!(Outage::of(&read_only), Some(Outage::ReadOnly), "in any language");
        // The message of a constraint violation may contain any text.
        for (kind, message) in [
            (DatabaseErrorKind::Unknown, "column \"no\" does not exist"),
            (DatabaseErrorKind::CheckViolation, "terminating connection"),
        ] {
            assert_eq!(Outage::of(&refusal(kind, message)), None, "{message}");
        }
    }
}
