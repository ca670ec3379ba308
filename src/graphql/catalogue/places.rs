//! Which input values a root field takes.

use std::collections::HashSet;

use async_graphql::registry::{MetaField, MetaInputValue, MetaType, MetaTypeName, Registry};

use crate::graphql::permissions;

/// The arguments of a root field with the fields of their inputs.
#[derive(Default)]
pub(super) struct Places<'a> {
    pub names: HashSet<&'a str>,
    /// The types without lists and `!`.
    pub types: HashSet<&'a str>,
}

impl<'a> Places<'a> {
    /// The places of a field of `Query` or `Mutation`. Fields of its object that are no root fields count as a part of it, as
    /// the rows of a report do.
    pub(super) fn of(registry: &'a Registry, root: &permissions::FieldPermission) -> Self {
        let mut places = Self::default();
        let field = registry.types.get(root.object).and_then(|object| object.field_by_name(root.field));
        if let Some(field) = field {
            places.add_arguments(registry, field);
            let of = registry.types.get(MetaTypeName::concrete_typename(&field.ty));
            let parts = of.and_then(MetaType::fields).into_iter().flat_map(|fields| fields.values());
            let is_root = |part: &MetaField| permissions::roots().any(|root| root.field == part.name);
            parts.filter(|part| !is_root(part)).for_each(|part| places.add_arguments(registry, part));
        }
        places
    }

    fn add_arguments(&mut self, registry: &'a Registry, field: &'a MetaField) {
        field.args.values().for_each(|argument| self.add(registry, argument));
    }

    fn add(&mut self, registry: &'a Registry, place: &'a MetaInputValue) {
        let of = MetaTypeName::concrete_typename(&place.ty);
        self.names.insert(&place.name);
        let is_new = self.types.insert(of);
        if let (true, Some(MetaType::InputObject { input_fields, .. })) = (is_new, registry.types.get(of)) {
            input_fields.values().for_each(|field| self.add(registry, field));
        }
    }
}
