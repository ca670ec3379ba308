//! Changing clinicians.

use async_graphql::{Context, ID, Object, SimpleObject};

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

/// The outcome of an addition.
#[derive(SimpleObject)]
pub(super) struct AddClinicianPayload {
    /// The new clinician.
    clinician: Clinician,
}

/// The outcome of an amendment.
#[derive(SimpleObject)]
pub(super) struct AmendClinicianPayload {
    /// The clinician as the record is now.
    clinician: Clinician,
}

/// The outcome of a removal.
#[derive(SimpleObject)]
pub(super) struct RemoveClinicianPayload {
    /// The identifier that the clinician had.
    removed_id: ID,
}

#[derive(Default)]
pub(in crate::graphql) struct ClinicianMutation;

#[Object]
impl ClinicianMutation {
    /// Records a new clinician.
    async fn add_clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded.")] input: AddClinicianInput,
    ) -> Result<Option<AddClinicianPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let clinician = request.command(clinician::add(&request.app, input.into(), key)).await?;
        Ok(Some(AddClinicianPayload { clinician: clinician.into() }))
    }

    /// Changes what is known of a clinician. The department of appointments already booked stays what it was.
    async fn amend_clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: AmendClinicianInput,
    ) -> Result<Option<AmendClinicianPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let clinician =
            request.command(clinician::amend(&request.app, id, version, input.into(), key)).await?;
        Ok(Some(AmendClinicianPayload { clinician: clinician.into() }))
    }

    /// Removes a clinician who has no appointment on record, past and cancelled ones included, and all posts.
    async fn remove_clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is removed.")] input: RemoveClinicianInput,
    ) -> Result<Option<RemoveClinicianPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let removed =
            request.command(clinician::remove(&request.app, id, input.expected_version, key)).await?;
        Ok(Some(RemoveClinicianPayload { removed_id: removed.to_global() }))
    }
}
