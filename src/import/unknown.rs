//! Collects unknown members of rows. Import ignores and reports them.

use std::{collections::BTreeSet, fmt};

/// The names of unknown members. Only the first 20 are kept, because there may be as many as rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnknownMembers {
    names: BTreeSet<String>,
    has_more: bool,
}

impl UnknownMembers {
    const MAXIMUM: usize = 20;
    /// In characters.
    const LONGEST: usize = 40;

    pub(super) fn add(&mut self, name: &str) {
        let end = name.char_indices().nth(Self::LONGEST).map(|(end, _)| end);
        let shown = &name[..end.unwrap_or(name.len())];
        if self.names.contains(shown) {
            return;
        }
        if self.names.len() < Self::MAXIMUM {
            self.names.insert(shown.to_owned());
        } else {
            self.has_more = true;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The quoted names, separated by commas.
impl fmt::Display for UnknownMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names.iter().map(|name| format!("{name:?}")).collect();
        f.write_str(&names.join(", "))?;
        f.write_str(if self.has_more { ", and more" } else { "" })
    }
}
