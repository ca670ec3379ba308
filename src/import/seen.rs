//! Rows of one file that speak of the same record.

use std::{collections::HashMap, hash::Hash};

use crate::error::Violations;

/// The first row of each record, and why it was refused if it was.
pub(super) struct Seen<K, R>(HashMap<K, (R, Option<Violations>)>);

impl<K, R> Default for Seen<K, R> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// Rows with their place in the file.
type Placed<R> = Vec<(usize, R)>;

impl<K: Eq + Hash, R: Clone> Seen<K, R> {
    /// Parts the rows that are the first of their record from those that come again.
    pub(super) fn split(&mut self, rows: Placed<R>, key: impl Fn(&R) -> K) -> (Placed<R>, Placed<R>) {
        rows.into_iter().partition(|(_, row)| {
            let is_first = !self.0.contains_key(&key(row));
            if is_first {
                self.0.insert(key(row), (row.clone(), None));
            }
            is_first
        })
    }

    /// Remembers that the first row of a record was refused.
    pub(super) fn refuse(&mut self, key: K, violations: Violations) {
        if let Some((_, refusal)) = self.0.get_mut(&key) {
            *refusal = Some(violations);
        }
    }

    /// Whether a row that comes again agrees with the first; if that was refused, then why.
    pub(super) fn judge(&self, key: &K, agrees: impl Fn(&R) -> bool) -> Result<bool, Violations> {
        match self.0.get(key) {
            Some((_, Some(violations))) => Err(violations.clone()),
            Some((first, None)) => Ok(agrees(first)),
            None => Ok(false),
        }
    }
}
