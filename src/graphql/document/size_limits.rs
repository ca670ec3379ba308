//! The size of a document with its fragments expanded.
//!
//! Fragments that spread each other can make a few lines into millions of fields, and fragments that spread themselves
//! never end. Everything that reads the document later follows the spreads, so its size is checked before. This check
//! counts each fragment once.
//!
//! Arguments, directives and variables are counted as they are written, because validation compares each of them with
//! all others.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos, Positioned, ServerResult,
    parser::types::{Directive, ExecutableDocument, Selection, SelectionSet},
};

use super::{refuse, too_complex};
use crate::{error::GeneralError, graphql::DocumentLimits};

pub(super) fn check(document: &ExecutableDocument, limits: &DocumentLimits) -> ServerResult<()> {
    let mut extent = DocumentSize { document, fragments: HashMap::new(), aliases: 0, given: 0, longest: 0 };
    let mut selections: u64 = 0;
    for (_, operation) in document.operations.iter() {
        selections = selections.saturating_add(extent.of(&operation.node.selection_set.node)?);
        extent.note_directives(&operation.node.directives);
        for definition in &operation.node.variable_definitions {
            extent.given += 1;
            extent.note_directives(&definition.node.directives);
        }
    }
    for name in document.fragments.keys() {
        selections = selections.max(extent.of_fragment(name, None)?);
    }
    if extent.aliases > limits.aliases {
        let detail = format!("the document has more than {} aliases", limits.aliases);
        return Err(refuse(too_complex(detail), None));
    }
    if extent.given > DocumentLimits::GIVEN {
        let detail = format!(
            "the document has more than {} arguments, directives and variables",
            DocumentLimits::GIVEN
        );
        return Err(refuse(too_complex(detail), None));
    }
    if extent.longest > DocumentLimits::NAME {
        let detail = format!("a name has more than {} characters", DocumentLimits::NAME);
        return Err(refuse(too_complex(detail), None));
    }
    if selections > limits.selections as u64 {
        let detail = format!("the document has more than {} fields, with its fragments", limits.selections);
        return Err(refuse(too_complex(detail), None));
    }
    Ok(())
}

/// A name out of a document, no longer than names may be.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(DocumentLimits::NAME).collect()
}

struct DocumentSize<'a> {
    document: &'a ExecutableDocument,
    /// The extent of each fragment; nothing while it is being counted.
    fragments: HashMap<&'a Name, Option<u64>>,
    aliases: usize,
    /// Arguments, directives and variables.
    given: usize,
    /// The length of the longest name of a field or an argument.
    longest: usize,
}

impl<'a> DocumentSize<'a> {
    fn of(&mut self, set: &'a SelectionSet) -> ServerResult<u64> {
        let mut extent: u64 = 0;
        for selection in &set.items {
            let within = match &selection.node {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.longest = self.longest.max(field.node.name.node.len());
                    self.note_directives(&field.node.directives);
                    self.given += field.node.arguments.len();
                    let names = field.node.arguments.iter().map(|(name, _)| name.node.len());
                    self.longest = self.longest.max(names.max().unwrap_or(0));
                    self.of(&field.node.selection_set.node)?
                }
                Selection::InlineFragment(fragment) => {
                    self.note_directives(&fragment.node.directives);
                    self.of(&fragment.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => {
                    self.note_directives(&spread.node.directives);
                    self.of_fragment(&spread.node.fragment_name.node, Some(spread.pos))?
                }
            };
            extent = extent.saturating_add(within).saturating_add(1);
        }
        Ok(extent)
    }

    fn note_directives(&mut self, directives: &[Positioned<Directive>]) {
        self.given += directives.iter().map(|directive| 1 + directive.node.arguments.len()).sum::<usize>();
    }

    /// A fragment that does not exist holds nothing; validation refuses it.
    fn of_fragment(&mut self, name: &Name, spread_at: Option<Pos>) -> ServerResult<u64> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(0) };
        match self.fragments.get(name) {
            Some(Some(extent)) => Ok(*extent),
            Some(None) => {
                let detail = format!("the fragment \"{}\" spreads itself", shown(name));
                Err(refuse(GeneralError::GraphqlValidationFailed { detail }, spread_at))
            }
            None => {
                self.fragments.insert(name, None);
                self.note_directives(&fragment.node.directives);
                let extent = self.of(&fragment.node.selection_set.node)?;
                self.fragments.insert(name, Some(extent));
                Ok(extent)
            }
        }
    }
}
