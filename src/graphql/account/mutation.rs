//! The mutations of accounts.

use async_graphql::{Context, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use super::{
    User,
    inputs::{AddUserInput, AmendUserInput, AmendViewerInput, DeactivateUserInput},
    session::own_id,
};
use crate::{
    account,
    error::Failure,
    graphql::{id::subject, request::request},
};

/// The result of `addUser`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AddUserPayload {
    /// The new user.
    user: User,
}

/// The result of `amendUser`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendUserPayload {
    /// The user after the change.
    user: User,
}

/// The result of `amendViewer`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendViewerPayload {
    /// The user after the change.
    user: User,
}

/// The result of `deactivateUser`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct DeactivateUserPayload {
    /// The user after the change.
    user: User,
}

#[derive(Default)]
pub(in crate::graphql) struct AccountMutation;

#[planned]
impl AccountMutation {
    /// Adds an account.
    async fn add_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new record.")] input: AddUserInput,
    ) -> Result<Option<AddUserPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let addition = input.addition(request.locale);
        let added = account::add(&request.app, &request.accounts.hasher, addition, key);
        Ok(Some(AddUserPayload { user: request.command(added).await?.into() }))
    }

    /// Changes an account. A new role, record or password ends all sessions of the user. The last active administrator must remain an active administrator.
    async fn amend_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendUserInput,
    ) -> Result<Option<AmendUserPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let amended = account::amend(&request.app, &request.accounts.hasher, id, version, input.into(), key);
        Ok(Some(AmendUserPayload { user: request.command(amended).await?.into() }))
    }

    /// Changes the caller's own display name and language. Every user may do so, and no session ends. Administrators change other fields with `amendUser`, and users change their passwords with `changePassword`.
    async fn amend_viewer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendViewerInput,
    ) -> Result<Option<AmendViewerPayload>, Failure> {
        let (request, version) = (request(ctx), input.expected_version);
        let id = own_id(request)?;
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let amended = account::amend_own(&request.app, id, version, input.into(), key);
        Ok(Some(AmendViewerPayload { user: request.command(amended).await?.into() }))
    }

    /// Deactivates a user, who can no longer sign in. All sessions of the user end within one second. The last active administrator cannot be deactivated.
    async fn deactivate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user to deactivate.")] input: DeactivateUserInput,
    ) -> Result<Option<DeactivateUserPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let deactivated = account::deactivate(&request.app, id, input.expected_version, key);
        Ok(Some(DeactivateUserPayload { user: request.command(deactivated).await?.into() }))
    }
}
