//! The mutations of organisations.

use async_graphql::{Context, ID, SimpleObject};
use graphql_strict::{PlanOutput, planned};

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

/// The result of `addOrganisation`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AddOrganisationPayload {
    /// The new organisation.
    organisation: Organisation,
}

/// The result of `amendOrganisation`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendOrganisationPayload {
    /// The organisation after the change.
    organisation: Organisation,
}

/// The result of `removeOrganisation`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct RemoveOrganisationPayload {
    /// The identifier that the organisation had.
    removed_id: ID,
}

#[derive(Default)]
pub(in crate::graphql) struct OrganisationMutation;

#[planned]
impl OrganisationMutation {
    /// Records a new organisation.
    async fn add_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new record.")] input: AddOrganisationInput,
    ) -> Result<Option<AddOrganisationPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let organisation = request.command(organisation::add(&request.app, input.into(), key)).await?;
        Ok(Some(AddOrganisationPayload { organisation: organisation.into() }))
    }

    /// Changes an organisation.
    async fn amend_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendOrganisationInput,
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
        #[graphql(desc = "The record to remove.")] input: RemoveOrganisationInput,
    ) -> Result<Option<RemoveOrganisationPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let removed =
            request.command(organisation::remove(&request.app, id, input.expected_version, key)).await?;
        Ok(Some(RemoveOrganisationPayload { removed_id: removed.to_global() }))
    }
}
