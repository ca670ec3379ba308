//! What an import does, while it does it and when it is done.

use std::fmt;

use super::{unknown::UnknownMembers, utf8::Encoding};
use crate::error::{Failure, Violation, Violations};

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    Patients,
    Appointments,
}

/// How the rows of one file fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileTally {
    pub added: u64,
    /// Rows that say what is already recorded.
    pub unchanged: u64,
    pub refused: u64,
}

/// A row that cannot be imported, with every reason.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRow {
    pub file: File,
    /// The position in the file's array, from zero.
    pub index: i64,
    pub violations: Vec<Violation>,
}

/// The outcome of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub patients: FileTally,
    pub appointments: FileTally,
    pub joined_names: JoinedNames,
    /// What the rows of each file have besides.
    pub unknown_members: Vec<(File, UnknownMembers)>,
    /// Whether what was added has been committed.
    pub is_written: bool,
}

/// Names of departments and clinicians that were taken for recorded ones, which differ only in case or outer spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JoinedNames {
    /// The first of them: the name in the file, and the name on record.
    pub pairs: Vec<(String, String)>,
    pub total: u64,
}

/// What an import is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading a file, and checking each row by itself.
    Reading(File),
    /// Checking the rows of a file against each other and against the record.
    Checking(File),
    /// Writing that many rows.
    Writing(File, u64),
    /// Building that many indexes.
    Indexing(u64),
}

/// Whoever wants to know how an import is getting on.
///
/// Refused rows are told when they are found, so that no file can have more of them than there is memory: those of a
/// file that are bad by themselves come first, in the file's order, and then, in that order again, those that do not go
/// with others or with the record.
pub trait Observer: Send + Sync {
    fn refuses(&self, row: RefusedRow);
    fn begins(&self, _step: Step) {}
    /// Within a step whose extent is known.
    fn advances(&self, _by: u64) {}
}

/// Why an import has not come to its end. Nothing of it has been written.
#[derive(Debug)]
pub enum ImportAborted {
    /// A file cannot be read, or is not what it should be. The reason quotes nothing of it.
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
    /// Tells of a refused row, and counts it.
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
