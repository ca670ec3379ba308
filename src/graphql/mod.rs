//! The API surface: how the features look to those who query them.
//!
//! The types point at each other in circles (patient, appointments, patient); the features underneath do not. A
//! resolver asks the features and shapes their answer; rules live further down.

mod account;
mod allowed;
mod amendment;
mod answer_size;
mod appointment;
mod catalogue;
mod clinician;
mod connection;
mod cursor;
mod department;
mod document;
mod execute;
mod failure;
mod filters;
mod heavy_work;
mod id;
mod idempotency;
mod inline_resolved;
mod introspection;
mod loaders;
mod node;
mod null_propagation;
mod operation_policy;
mod organisation;
mod page;
mod patient;
mod permission_extension;
pub mod permissions;
mod request;
mod response_shape;
mod scalars;
mod schema;
mod sign_ins;
mod statistics;
mod wrapping;

use async_graphql::MergedObject;

pub use allowed::{AllowedOperations, NotAList};
pub use document::parse;
pub use execute::execute;
pub use failure::{ErrorAnswer, NotRun, present};
pub use id::GlobalId;
pub use operation_policy::{DocumentLimits, Introspection, OperationPolicy};
pub use request::RequestContext;
pub use schema::{Schema, sdl};

/// Everything that can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQuery,
    patient::PatientQuery,
    clinician::ClinicianQuery,
    department::DepartmentQuery,
    organisation::OrganisationQuery,
    appointment::AppointmentQuery,
    statistics::StatisticsQuery,
    account::AccountQuery,
    catalogue::CatalogueQuery,
);

/// Everything that can be done. The mutations of one request run one after the other.
#[derive(MergedObject, Default)]
pub struct Mutation(
    patient::PatientMutation,
    appointment::AppointmentMutation,
    clinician::ClinicianMutation,
    department::DepartmentMutation,
    organisation::OrganisationMutation,
    account::SessionMutation,
    account::AccountMutation,
);
