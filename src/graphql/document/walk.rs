//! The fields of an operation, with every fragment where it is spread, and where each of them stands.
//!
//! What the schema does not know is left out, for validation refuses it. The extent of the document has been checked, so there is
//! an end to it.
//!
//! What the reader does not get is there too, but is answered no times: fields beneath a field that is closed to the
//! reader, and the schema where the reader may not read it.

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{
        ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, VariableDefinition,
    },
    registry::{MetaTypeName, Registry},
};
use async_graphql_value::{ConstValue, Value};

use super::{authorized_roles::objects, lists, root, schema_entries::SchemaEntries};
use crate::{
    account::Role,
    graphql::{page, permissions::is_open},
};

/// The fields by which the schema leads from type to type, so that a query can go round in it for ever.
const ROUNDABOUTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// One operation of a document, and what it is run with.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub registry: &'a Registry,
    pub document: &'a ExecutableDocument,
    pub operation: &'a OperationDefinition,
    pub variables: &'a Variables,
    /// Who reads the answer. Without one, nothing is closed.
    pub reader: Option<SchemaReader>,
}

/// Who reads an answer, as far as it matters to what is in it.
#[derive(Debug, Clone, Copy)]
pub(in crate::graphql) struct SchemaReader {
    /// None of those who are not signed in.
    pub role: Option<Role>,
    pub may_read_schema: bool,
}

/// One field of an operation.
pub(super) struct VisitedField<'a> {
    pub parent: &'a str,
    pub field: &'a Positioned<Field>,
    pub name: &'a str,
    /// The type as it is written in the schema.
    pub ty: &'a str,
    pub place: FieldPosition,
    /// Whether the reader does not get it.
    pub is_closed: bool,
}

/// Where a field stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldPosition {
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
    pub(super) fn fields(&self) -> Vec<VisitedField<'a>> {
        let mut seen = Vec::new();
        let place = FieldPosition { depth: 1, times: 1, is_of_schema: false, rounds: 0, page: 1 };
        if let Some(root) = root(self.registry, self.operation.ty) {
            let entries = SchemaEntries::default();
            self.add(&self.operation.selection_set.node, root, place, &entries, &mut seen);
        }
        seen
    }

    fn add(
        &self,
        set: &'a SelectionSet,
        parent: &'a str,
        place: FieldPosition,
        entries: &SchemaEntries<'a>,
        seen: &mut Vec<VisitedField<'a>>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(field, parent, place, entries, seen),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.add(&fragment.node.selection_set.node, parent, place, entries, seen);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        let parent = fragment.node.type_condition.node.on.node.as_str();
                        self.add(&fragment.node.selection_set.node, parent, place, entries, seen);
                    }
                }
            }
        }
    }

    fn add_field(
        &self,
        field: &'a Positioned<Field>,
        parent: &'a str,
        place: FieldPosition,
        entries: &SchemaEntries<'a>,
        seen: &mut Vec<VisitedField<'a>>,
    ) {
        let name = field.node.name.node.as_str();
        let Some(ty) = self.type_of(parent, name) else { return };
        let place = if ["__schema", "__type"].contains(&name) {
            FieldPosition { depth: 1, is_of_schema: true, ..place }
        } else {
            let is_round = place.is_of_schema && ROUNDABOUTS.contains(&name);
            FieldPosition { rounds: place.rounds + usize::from(is_round), ..place }
        };
        let is_closed = self.reader.is_some_and(|reader| self.is_closed(reader, parent, name));
        let own = VisitedField { parent, field, name, ty, place, is_closed };
        let entries = match name {
            "__schema" => SchemaEntries::schema(),
            "__type" => self.named(&field.node),
            _ if place.is_of_schema => entries.within(self.registry, name),
            _ => SchemaEntries::default(),
        };
        let inner = if place.is_of_schema {
            FieldPosition { depth: place.depth + 1, times: entries.count(), ..place }
        } else {
            self.within(&own)
        };
        let inner = FieldPosition { times: if is_closed { 0 } else { inner.times }, ..inner };
        // Nothing is counted for a reader who does not get the schema.
        let entries = if is_closed { SchemaEntries::default() } else { entries };
        seen.push(own);
        let of = MetaTypeName::concrete_typename(ty);
        self.add(&field.node.selection_set.node, of, inner, &entries, seen);
    }

    /// The type of a field, if the schema has it. The registry does not list `__typename`.
    fn type_of(&self, parent: &str, name: &str) -> Option<&'a str> {
        if name == "__typename" {
            return Some("String!");
        }
        let field = self.registry.types.get(parent)?.field_by_name(name)?;
        Some(field.ty.as_str())
    }

    fn is_closed(&self, reader: SchemaReader, parent: &str, name: &str) -> bool {
        match name {
            "__schema" | "__type" => !reader.may_read_schema,
            _ => objects(self.registry, parent).all(|object| !is_open(reader.role, object, name)),
        }
    }

    /// The entry that `__type` answers.
    fn named(&self, field: &Field) -> SchemaEntries<'a> {
        let name = match argument(field, "name") {
            Some(Value::String(name)) => Some(name),
            Some(Value::Variable(name)) => match self.variable(name) {
                Some(ConstValue::String(name)) => Some(name),
                _ => None,
            },
            _ => None,
        };
        name.map(|name| SchemaEntries::named(self.registry, name)).unwrap_or_default()
    }

    /// Where the fields within a field stand.
    fn within(&self, seen: &VisitedField<'_>) -> FieldPosition {
        let VisitedField { place, parent, name, ty, .. } = seen;
        let deeper = FieldPosition { depth: place.depth + 1, page: 1, ..*place };
        if MetaTypeName::concrete_typename(ty).ends_with("Connection") {
            return FieldPosition { page: self.page_size(&seen.field.node), ..deeper };
        }
        let times = if !ty.starts_with('[') {
            1
        } else if parent.ends_with("Connection") {
            place.page
        } else if let Some(ids) = argument(&seen.field.node, "ids") {
            self.length(ids)
        } else {
            lists::longest(parent, name)
        };
        FieldPosition { times: place.times.saturating_mul(times), ..deeper }
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
