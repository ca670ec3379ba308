//! To whom an operation is open as a whole, so that nothing has to be asked for each field of it.

use async_graphql::registry::Registry;
use graphql_strict::{VisitedField, possible_objects};
use strum::IntoEnumIterator;

use crate::{
    account::{Principal, Role},
    graphql::{permissions::is_open, sign_ins::is_sign_in},
};

/// Those who may have every field of an operation.
#[derive(Debug)]
pub(super) struct AuthorizedRoles(Vec<Option<Role>>);

impl AuthorizedRoles {
    /// Whoever may have each field of each type that it may be a field of.
    pub(super) fn of(registry: &Registry, fields: &[VisitedField<'_>]) -> Self {
        // Who signs in is known only when it has happened.
        if fields.iter().any(|field| field.parent == "Mutation" && is_sign_in(field.name)) {
            return Self(Vec::new());
        }
        let is_invited = |role: &Option<Role>| {
            fields.iter().all(|field| {
                let mut objects = possible_objects(registry, field.parent);
                objects.all(|object| is_open(*role, object, field.name))
            })
        };
        let everybody = Role::iter().map(Some).chain([None]);
        Self(everybody.filter(is_invited).collect())
    }

    pub(super) fn contains(&self, principal: Principal) -> bool {
        self.0.contains(&principal.role())
    }
}
