//! The roles that have permission for a whole operation, so that its fields need no individual permission
//! checks.

use async_graphql::registry::Registry;
use graphql_strict::{VisitedField, possible_objects};
use strum::IntoEnumIterator;

use crate::{
    account::{Principal, Role},
    graphql::{permissions::is_open, sign_ins::is_sign_in},
};

/// The roles that have permission for every field of an operation. `None` is the anonymous caller.
#[derive(Debug)]
pub(super) struct AuthorizedRoles(Vec<Option<Role>>);

impl AuthorizedRoles {
    /// The roles with permission for each field, on every object type that the field may belong to.
    pub(super) fn of(registry: &Registry, fields: &[VisitedField<'_>]) -> Self {
        // The user of a sign-in is unknown until the mutation has run, so no role is authorised in advance.
        if fields.iter().any(|field| field.parent == "Mutation" && is_sign_in(field.name)) {
            return Self(Vec::new());
        }
        let is_authorized = |role: &Option<Role>| {
            fields.iter().all(|field| {
                let mut objects = possible_objects(registry, field.parent);
                objects.all(|object| is_open(*role, object, field.name))
            })
        };
        let all_roles = Role::iter().map(Some).chain([None]);
        Self(all_roles.filter(is_authorized).collect())
    }

    pub(super) fn contains(&self, principal: Principal) -> bool {
        self.0.contains(&principal.role())
    }
}
