//! The mutations of clinicians.

use async_graphql::{Context, ID, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use super::{
    Clinician,
    inputs::{AddClinicianInput, AmendClinicianInput, RemoveClinicianInput},
};
use crate::{
    clinician,
    error::Failure,
    graphql::{
        id::{GlobalId, subject},
        request::request,
    },
};

/// The result of `addClinician`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AddClinicianPayload {
    /// The new clinician.
    clinician: Clinician,
}

/// The result of `amendClinician`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendClinicianPayload {
    /// The clinician after the change.
    clinician: Clinician,
}

/// The result of `removeClinician`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct RemoveClinicianPayload {
    /// The identifier that the clinician had.
    removed_id: ID,
}

#[derive(Default)]
pub(in crate::graphql) struct ClinicianMutation;

#[planned]
impl ClinicianMutation {
    /// Records a new clinician.
    async fn add_clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new record.")] input: AddClinicianInput,
    ) -> Result<Option<AddClinicianPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let clinician = request.command(clinician::add(&request.app, input.into(), key)).await?;
        Ok(Some(AddClinicianPayload { clinician: clinician.into() }))
    }

    /// Changes a clinician. Existing appointments keep their department.
    async fn amend_clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendClinicianInput,
    ) -> Result<Option<AmendClinicianPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let clinician =
            request.command(clinician::amend(&request.app, id, version, input.into(), key)).await?;
        Ok(Some(AmendClinicianPayload { clinician: clinician.into() }))
    }

    /// Removes a clinician and all of their posts. The clinician must have no appointment on record, past and cancelled ones included.
    async fn remove_clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record to remove.")] input: RemoveClinicianInput,
    ) -> Result<Option<RemoveClinicianPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let removed =
            request.command(clinician::remove(&request.app, id, input.expected_version, key)).await?;
        Ok(Some(RemoveClinicianPayload { removed_id: removed.to_global() }))
    }
}
