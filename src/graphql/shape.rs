//! What an answer looks like: the order of its fields, and which of them may be null.
//!
//! Fields appear in the order in which the operation names them (GraphQL specification, "Serialized Map Ordering"). The library
//! answers them in the order in which they happen to be resolved, so they are put in order afterwards.

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
    registry::{MetaTypeName, Registry},
};

/// What an object looks like: its fields, in their order.
#[derive(Debug, Default)]
pub(super) struct Shape(IndexMap<Name, Held>);

/// What a field holds.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Whether it may be null; then, if it is a list, whether its entries may be; and so on inwards.
    pub nullable: Vec<bool>,
    /// What its objects look like.
    pub within: Shape,
}

impl Shape {
    /// The shape of an operation's data, which begins at a type.
    pub(super) fn of(
        operation: &OperationDefinition,
        document: &ExecutableDocument,
        registry: &Registry,
        root: &str,
    ) -> Self {
        let mut shape = Self::default();
        shape.add(&operation.selection_set.node, root, document, registry);
        shape
    }

    /// What a field holds, if the operation names it.
    pub(super) fn held(&self, key: &str) -> Option<&Held> {
        self.0.get(key)
    }

    fn add(
        &mut self,
        selections: &SelectionSet,
        parent: &str,
        document: &ExecutableDocument,
        registry: &Registry,
    ) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.clone();
                    let held = self.0.entry(key).or_default();
                    let name = field.node.name.node.as_str();
                    let of = registry.types.get(parent).and_then(|parent| parent.field_by_name(name));
                    let of = of.map_or("", |field| field.ty.as_str());
                    held.nullable = nullable(of);
                    let within = MetaTypeName::concrete_typename(of);
                    held.within.add(&field.node.selection_set.node, within, document, registry);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        let condition = &fragment.node.type_condition.node.on.node;
                        self.add(&fragment.node.selection_set.node, condition, document, registry);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| &condition.node.on.node);
                    self.add(&fragment.node.selection_set.node, parent, document, registry);
                }
            }
        }
    }

    /// Puts the fields of a value, and of all that it holds, in order.
    pub(super) fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(entries) => entries.iter_mut().for_each(|entry| self.arrange(entry)),
            // Of a scalar's own structure nothing is known.
            Value::Object(fields) if !self.0.is_empty() => {
                let mut places = self.0.iter();
                if !fields.keys().all(|key| places.any(|(place, _)| place == key)) {
                    fields.sort_by_cached_key(|key, _| self.0.get_index_of(key));
                }
                // Now they stand as the places do, of which some may be empty.
                let mut places = self.0.iter();
                for (key, value) in fields {
                    if let Some((_, held)) = places.find(|(place, _)| *place == key) {
                        held.within.arrange(value);
                    }
                }
            }
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

/// Of a type as the schema writes it, whether it may be null, and whether its entries may be: `[Node]!` is `[false, true]`.
fn nullable(mut of: &str) -> Vec<bool> {
    let mut nullable = Vec::new();
    loop {
        let inner = of.strip_suffix('!');
        nullable.push(inner.is_none());
        match inner.unwrap_or(of).strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(entries) => of = entries,
            None => return nullable,
        }
    }
}
