//! Looking after accounts.

use async_graphql::{Context, Object, SimpleObject};

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

/// The outcome of an addition.
#[derive(SimpleObject)]
pub(super) struct AddUserPayload {
    /// The new user.
    user: User,
}

/// The outcome of an amendment.
#[derive(SimpleObject)]
pub(super) struct AmendUserPayload {
    /// The user as the account is now.
    user: User,
}

/// The outcome of a change of one's own account.
#[derive(SimpleObject)]
pub(super) struct AmendViewerPayload {
    /// The user as the account is now.
    user: User,
}

/// The outcome of a deactivation.
#[derive(SimpleObject)]
pub(super) struct DeactivateUserPayload {
    /// The user as the account is now.
    user: User,
}

#[derive(Default)]
pub(in crate::graphql) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Adds an account.
    async fn add_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded.")] input: AddUserInput,
    ) -> Result<Option<AddUserPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let addition = input.addition(request.locale);
        let added = account::add(&request.app, &request.accounts.hasher, addition, key);
        Ok(Some(AddUserPayload { user: request.command(added).await?.into() }))
    }

    /// Changes an account. With another role, record or password, the user has to sign in anew. The last active administrator stays one.
    async fn amend_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: AmendUserInput,
    ) -> Result<Option<AmendUserPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let amended = account::amend(&request.app, &request.accounts.hasher, id, version, input.into(), key);
        Ok(Some(AmendUserPayload { user: request.command(amended).await?.into() }))
    }

    /// Changes one's own display name and language. Every user may do so, and no session ends. Administrators change the rest by `amendUser`, and users their passwords by `changePassword`.
    async fn amend_viewer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: AmendViewerInput,
    ) -> Result<Option<AmendViewerPayload>, Failure> {
        let (request, version) = (request(ctx), input.expected_version);
        let id = own_id(request)?;
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let amended = account::amend_own(&request.app, id, version, input.into(), key);
        Ok(Some(AmendViewerPayload { user: request.command(amended).await?.into() }))
    }

    /// Sees to it that a user can no longer sign in. Whoever is signed in by the account is out within a second. The last active administrator cannot be deactivated.
    async fn deactivate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who can no longer sign in.")] input: DeactivateUserInput,
    ) -> Result<Option<DeactivateUserPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let out = account::deactivate(&request.app, id, input.expected_version, key);
        Ok(Some(DeactivateUserPayload { user: request.command(out).await?.into() }))
    }
}
