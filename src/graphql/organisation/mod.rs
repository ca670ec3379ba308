//! The GraphQL types and root fields of organisations.

mod inputs;
mod mutation;
mod object;
mod query;

pub(super) use inputs::OrganisationKind;
pub(super) use mutation::OrganisationMutation;
pub(super) use object::Organisation;
pub(super) use query::OrganisationQuery;
