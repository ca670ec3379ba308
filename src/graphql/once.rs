//! Each mutation of an operation is carried out once.
//!
//! By the specification ("Field Selection Merging"), two selections of the same field are one. The library carries out
//! each of them, which for a query is a waste and for a mutation an error: it would book twice. So an operation that
//! names a mutation twice under one key is refused, and whoever means two gives them two aliases.

use std::collections::HashSet;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet},
};

/// The key under which an operation of the document names two mutations, if there is one.
pub(super) fn repeated_mutation(document: &ExecutableDocument) -> Option<&Name> {
    document.operations.iter().filter(|(_, operation)| operation.node.ty == OperationType::Mutation).find_map(
        |(_, operation)| {
            let mut root = Root { document, keys: HashSet::new(), fragments: HashSet::new() };
            root.repeated(&operation.node.selection_set.node)
        },
    )
}

/// What stands at the root of one operation.
struct Root<'a> {
    document: &'a ExecutableDocument,
    keys: HashSet<&'a Name>,
    /// A fragment counts once, however often it is spread; and one that spreads itself ends here.
    fragments: HashSet<&'a Name>,
}

impl<'a> Root<'a> {
    fn repeated(&mut self, selections: &'a SelectionSet) -> Option<&'a Name> {
        selections.items.iter().find_map(|selection| match &selection.node {
            Selection::Field(field) => {
                let key = &field.node.response_key().node;
                (!self.keys.insert(key) && key != "__typename").then_some(key)
            }
            Selection::InlineFragment(fragment) => self.repeated(&fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let fragment = self.document.fragments.get(name)?;
                if self.fragments.insert(name) {
                    self.repeated(&fragment.node.selection_set.node)
                } else {
                    // Spread a second time, it repeats whatever it holds.
                    first_key(&fragment.node.selection_set.node)
                }
            }
        })
    }
}

fn first_key(selections: &SelectionSet) -> Option<&Name> {
    selections.items.iter().find_map(|selection| match &selection.node {
        Selection::Field(field) => Some(&field.node.response_key().node),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => None,
    })
}
