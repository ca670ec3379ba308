//! How much a document is once every fragment stands where it is spread.
//!
//! Fragments that spread each other can make a few lines into millions of fields, and those that spread themselves into no end
//! of them. Whatever looks at a document later walks through all of that; this does not, for it counts each fragment once.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

use super::too_complex;
use crate::{error::GeneralError, graphql::DocumentLimits};

pub(super) fn check(
    document: &ExecutableDocument,
    limits: &DocumentLimits,
) -> Result<(), (GeneralError, Option<Pos>)> {
    let mut extent = Extent { document, fragments: HashMap::new(), aliases: 0 };
    let mut selections: u64 = 0;
    for (_, operation) in document.operations.iter() {
        selections = selections.saturating_add(extent.of(&operation.node.selection_set.node)?);
    }
    for name in document.fragments.keys() {
        selections = selections.max(extent.of_fragment(name, None)?);
    }
    if extent.aliases > limits.aliases {
        return Err((too_complex(format!("the document has more than {} aliases", limits.aliases)), None));
    }
    if selections > limits.selections as u64 {
        let detail = format!("the document has more than {} fields, with its fragments", limits.selections);
        return Err((too_complex(detail), None));
    }
    Ok(())
}

struct Extent<'a> {
    document: &'a ExecutableDocument,
    /// The extent of each fragment; nothing while it is being counted.
    fragments: HashMap<&'a Name, Option<u64>>,
    aliases: usize,
}

impl<'a> Extent<'a> {
    fn of(&mut self, set: &'a SelectionSet) -> Result<u64, (GeneralError, Option<Pos>)> {
        let mut extent: u64 = 0;
        for selection in &set.items {
            let within = match &selection.node {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.of(&field.node.selection_set.node)?
                }
                Selection::InlineFragment(fragment) => self.of(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    self.of_fragment(&spread.node.fragment_name.node, Some(spread.pos))?
                }
            };
            extent = extent.saturating_add(within).saturating_add(1);
        }
        Ok(extent)
    }

    /// A fragment that does not exist holds nothing; validation refuses it.
    fn of_fragment(
        &mut self,
        name: &Name,
        spread_at: Option<Pos>,
    ) -> Result<u64, (GeneralError, Option<Pos>)> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(0) };
        match self.fragments.get(name) {
            Some(Some(extent)) => Ok(*extent),
            Some(None) => {
                let detail = format!("the fragment \"{name}\" spreads itself");
                Err((GeneralError::GraphqlValidationFailed { detail }, spread_at))
            }
            None => {
                self.fragments.insert(name, None);
                let extent = self.of(&fragment.node.selection_set.node)?;
                self.fragments.insert(name, Some(extent));
                Ok(extent)
            }
        }
    }
}
