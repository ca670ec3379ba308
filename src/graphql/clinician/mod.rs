//! The GraphQL types and root fields of clinicians.

mod inputs;
mod list;
mod mutation;
mod object;
mod post;
mod query;

pub(super) use inputs::{ClinicianFilter, ClinicianOrder};
pub(super) use list::clinicians_of;
pub(super) use mutation::ClinicianMutation;
pub(super) use object::Clinician;
pub(super) use post::ClinicianPost;
pub(super) use query::ClinicianQuery;
