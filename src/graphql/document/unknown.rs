//! What a document names that the schema does not have, as far as the library must not see it.
//!
//! It ends in a panic where a list of a type that there is not has a default value, and it looks for what each unknown field may
//! have meant, however many there are. A few of those are its own to find, with what they may have meant.

use async_graphql::{
    Pos, ServerResult,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
    registry::{MetaType, MetaTypeName, Registry},
};

use super::{refuse, root};
use crate::{error::GeneralError, graphql::DocumentLimits};

pub(super) fn check(registry: &Registry, document: &ExecutableDocument) -> ServerResult<()> {
    let mut unknown = Unknown { registry, first: None, count: 0 };
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            let wanted = definition.node.var_type.node.to_string();
            let wanted = MetaTypeName::concrete_typename(&wanted);
            if !registry.types.contains_key(wanted) {
                let detail = format!("Unknown type \"{}\"", shown(wanted));
                return Err(refuse(GeneralError::GraphqlValidationFailed { detail }, Some(definition.pos)));
            }
        }
        unknown.visit(&operation.node.selection_set.node, root(registry, operation.node.ty));
    }
    for fragment in document.fragments.values() {
        let condition = &fragment.node.type_condition.node.on.node;
        unknown.visit(&fragment.node.selection_set.node, Some(condition));
    }
    match unknown.first {
        Some((detail, pos)) if unknown.count > DocumentLimits::ERRORS => {
            let detail = format!("{detail}, and many more");
            Err(refuse(GeneralError::GraphqlValidationFailed { detail }, Some(pos)))
        }
        Some(_) | None => Ok(()),
    }
}

/// A name out of a document, no longer than names are.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(DocumentLimits::NAME).collect()
}

struct Unknown<'a> {
    registry: &'a Registry,
    first: Option<(String, Pos)>,
    count: usize,
}

impl Unknown<'_> {
    /// Looks at everything that is asked of a type, of which nothing is known where there is none.
    fn visit(&mut self, set: &SelectionSet, parent: Option<&str>) {
        let of = parent.and_then(|parent| self.registry.types.get(parent));
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let inner = self.field(&field.node, of, field.pos);
                    self.visit(&field.node.selection_set.node, inner.as_deref());
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let inner = condition.map_or(parent, |condition| Some(condition.node.on.node.as_str()));
                    self.visit(&fragment.node.selection_set.node, inner);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// The name of the field's type.
    fn field(&mut self, field: &Field, of: Option<&MetaType>, pos: Pos) -> Option<String> {
        let (of, name) = (of?, field.name.node.as_str());
        let Some(meta) = of.field_by_name(name) else {
            if name != "__typename" {
                self.note(|| format!("Unknown field \"{}\" on type \"{}\"", shown(name), of.name()), pos);
            }
            return None;
        };
        for (argument, _) in &field.arguments {
            if !meta.args.contains_key(argument.node.as_str()) {
                let told = || format!("Unknown argument \"{}\" on field \"{name}\"", shown(&argument.node));
                self.note(told, argument.pos);
            }
        }
        Some(MetaTypeName::concrete_typename(&meta.ty).to_owned())
    }

    fn note(&mut self, what: impl FnOnce() -> String, pos: Pos) {
        self.first.get_or_insert_with(|| (what(), pos));
        self.count += 1;
    }
}
