//! Prepares introspection fields for the library, which executes them: one selection for each response key of
//! each object.
//!
//! The library resolves a field once for each of its selections, merges the results incompletely, and turns
//! an object without fields into null (`docs/upstream/`). So this module collects the fields of each object
//! (GraphQL specification, "Field Collection"). It expands fragments, evaluates conditions, and merges the
//! selections of each response key. All types of introspection are objects, scalars and enums.

use async_graphql::{
    Name, Pos, Positioned, Value,
    indexmap::IndexMap,
    parser::types::{Field, OperationDefinition, Selection, SelectionSet},
    registry::{MetaType, MetaTypeName},
};

use super::{
    collect::{Collector, Fields},
    root,
};
use crate::{
    introspection::{KIND_KEY, Repair},
    plan::Plan,
    response_shape::{ObjectShape, TYPE_KEY},
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
pub(super) fn of(
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
    let (selection_set, shape) = preparation.object(root, fields, set.pos);
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
        self.shape.arrange(data);
    }
}

/// Builds the selections of introspection fields, and the shape of their response.
struct Preparation<'c, 'a>(&'c Collector<'a>);

impl<'a> Preparation<'_, 'a> {
    /// Merges the selections of an object type.
    fn object(
        &self,
        type_name: &str,
        fields: Fields<'a>,
        pos: Pos,
    ) -> (Positioned<SelectionSet>, ObjectShape) {
        let repair = Repair::of(
            type_name,
            fields.values().filter_map(|selections| selections.first()).map(|field| &field.node),
        );
        // The library turns an object without fields into null, so such an object selects `__typename`.
        let has_type_key = fields.is_empty();
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
            let (field, within) = self.field(type_name, first, &selections);
            let pos = field.pos;
            items.push(Positioned::new(Selection::Field(field), pos));
            shape.fields.insert(key.clone(), within);
        }
        (Positioned::new(SelectionSet { items }, pos), shape)
    }

    /// Merges the selections of one response key. Validation guarantees that they have the same arguments.
    fn field(
        &self,
        type_name: &str,
        first: &Positioned<Field>,
        selections: &[&'a Positioned<Field>],
    ) -> (Positioned<Field>, Option<ObjectShape>) {
        let Field { alias, name, arguments, .. } = &first.node;
        let meta = self.0.field_meta(type_name, first);
        // The registry does not list `__typename`.
        let field_type = meta.map_or("String!", |meta| meta.ty.as_str());
        let inner = MetaTypeName::concrete_typename(field_type);
        let (selection_set, within) = if let Some(MetaType::Object { .. }) = self.0.registry.types.get(inner)
        {
            let sets: Vec<&SelectionSet> =
                selections.iter().map(|field| &field.node.selection_set.node).collect();
            let (set, object) = self.object(inner, self.0.fields(inner, &sets), first.pos);
            (set, Some(object))
        } else {
            (Positioned::new(SelectionSet::default(), first.pos), None)
        };
        let (alias, name, arguments) = (alias.clone(), name.clone(), arguments.clone());
        let field = Field { alias, name, arguments, directives: Vec::new(), selection_set };
        (Positioned::new(field, first.pos), within)
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
