//! What an import did.

use crate::error::{Violation, Violations};

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    Patients,
    Appointments,
}

/// How the rows of one file fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub added: usize,
    /// Rows that say what is already recorded.
    pub unchanged: usize,
    pub refused: usize,
}

/// A row that cannot be imported, with every reason.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRow {
    pub file: File,
    /// The position in the file's array, from zero.
    pub index: usize,
    pub violations: Vec<Violation>,
}

/// The outcome of an import.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub patients: Tally,
    pub appointments: Tally,
    pub refused: Vec<RefusedRow>,
    /// Whether what was added has been committed.
    pub is_written: bool,
}

impl Report {
    pub fn tally(&mut self, file: File) -> &mut Tally {
        match file {
            File::Patients => &mut self.patients,
            File::Appointments => &mut self.appointments,
        }
    }

    pub(super) fn refuse(&mut self, file: File, index: usize, violations: impl Into<Violations>) {
        self.tally(file).refused += 1;
        self.refused.push(RefusedRow { file, index, violations: violations.into().into_iter().collect() });
    }
}
