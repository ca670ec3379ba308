//! The order of the fields in an answer (GraphQL specification, "Serialized Map Ordering").
//!
//! Fields appear in the order in which the operation names them. The library answers them in the order in which they
//! happen to be resolved, so they are put in order afterwards.

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned, Value,
    parser::types::{ExecutableDocument, FragmentDefinition, OperationDefinition, Selection, SelectionSet},
};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// What an object looks like: the place of each field, and the shape of what it holds.
#[derive(Debug, Default)]
pub(super) struct Shape(HashMap<Name, (usize, Shape)>);

impl Shape {
    /// The shape of an operation's data.
    pub(super) fn of(operation: &OperationDefinition, document: &ExecutableDocument) -> Self {
        let mut shape = Self::default();
        shape.add(&operation.selection_set.node, &document.fragments);
        shape
    }

    fn add(&mut self, selections: &SelectionSet, fragments: &Fragments) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let place = self.0.len();
                    let key = field.node.response_key().node.clone();
                    let (_, within) = self.0.entry(key).or_insert_with(|| (place, Self::default()));
                    within.add(&field.node.selection_set.node, fragments);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        self.add(&fragment.node.selection_set.node, fragments);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.add(&fragment.node.selection_set.node, fragments);
                }
            }
        }
    }

    /// Puts the fields of a value, and of all that it holds, in order.
    pub(super) fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(entries) => entries.iter_mut().for_each(|entry| self.arrange(entry)),
            Value::Object(fields) if !self.0.is_empty() => {
                fields.sort_by_cached_key(|name, _| self.0.get(name).map_or(usize::MAX, |(place, _)| *place));
                for (name, value) in fields {
                    if let Some((_, within)) = self.0.get(name) {
                        within.arrange(value);
                    }
                }
            }
            // Of a scalar's own structure nothing is known.
            Value::Object(_)
            | Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
    }
}
