//! To whom an operation is open as a whole, so that nothing has to be asked for each field of it.

use async_graphql::registry::{MetaType, Registry};
use strum::IntoEnumIterator;

use super::walk::VisitedField;
use crate::{
    account::Role,
    graphql::{permissions::is_open, sign_ins::is_sign_in},
    principal::Principal,
};

/// Those who may have every field of an operation.
#[derive(Debug)]
pub(in crate::graphql) struct AuthorizedRoles(Vec<Option<Role>>);

impl AuthorizedRoles {
    /// Whoever may have each field of each type that it may be a field of.
    pub(super) fn of(registry: &Registry, fields: &[VisitedField<'_>]) -> Self {
        // Who signs in is known only when it has happened.
        if fields.iter().any(|seen| seen.parent == "Mutation" && is_sign_in(seen.name)) {
            return Self(Vec::new());
        }
        let is_invited = |role: &Option<Role>| {
            fields.iter().all(|seen| {
                let mut objects = objects(registry, seen.parent);
                objects.all(|object| is_open(*role, object, seen.name))
            })
        };
        let everybody = Role::iter().map(Some).chain([None]);
        Self(everybody.filter(is_invited).collect())
    }

    pub(in crate::graphql) fn contains(&self, principal: Principal) -> bool {
        self.0.contains(&principal.role())
    }
}

/// The types of objects that a type stands for.
pub(super) fn objects<'a>(registry: &'a Registry, name: &'a str) -> impl Iterator<Item = &'a str> {
    let possible = match registry.types.get(name) {
        Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
            Some(possible_types)
        }
        _ => None,
    };
    let itself = possible.is_none().then_some(name);
    possible.into_iter().flatten().map(String::as_str).chain(itself)
}
