//! The API surface: how clients see the features.
//!
//! The GraphQL types refer to each other in cycles (patient, appointments, patient); the features underneath
//! do not. A resolver calls the features and converts their results. Business rules live in the features.

mod account;
mod allowed;
mod amendment;
mod answer_size;
mod appointment;
mod authorized_roles;
mod catalogue;
mod clinician;
mod connection;
mod cursor;
mod department;
mod entity;
mod execute;
mod failure;
mod filters;
mod heavy_work;
mod id;
mod idempotency;
mod list_lengths;
mod loaders;
mod node;
mod operation_policy;
mod organisation;
mod page;
mod patient;
pub mod permissions;
mod request;
mod response;
mod scalars;
mod schema;
mod schema_policy;
mod sign_ins;
mod statistics;
mod wrapping;

use async_graphql::MergedObject;
use graphql_strict::PlanOutput;

pub use allowed::{AllowedOperations, NotAList};
pub use execute::execute;
pub use failure::{ErrorAnswer, NotRun, present};
pub use graphql_strict::{DocumentLimits, parse};
pub use id::GlobalId;
pub use operation_policy::{CostLimits, Introspection, OperationPolicy};
pub use request::RequestContext;
pub use response::Response;
pub use schema::{Schema, sdl};

entity::entities! {
    // object of the API            identifier      letter  loader
    patient::Patient,               PatientId,      b'p',   patients;
    clinician::Clinician,           ClinicianId,    b'c',   clinicians;
    department::Department,         DepartmentId,   b'd',   departments;
    organisation::Organisation,     OrganisationId, b'o',   organisations;
    appointment::Appointment,       AppointmentId,  b'a',   appointments;
    account::User,                  UserId,         b'u',   users;
}

/// All read operations.
#[derive(MergedObject, Default, PlanOutput)]
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

/// All write operations. The mutations of one request run one after the other.
#[derive(MergedObject, Default, PlanOutput)]
pub struct Mutation(
    patient::PatientMutation,
    appointment::AppointmentMutation,
    clinician::ClinicianMutation,
    department::DepartmentMutation,
    organisation::OrganisationMutation,
    account::SessionMutation,
    account::AccountMutation,
);
