//! Limits the size of a document with its fragments expanded.
//!
//! Nested fragment spreads can expand a few lines into millions of fields, and a fragment that spreads itself
//! never ends. Every later step follows the spreads, so the size is checked first. This check visits each
//! fragment once.
//!
//! Arguments, directives and variables count as written, because validation compares each of them with all
//! others.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos, Positioned,
    parser::types::{Directive, ExecutableDocument, Selection, SelectionSet},
};

use crate::{DocumentError, DocumentLimits};

pub(super) fn check(document: &ExecutableDocument, limits: &DocumentLimits) -> Result<(), DocumentError> {
    let mut size = DocumentSize { document, fragments: HashMap::new(), aliases: 0, inputs: 0, longest: 0 };
    let mut selections: u64 = 0;
    for (_, operation) in document.operations.iter() {
        selections = selections.saturating_add(size.of(&operation.node.selection_set.node)?);
        size.count_directives(&operation.node.directives);
        for definition in &operation.node.variable_definitions {
            size.inputs += 1;
            size.count_directives(&definition.node.directives);
        }
    }
    for name in document.fragments.keys() {
        selections = selections.max(size.of_fragment(name, None)?);
    }
    if size.aliases > limits.aliases {
        let detail = format!("the document has more than {} aliases", limits.aliases);
        return Err(DocumentError::too_complex(detail, None));
    }
    if size.inputs > DocumentLimits::GIVEN {
        let detail = format!(
            "the document has more than {} arguments, directives and variables",
            DocumentLimits::GIVEN
        );
        return Err(DocumentError::too_complex(detail, None));
    }
    if size.longest > DocumentLimits::NAME {
        let detail = format!("a name has more than {} characters", DocumentLimits::NAME);
        return Err(DocumentError::too_complex(detail, None));
    }
    if selections > limits.selections as u64 {
        let detail =
            format!("the document has more than {} fields, with its fragments expanded", limits.selections);
        return Err(DocumentError::too_complex(detail, None));
    }
    Ok(())
}

/// A name of a document, truncated to the maximum length of names.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(DocumentLimits::NAME).collect()
}

struct DocumentSize<'a> {
    document: &'a ExecutableDocument,
    /// The size of each fragment. `None` while it is being counted.
    fragments: HashMap<&'a Name, Option<u64>>,
    aliases: usize,
    /// Arguments, directives and variables.
    inputs: usize,
    /// The length of the longest field or argument name.
    longest: usize,
}

impl<'a> DocumentSize<'a> {
    fn of(&mut self, set: &'a SelectionSet) -> Result<u64, DocumentError> {
        let mut size: u64 = 0;
        for selection in &set.items {
            let within = match &selection.node {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.longest = self.longest.max(field.node.name.node.len());
                    self.count_directives(&field.node.directives);
                    self.inputs += field.node.arguments.len();
                    let names = field.node.arguments.iter().map(|(name, _)| name.node.len());
                    self.longest = self.longest.max(names.max().unwrap_or(0));
                    self.of(&field.node.selection_set.node)?
                }
                Selection::InlineFragment(fragment) => {
                    self.count_directives(&fragment.node.directives);
                    self.of(&fragment.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => {
                    self.count_directives(&spread.node.directives);
                    self.of_fragment(&spread.node.fragment_name.node, Some(spread.pos))?
                }
            };
            size = size.saturating_add(within).saturating_add(1);
        }
        Ok(size)
    }

    fn count_directives(&mut self, directives: &[Positioned<Directive>]) {
        self.inputs += directives.iter().map(|directive| 1 + directive.node.arguments.len()).sum::<usize>();
    }

    /// The size of a fragment. An unknown fragment has size zero; validation refuses it.
    fn of_fragment(&mut self, name: &Name, spread_at: Option<Pos>) -> Result<u64, DocumentError> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(0) };
        match self.fragments.get(name) {
            Some(Some(size)) => Ok(*size),
            Some(None) => {
                let detail = format!("the fragment \"{}\" spreads itself", shown(name));
                Err(DocumentError::invalid(detail, spread_at))
            }
            None => {
                self.fragments.insert(name, None);
                self.count_directives(&fragment.node.directives);
                let size = self.of(&fragment.node.selection_set.node)?;
                self.fragments.insert(name, Some(size));
                Ok(size)
            }
        }
    }
}
