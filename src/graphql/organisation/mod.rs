//! Organisations, as the API shows them.

mod inputs;
mod mutation;
mod object;
mod query;

pub(super) use inputs::OrganisationKind;
pub(super) use mutation::OrganisationMutation;
pub(super) use object::Organisation;
pub(super) use query::OrganisationQuery;
