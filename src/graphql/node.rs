//! Relay's global object identification: `node` and `nodes`.

use async_graphql::{Context, ID, Interface};
use futures_util::future::join_all;
use graphql_strict::{PlanOutput, planned};

use super::{
    account::User,
    appointment::Appointment,
    clinician::Clinician,
    department::Department,
    id::{GlobalId, split},
    organisation::Organisation,
    patient::Patient,
    request::{RequestContext, request},
};
use crate::{
    account::UserId,
    appointment::AppointmentId,
    clinician::ClinicianId,
    department::DepartmentId,
    error::{Failure, GeneralError},
    organisation::OrganisationId,
    patient::PatientId,
};

/// An object with a global identifier.
#[derive(Interface, PlanOutput)]
#[graphql(field(name = "id", ty = "ID", desc = "The global identifier of the object. Opaque."))]
pub(super) enum Node {
    Patient(Patient),
    Clinician(Clinician),
    Department(Department),
    Organisation(Organisation),
    Appointment(Appointment),
    User(User),
}

/// The maximum number of objects that one call of `nodes` fetches.
const MAXIMUM_NODES: usize = 100;

#[derive(Default)]
pub(super) struct NodeQuery;

#[planned]
impl NodeQuery {
    /// The object with this identifier. Null if it does not exist or its record cannot be read.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An identifier from an earlier response.")] id: ID,
    ) -> Result<Option<Node>, Failure> {
        find(request(ctx), &id).await
    }

    /// The objects with these identifiers, in the same order. Null for each that does not exist or whose record cannot be read. At most 100 per call.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifiers from earlier responses.")] ids: Vec<ID>,
    ) -> Result<Option<Vec<Option<Result<Node, Failure>>>>, Failure> {
        if ids.len() > MAXIMUM_NODES {
            let maximum = u32::try_from(MAXIMUM_NODES).unwrap_or(u32::MAX);
            return Err(Failure::refuse_field("ids", GeneralError::PageSizeOutOfRange { maximum }));
        }
        let found = join_all(ids.iter().map(|id| find(request(ctx), id))).await;
        Ok(Some(found.into_iter().map(Result::transpose).collect()))
    }
}

async fn find(request: &RequestContext, id: &ID) -> Result<Option<Node>, Failure> {
    let loaders = &request.loaders;
    let Some((kind, uuid)) = split(id) else { return Ok(None) };
    Ok(match kind {
        PatientId::KIND => {
            loaders.patients.record(PatientId(uuid)).await?.map(|found| Node::Patient(found.into()))
        }
        ClinicianId::KIND => {
            loaders.clinicians.load(ClinicianId(uuid)).await?.map(|found| Node::Clinician(found.into()))
        }
        DepartmentId::KIND => {
            loaders.departments.load(DepartmentId(uuid)).await?.map(|found| Node::Department(found.into()))
        }
        OrganisationId::KIND => loaders
            .organisations
            .load(OrganisationId(uuid))
            .await?
            .map(|found| Node::Organisation(found.into())),
        AppointmentId::KIND => loaders
            .appointments
            .record(AppointmentId(uuid))
            .await?
            .map(|found| Node::Appointment(found.into())),
        // Only administrators see users other than themselves.
        UserId::KIND if request.principal.may_see(UserId(uuid)) => {
            loaders.users.record(UserId(uuid)).await?.map(|found| Node::User(found.into()))
        }
        _ => None,
    })
}
