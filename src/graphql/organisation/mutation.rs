//! Changing organisations.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::{
    Organisation,
    inputs::{AddOrganisationInput, AmendOrganisationInput, RemoveOrganisationInput},
};
use crate::{
    error::Failure,
    graphql::{
        id::{GlobalId, subject},
        request::request,
    },
    organisation,
};

/// The outcome of an addition.
#[derive(SimpleObject)]
pub(super) struct AddOrganisationPayload {
    /// The new organisation.
    organisation: Organisation,
}

/// The outcome of an amendment.
#[derive(SimpleObject)]
pub(super) struct AmendOrganisationPayload {
    /// The organisation as the record is now.
    organisation: Organisation,
}

/// The outcome of a removal.
#[derive(SimpleObject)]
pub(super) struct RemoveOrganisationPayload {
    /// The identifier that the organisation had.
    removed_id: ID,
}

#[derive(Default)]
pub(in crate::graphql) struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Records a new organisation.
    async fn add_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded.")] input: AddOrganisationInput,
    ) -> Result<Option<AddOrganisationPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let organisation = request.command(organisation::add(&request.app, input.into(), key)).await?;
        Ok(Some(AddOrganisationPayload { organisation: organisation.into() }))
    }

    /// Changes what is known of an organisation.
    async fn amend_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: AmendOrganisationInput,
    ) -> Result<Option<AmendOrganisationPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let organisation =
            request.command(organisation::amend(&request.app, id, version, input.into(), key)).await?;
        Ok(Some(AmendOrganisationPayload { organisation: organisation.into() }))
    }

    /// Removes an organisation that no post and no appointment refers to.
    async fn remove_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is removed.")] input: RemoveOrganisationInput,
    ) -> Result<Option<RemoveOrganisationPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let removed =
            request.command(organisation::remove(&request.app, id, input.expected_version, key)).await?;
        Ok(Some(RemoveOrganisationPayload { removed_id: removed.to_global() }))
    }
}
