//! Lists the fields of an operation with their positions. Each fragment is expanded at every spread.
//!
//! Fields that the schema does not have are omitted, because validation refuses them. The size of the
//! document has been checked, so the walk terminates.
//!
//! Fields that the reader does not receive are listed too, but count zero times. These are fields below a
//! field that is closed to the reader, and introspection fields if the reader may not use introspection.
//!
//! Pages are those of the Relay specification: types whose name ends with `Connection`, with the arguments
//! `first` and `last`.

use std::cell::Cell;

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{
        ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, VariableDefinition,
    },
    registry::{MetaType, MetaTypeName, Registry},
};
use async_graphql_value::{ConstValue, Value};

use super::{root, schema_entries::SchemaEntries};
use crate::SchemaPolicy;

/// The introspection fields that lead from type to type. A query can nest them in endless cycles.
const CYCLIC_FIELDS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// One operation of a document, with its variables.
pub(super) struct Walk<'a, P: SchemaPolicy> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    pub operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// The reader of the response. Without one, no field is closed.
    reader: Option<P::Reader>,
    has_read_variables: Cell<bool>,
}

/// One field of an operation.
pub struct VisitedField<'a> {
    pub parent: &'a str,
    pub field: &'a Positioned<Field>,
    pub name: &'a str,
    /// The type as the schema writes it.
    pub ty: &'a str,
    pub place: FieldPosition,
    /// Whether the field is closed to the reader.
    pub is_closed: bool,
}

/// The position of a field in the response.
#[derive(Debug, Clone, Copy)]
pub struct FieldPosition {
    /// The nesting depth, the field included. Inside introspection, it counts from the introspection root
    /// field.
    pub depth: usize,
    /// The maximum number of times that the field occurs in the response.
    pub times: u64,
    /// Whether it is an introspection field.
    pub is_of_schema: bool,
    /// The number of cyclic introspection fields on the path to it.
    pub rounds: usize,
    /// The page size of the enclosing connection.
    page: u64,
}

impl VisitedField<'_> {
    /// Whether it is a field of the operation itself.
    pub fn is_root(&self) -> bool {
        self.place.depth == 1
    }
}

impl<'a, P: SchemaPolicy> Walk<'a, P> {
    pub(super) fn new(
        registry: &'a Registry,
        document: &'a ExecutableDocument,
        operation: &'a OperationDefinition,
        variables: &'a Variables,
        reader: Option<P::Reader>,
    ) -> Self {
        Self { registry, document, operation, variables, reader, has_read_variables: Cell::new(false) }
    }

    /// Whether the positions of the fields so far depend on values of variables.
    pub(super) fn has_read_variables(&self) -> bool {
        self.has_read_variables.get()
    }

    /// All fields, parents before children.
    pub(super) fn fields(&self) -> Vec<VisitedField<'a>> {
        let mut fields = Vec::new();
        let place = FieldPosition { depth: 1, times: 1, is_of_schema: false, rounds: 0, page: 1 };
        if let Some(root) = root(self.registry, self.operation.ty) {
            let entries = SchemaEntries::default();
            self.add(&self.operation.selection_set.node, root, place, &entries, &mut fields);
        }
        fields
    }

    fn add(
        &self,
        set: &'a SelectionSet,
        parent: &'a str,
        place: FieldPosition,
        entries: &SchemaEntries<'a>,
        fields: &mut Vec<VisitedField<'a>>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(field, parent, place, entries, fields),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.add(&fragment.node.selection_set.node, parent, place, entries, fields);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        let parent = fragment.node.type_condition.node.on.node.as_str();
                        self.add(&fragment.node.selection_set.node, parent, place, entries, fields);
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
        fields: &mut Vec<VisitedField<'a>>,
    ) {
        let name = field.node.name.node.as_str();
        let Some(ty) = self.type_of(parent, name) else { return };
        let place = if ["__schema", "__type"].contains(&name) {
            FieldPosition { depth: 1, is_of_schema: true, ..place }
        } else {
            let is_cyclic = place.is_of_schema && CYCLIC_FIELDS.contains(&name);
            FieldPosition { rounds: place.rounds + usize::from(is_cyclic), ..place }
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
        // Entries of a closed field do not occur in the response.
        let entries = if is_closed { SchemaEntries::default() } else { entries };
        fields.push(own);
        let inner_type = MetaTypeName::concrete_typename(ty);
        self.add(&field.node.selection_set.node, inner_type, inner, &entries, fields);
    }

    /// The type of a field, if the schema has the field. The registry does not list `__typename`.
    fn type_of(&self, parent: &str, name: &str) -> Option<&'a str> {
        if name == "__typename" {
            return Some("String!");
        }
        let field = self.registry.types.get(parent)?.field_by_name(name)?;
        Some(field.ty.as_str())
    }

    fn is_closed(&self, reader: P::Reader, parent: &str, name: &str) -> bool {
        match name {
            "__schema" | "__type" => !P::may_read_schema(reader),
            _ => possible_objects(self.registry, parent).all(|object| !P::may_read(reader, object, name)),
        }
    }

    /// The schema entry that `__type` returns.
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

    /// The position of the fields below a field.
    fn within(&self, field: &VisitedField<'_>) -> FieldPosition {
        let VisitedField { place, parent, name, ty, .. } = field;
        let deeper = FieldPosition { depth: place.depth + 1, page: 1, ..*place };
        if MetaTypeName::concrete_typename(ty).ends_with("Connection") {
            return FieldPosition { page: self.page_size(&field.field.node), ..deeper };
        }
        let times = if !ty.starts_with('[') {
            1
        } else if parent.ends_with("Connection") {
            place.page
        } else if let Some(ids) = argument(&field.field.node, "ids") {
            self.length(ids)
        } else {
            P::longest_list(parent, name)
        };
        FieldPosition { times: place.times.saturating_mul(times), ..deeper }
    }

    fn page_size(&self, field: &Field) -> u64 {
        let size = |name| argument(field, name).and_then(|value| self.number(value));
        size("first")
            .or(size("last"))
            .unwrap_or(P::DEFAULT_PAGE.into())
            .clamp(0, P::MAXIMUM_PAGE.into())
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

    /// The value of a variable: from the request, or its default.
    fn variable(&self, name: &Name) -> Option<&'a ConstValue> {
        self.has_read_variables.set(true);
        let default = || Some(&self.definition(name)?.default_value.as_ref()?.node);
        self.variables.get(name).or_else(default)
    }

    /// The definition of a variable.
    fn definition(&self, name: &Name) -> Option<&'a VariableDefinition> {
        let definitions = self.operation.variable_definitions.iter();
        definitions.map(|definition| &definition.node).find(|it| it.name.node == *name)
    }
}

/// The value of an argument, unless it is null.
fn argument<'a>(field: &'a Field, name: &str) -> Option<&'a Value> {
    field.get_argument(name).map(|value| &value.node).filter(|value| **value != Value::Null)
}

/// The types of objects that a type stands for: those of an interface or union, or the type itself.
pub fn possible_objects<'a>(registry: &'a Registry, name: &'a str) -> impl Iterator<Item = &'a str> {
    let possible = match registry.types.get(name) {
        Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
            Some(possible_types)
        }
        _ => None,
    };
    let itself = possible.is_none().then_some(name);
    possible.into_iter().flatten().map(String::as_str).chain(itself)
}
