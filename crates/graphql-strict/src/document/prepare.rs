//! Prepares an operation for the library: one selection for each response key of each object.
//!
//! The library resolves a field once for each of its selections, merges the results incompletely, and turns
//! an object without fields into null (`docs/upstream/`). So this module collects the fields of each object
//! (GraphQL specification, "Field Collection"). It expands fragments, evaluates conditions, and merges the
//! selections of each response key. Below an interface, it collects the fields for each possible type.

use async_graphql::{
    Name, Pos, Positioned, Value,
    indexmap::IndexMap,
    parser::types::{Field, InlineFragment, OperationDefinition, Selection, SelectionSet, TypeCondition},
    registry::{MetaType, MetaTypeName},
};

use super::{
    collect::{Collector, Fields},
    root,
};
use crate::{
    introspection::{KIND_KEY, Repair},
    plan::Plan,
    response_shape::{FieldShape, ObjectShape, ResponseShape, TYPE_KEY},
};

/// An operation as it is executed.
#[derive(Debug)]
pub struct PreparedOperation {
    pub plan: Plan,
    /// What the library executes.
    pub introspection: Option<IntrospectionOperation>,
}

/// The introspection fields of an operation, without fragments, directives and repeated response keys, and
/// the shape of their response.
#[derive(Debug)]
pub struct IntrospectionOperation {
    pub(super) operation: Positioned<OperationDefinition>,
    shape: ObjectShape,
}

/// Prepares the introspection fields of a valid operation, if it has some.
pub(super) fn introspection(
    collector: &Collector<'_>,
    operation: &OperationDefinition,
) -> Option<IntrospectionOperation> {
    let set = &operation.selection_set;
    let root = root(collector.registry, operation.ty).unwrap_or_default();
    let preparation = Preparation(collector);
    let mut fields = collector.fields(root, &[&set.node]);
    fields.retain(|_, selections| selections.first().is_some_and(|field| is_of_schema(&field.node)));
    if fields.is_empty() {
        return None;
    }
    let (selection_set, shape) = preparation.object_of(root, fields, set.pos, false);
    let prepared = OperationDefinition {
        ty: operation.ty,
        variable_definitions: operation.variable_definitions.clone(),
        directives: Vec::new(),
        selection_set,
    };
    Some(IntrospectionOperation { operation: Positioned::new(prepared, set.pos), shape })
}

fn is_of_schema(field: &Field) -> bool {
    matches!(field.name.node.as_str(), "__schema" | "__type")
}

impl IntrospectionOperation {
    /// Sorts the fields of the response of the library.
    pub fn arrange(&self, data: &mut Value) {
        if let Value::Object(fields) = data {
            self.shape.arrange(fields);
        }
    }
}

/// Builds the selections of a prepared operation, and the shape of its response.
struct Preparation<'c, 'a>(&'c Collector<'a>);

impl<'a> Preparation<'_, 'a> {
    /// Merges several selection sets of a type into one.
    fn selected(
        &self,
        type_name: &str,
        sets: &[&'a SelectionSet],
        pos: Pos,
    ) -> (Positioned<SelectionSet>, ResponseShape) {
        let possible = match self.0.registry.types.get(type_name) {
            Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
                possible_types
            }
            Some(MetaType::Object { .. }) => {
                let (set, object) = self.object(type_name, sets, pos, false);
                return (set, ResponseShape::Object(object));
            }
            Some(MetaType::Scalar { .. } | MetaType::Enum { .. } | MetaType::InputObject { .. }) | None => {
                return (Positioned::new(SelectionSet::default(), pos), ResponseShape::Leaf);
            }
        };
        let (mut items, mut objects) = (Vec::new(), Vec::new());
        for object_type in possible {
            let (selection_set, object) = self.object(object_type, sets, pos, true);
            let on = Positioned::new(Name::new(object_type), pos);
            let type_condition = Some(Positioned::new(TypeCondition { on }, pos));
            let fragment = InlineFragment { type_condition, directives: Vec::new(), selection_set };
            items.push(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos));
            objects.push((Name::new(object_type), object));
        }
        (Positioned::new(SelectionSet { items }, pos), ResponseShape::Abstract(objects))
    }

    /// Merges the selections of an object type. Adds `__typename` if the shape of the response depends on it.
    fn object(
        &self,
        type_name: &str,
        sets: &[&'a SelectionSet],
        pos: Pos,
        has_several_types: bool,
    ) -> (Positioned<SelectionSet>, ObjectShape) {
        self.object_of(type_name, self.0.fields(type_name, sets), pos, has_several_types)
    }

    fn object_of(
        &self,
        type_name: &str,
        fields: Fields<'a>,
        pos: Pos,
        has_several_types: bool,
    ) -> (Positioned<SelectionSet>, ObjectShape) {
        let repair = Repair::of(
            type_name,
            fields.values().filter_map(|selections| selections.first()).map(|field| &field.node),
        );
        // The library turns an object without fields into null, so such an object selects `__typename`.
        let has_type_key = has_several_types || fields.is_empty();
        let mut shape = ObjectShape { fields: IndexMap::with_capacity(fields.len()), has_type_key, repair };
        let mut items = Vec::with_capacity(fields.len() + 1);
        if shape.has_type_key {
            items.push(hidden(TYPE_KEY, "__typename", pos));
        }
        if let Some(Repair::Interfaces(_)) = shape.repair {
            items.push(hidden(KIND_KEY, "kind", pos));
        }
        for (key, selections) in fields {
            let Some(first) = selections.first() else { continue };
            let (field, field_shape) = self.field(type_name, first, &selections);
            let pos = field.pos;
            items.push(Positioned::new(Selection::Field(field), pos));
            shape.fields.insert(key.clone(), field_shape);
        }
        (Positioned::new(SelectionSet { items }, pos), shape)
    }

    /// Merges the selections of one response key. Validation guarantees that they have the same arguments.
    fn field(
        &self,
        type_name: &str,
        first: &Positioned<Field>,
        selections: &[&'a Positioned<Field>],
    ) -> (Positioned<Field>, FieldShape) {
        let Field { alias, name, arguments, .. } = &first.node;
        let meta = self.0.field_meta(type_name, first);
        // The registry does not list `__typename`.
        let field_type = meta.map_or("String!", |meta| meta.ty.as_str());
        let sets: Vec<&SelectionSet> =
            selections.iter().map(|field| &field.node.selection_set.node).collect();
        let (selection_set, within) =
            self.selected(MetaTypeName::concrete_typename(field_type), &sets, first.pos);
        let (alias, name, arguments) = (alias.clone(), name.clone(), arguments.clone());
        let field = Field { alias, name, arguments, directives: Vec::new(), selection_set };
        (Positioned::new(field, first.pos), FieldShape { within })
    }
}

/// A field that the server selects for its own use.
fn hidden(key: &str, name: &str, pos: Pos) -> Positioned<Selection> {
    let at = |name| Positioned::new(Name::new(name), pos);
    let field = Field {
        alias: Some(at(key)),
        name: at(name),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), pos),
    };
    Positioned::new(Selection::Field(Positioned::new(field, pos)), pos)
}
