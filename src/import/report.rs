//! The progress and the outcome of an import.

use std::fmt;

use super::{unknown::UnknownMembers, utf8::Encoding};
use crate::error::{Failure, Violation, Violations};

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    Patients,
    Appointments,
}

/// The number of rows of one file by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileTally {
    pub added: u64,
    /// Rows equal to a stored record.
    pub unchanged: u64,
    pub refused: u64,
}

/// A row that cannot be imported, with every reason.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRow {
    pub file: File,
    /// The position in the file's array, counted from zero.
    pub index: i64,
    pub violations: Vec<Violation>,
}

/// The outcome of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub patients: FileTally,
    pub appointments: FileTally,
    pub joined_names: JoinedNames,
    /// Unknown members of the rows, per file.
    pub unknown_members: Vec<(File, UnknownMembers)>,
    /// Whether the added rows were committed.
    pub is_written: bool,
}

/// Names of departments and clinicians that were matched to stored names, although case or outer spaces
/// differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JoinedNames {
    /// The first pairs: the name in the file, and the stored name.
    pub pairs: Vec<(String, String)>,
    pub total: u64,
}

/// The current step of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reads a file, and checks each row by itself.
    Reading(File),
    /// Checks the rows of a file for conflicts with each other and with stored records.
    Checking(File),
    /// Writes that many rows.
    Writing(File, u64),
    /// Builds that many indexes.
    Indexing(u64),
}

/// Receives the progress of an import.
///
/// A refused row is reported immediately, so memory does not limit their number. First come the rows of a
/// file that are invalid by themselves, in file order. Then come the rows that conflict with others or with
/// stored records, also in file order.
pub trait Observer: Send + Sync {
    fn refuses(&self, row: RefusedRow);
    fn begins(&self, _step: Step) {}
    /// Progress within a step of known size.
    fn advances(&self, _by: u64) {}
}

/// Why an import failed. Nothing was written.
#[derive(Debug)]
pub enum ImportAborted {
    /// A file cannot be read or has the wrong format. The reason quotes no content of the file.
    Unreadable {
        file: File,
        reason: String,
    },
    Failed(Failure),
}

impl ImportReport {
    pub fn refused(&self) -> u64 {
        self.patients.refused + self.appointments.refused
    }
}

impl FileTally {
    /// Reports a refused row, and counts it.
    pub(super) fn refuse(
        &mut self,
        observer: &dyn Observer,
        file: File,
        index: i64,
        violations: impl Into<Violations>,
    ) {
        self.refused += 1;
        observer.refuses(RefusedRow { file, index, violations: violations.into().into_iter().collect() });
    }
}

impl ImportAborted {
    pub(super) fn unreadable(file: File, error: serde_json::Error) -> Self {
        let reason = match error.classify() {
            serde_json::error::Category::Io => {
                let error = std::io::Error::from(error);
                let encoding = error.get_ref().and_then(|cause| cause.downcast_ref::<Encoding>());
                encoding.map_or_else(|| "cannot be read".to_owned(), ToString::to_string)
            }
            serde_json::error::Category::Data => "is not a JSON array".to_owned(),
            serde_json::error::Category::Syntax | serde_json::error::Category::Eof => {
                format!("is not JSON: line {}, column {}", error.line(), error.column())
            }
        };
        Self::Unreadable { file, reason }
    }
}

impl<F: Into<Failure>> From<F> for ImportAborted {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

/// `"dr bell" for "Dr Bell", "ent" for "ENT"`
impl fmt::Display for JoinedNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> =
            self.pairs.iter().map(|(given, recorded)| format!("{given:?} for {recorded:?}")).collect();
        f.write_str(&shown.join(", "))?;
        match self.total - shown.len() as u64 {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patients => "patients",
            Self::Appointments => "appointments",
        })
    }
}
