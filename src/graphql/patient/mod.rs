//! The GraphQL types and root fields of patients.

mod inputs;
mod mutation;
mod object;
mod query;

pub(super) use inputs::PatientBy;
pub(super) use mutation::PatientMutation;
pub(super) use object::Patient;
pub(super) use query::PatientQuery;
