//! An operation as the library runs it: one selection for each key of each object.
//!
//! The library resolves a field once for each of its selections, merges what comes of it incompletely, and takes an
//! object without fields for null (`docs/upstream/`). So the fields of each object are collected here (GraphQL
//! specification, "Field Collection"): fragments are expanded, conditions are decided, and selections under one key
//! become one. Beneath an interface, the fields are collected for each type of object that it stands for.

use async_graphql::{
    Name, Pos, Positioned, Variables,
    indexmap::IndexMap,
    parser::types::{
        ExecutableDocument, Field, InlineFragment, OperationDefinition, Selection, SelectionSet,
        TypeCondition,
    },
    registry::{MetaType, MetaTypeName, Registry},
};

use super::{collect::Collector, root};
use crate::{
    introspection::{KIND_KEY, Repair},
    response_shape::{FieldShape, ObjectShape, ResponseShape, TYPE_KEY, nullable},
};

/// An operation without fragments, directives and repeated keys, and the shape of its answer.
#[derive(Debug)]
pub struct PreparedOperation {
    pub(super) operation: Positioned<OperationDefinition>,
    pub shape: ResponseShape,
}

/// Prepares a valid operation for the values of the variables in its conditions.
pub(super) fn prepare(
    registry: &Registry,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> PreparedOperation {
    let preparation = Preparation(Collector { registry, document, variables: Some(variables) });
    let set = &operation.selection_set;
    let root = root(registry, operation.ty).unwrap_or_default();
    let (selection_set, shape) = preparation.selected(root, &[&set.node], set.pos);
    let prepared = OperationDefinition {
        ty: operation.ty,
        variable_definitions: operation.variable_definitions.clone(),
        directives: Vec::new(),
        selection_set,
    };
    PreparedOperation { operation: Positioned::new(prepared, set.pos), shape }
}

/// Builds the selections of a prepared operation, and the shape of its answer.
struct Preparation<'a>(Collector<'a>);

impl<'a> Preparation<'a> {
    /// What is selected of a type by all of these selection sets, as one.
    fn selected(
        &self,
        of: &str,
        sets: &[&'a SelectionSet],
        pos: Pos,
    ) -> (Positioned<SelectionSet>, ResponseShape) {
        let possible = match self.0.registry.types.get(of) {
            Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
                possible_types
            }
            Some(MetaType::Object { .. }) => {
                let (set, object) = self.object(of, sets, pos, false);
                return (set, ResponseShape::Object(object));
            }
            Some(MetaType::Scalar { .. } | MetaType::Enum { .. } | MetaType::InputObject { .. }) | None => {
                return (Positioned::new(SelectionSet::default(), pos), ResponseShape::Leaf);
            }
        };
        let (mut items, mut objects) = (Vec::new(), Vec::new());
        for of in possible {
            let (selection_set, object) = self.object(of, sets, pos, true);
            let on = Positioned::new(Name::new(of), pos);
            let type_condition = Some(Positioned::new(TypeCondition { on }, pos));
            let fragment = InlineFragment { type_condition, directives: Vec::new(), selection_set };
            items.push(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos));
            objects.push((Name::new(of), object));
        }
        (Positioned::new(SelectionSet { items }, pos), ResponseShape::Abstract(objects))
    }

    /// What is selected of an object, with its type if the answer has to tell it.
    fn object(
        &self,
        of: &str,
        sets: &[&'a SelectionSet],
        pos: Pos,
        has_several_types: bool,
    ) -> (Positioned<SelectionSet>, ObjectShape) {
        let fields = self.0.fields(of, sets);
        let repair = Repair::of(of, fields.values().filter_map(|same| same.first()).map(|field| &field.node));
        // The library takes an object without fields for null.
        let has_type_key = has_several_types || fields.is_empty();
        let mut shape = ObjectShape { fields: IndexMap::with_capacity(fields.len()), has_type_key, repair };
        let mut items = Vec::with_capacity(fields.len() + 1);
        if shape.has_type_key {
            items.push(hidden(TYPE_KEY, "__typename", pos));
        }
        if let Some(Repair::Interfaces(_)) = shape.repair {
            items.push(hidden(KIND_KEY, "kind", pos));
        }
        for (key, same) in fields {
            let Some(first) = same.first() else { continue };
            let (field, held) = self.field(of, first, &same);
            let pos = field.pos;
            items.push(Positioned::new(Selection::Field(field), pos));
            shape.fields.insert(key.clone(), held);
        }
        (Positioned::new(SelectionSet { items }, pos), shape)
    }

    /// One field for all of its selections. Validation sees to it that they have the same arguments.
    fn field(
        &self,
        of: &str,
        first: &Positioned<Field>,
        same: &[&'a Positioned<Field>],
    ) -> (Positioned<Field>, FieldShape) {
        let Field { alias, name, arguments, .. } = &first.node;
        let meta = self.0.field_meta(of, first);
        // `__typename` is no field of any type in the registry.
        let of = meta.map_or("String!", |meta| meta.ty.as_str());
        let sets: Vec<&SelectionSet> = same.iter().map(|field| &field.node.selection_set.node).collect();
        let (selection_set, within) = self.selected(MetaTypeName::concrete_typename(of), &sets, first.pos);
        let (alias, name, arguments) = (alias.clone(), name.clone(), arguments.clone());
        let field = Field { alias, name, arguments, directives: Vec::new(), selection_set };
        (Positioned::new(field, first.pos), FieldShape { nullable: nullable(of), within })
    }
}

/// A field that the server selects for itself.
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
