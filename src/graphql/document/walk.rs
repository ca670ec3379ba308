//! The fields of an operation, with every fragment where it is spread, and where each of them stands.
//!
//! What the schema does not know is left out, for validation refuses it. The extent of the document has been checked, so there is
//! an end to it.

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{
        ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, VariableDefinition,
    },
    registry::{MetaField, MetaTypeName, Registry},
};
use async_graphql_value::{ConstValue, Value};

use super::root;
use crate::graphql::page;

/// Entries that are reckoned with in a list that has no pages. Such lists are short: the posts of a clinician, say.
const SHORT_LIST: u64 = 10;

/// The fields by which the schema leads from type to type, so that a query can go round in it for ever.
const ROUNDABOUTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// One operation of a document, and what it is run with.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub registry: &'a Registry,
    pub document: &'a ExecutableDocument,
    pub operation: &'a OperationDefinition,
    pub variables: &'a Variables,
}

/// One field of an operation.
pub(super) struct Seen<'a> {
    pub parent: &'a str,
    pub field: &'a Positioned<Field>,
    pub meta: &'a MetaField,
    pub place: Place,
}

/// Where a field stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Fields around it, itself included; in what tells about the schema, counted from where that begins.
    pub depth: usize,
    /// As often as it may be answered.
    pub times: u64,
    /// Whether it tells about the schema.
    pub is_of_schema: bool,
    /// How often the way to it has gone round in the schema.
    pub rounds: usize,
    /// The size of the page that it may be the edges of.
    page: u64,
}

impl<'a> Walk<'a> {
    /// Every field, outer ones first.
    pub(super) fn fields(&self) -> Vec<Seen<'a>> {
        let mut seen = Vec::new();
        let place = Place { depth: 1, times: 1, is_of_schema: false, rounds: 0, page: 1 };
        if let Some(root) = root(self.registry, self.operation.ty) {
            self.add(&self.operation.selection_set.node, root, place, &mut seen);
        }
        seen
    }

    fn add(&self, set: &'a SelectionSet, parent: &'a str, place: Place, seen: &mut Vec<Seen<'a>>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(field, parent, place, seen),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.add(&fragment.node.selection_set.node, parent, place, seen);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        let parent = fragment.node.type_condition.node.on.node.as_str();
                        self.add(&fragment.node.selection_set.node, parent, place, seen);
                    }
                }
            }
        }
    }

    fn add_field(
        &self,
        field: &'a Positioned<Field>,
        parent: &'a str,
        place: Place,
        seen: &mut Vec<Seen<'a>>,
    ) {
        let name = field.node.name.node.as_str();
        let Some(meta) = self.registry.types.get(parent).and_then(|parent| parent.field_by_name(name)) else {
            return;
        };
        let place = if ["__schema", "__type"].contains(&name) {
            Place { depth: 1, is_of_schema: true, ..place }
        } else {
            let is_round = place.is_of_schema && ROUNDABOUTS.contains(&name);
            Place { rounds: place.rounds + usize::from(is_round), ..place }
        };
        let own = Seen { parent, field, meta, place };
        let inner = self.within(&own);
        seen.push(own);
        let of = MetaTypeName::concrete_typename(&meta.ty);
        self.add(&field.node.selection_set.node, of, inner, seen);
    }

    /// Where the fields within a field stand.
    fn within(&self, seen: &Seen<'_>) -> Place {
        let Seen { place, meta, .. } = seen;
        let deeper = Place { depth: place.depth + 1, page: 1, ..*place };
        if place.is_of_schema {
            return deeper;
        }
        if MetaTypeName::concrete_typename(&meta.ty).ends_with("Connection") {
            return Place { page: self.page_size(&seen.field.node), ..deeper };
        }
        let times = if seen.parent.ends_with("Connection") && meta.name == "edges" {
            place.page
        } else if meta.ty.starts_with('[') {
            argument(&seen.field.node, "ids").map_or(SHORT_LIST, |ids| self.length(ids))
        } else {
            1
        };
        Place { times: place.times.saturating_mul(times), ..deeper }
    }

    fn page_size(&self, field: &Field) -> u64 {
        let size = |name| argument(field, name).and_then(|value| self.number(value));
        size("first")
            .or(size("last"))
            .unwrap_or(page::DEFAULT.into())
            .clamp(0, page::MAXIMUM.into())
            .cast_unsigned()
    }

    fn number(&self, value: &Value) -> Option<i64> {
        match value {
            Value::Number(number) => number.as_i64(),
            Value::Variable(name) => match self.variable(name)? {
                ConstValue::Number(number) => number.as_i64(),
                _ => None,
            },
            _ => None,
        }
    }

    fn length(&self, value: &Value) -> u64 {
        let length = match value {
            Value::List(entries) => entries.len(),
            Value::Variable(name) => match self.variable(name) {
                Some(ConstValue::List(entries)) => entries.len(),
                _ => 1,
            },
            _ => 1,
        };
        length as u64
    }

    /// What a variable is, by the request or by default.
    pub(super) fn variable(&self, name: &Name) -> Option<&'a ConstValue> {
        let default = || Some(&self.definition(name)?.default_value.as_ref()?.node);
        self.variables.get(name).or_else(default)
    }

    /// What the operation says of a variable.
    pub(super) fn definition(&self, name: &Name) -> Option<&'a VariableDefinition> {
        let definitions = self.operation.variable_definitions.iter();
        definitions.map(|definition| &definition.node).find(|it| it.name.node == *name)
    }
}

/// What is given for an argument, unless that is nothing.
fn argument<'a>(field: &'a Field, name: &str) -> Option<&'a Value> {
    field.get_argument(name).map(|value| &value.node).filter(|value| **value != Value::Null)
}
