//! The mutations of sessions: login, refresh, logout and registration.

use async_graphql::{Context, SimpleObject};
use graphql_strict::{PlanOutput, planned};
use secrecy::ExposeSecret;

use super::{
    User,
    inputs::{
        ChangePasswordInput, LoginInput, LogoutEverywhereInput, LogoutInput, RefreshInput,
        RegisterAccountInput,
    },
};
use crate::{
    account::{self, IssuedTokens, Role, UserId},
    error::{Failure, GeneralError},
    graphql::{
        id::GlobalId,
        request::{RequestContext, request},
        scalars::DateTimeText,
    },
};

/// Declares the payload of a mutation that signs a user in.
macro_rules! sign_in_payload {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(SimpleObject, PlanOutput)]
        pub(super) struct $name {
            /// The access token, for the header of each request: `Authorization: Bearer …`.
            access_token: String,
            /// When the access token expires. Call `refresh` for another one.
            access_token_expires_at: DateTimeText,
            /// The refresh token, which renews the session once. Store it where no other program can read it.
            refresh_token: String,
            /// The signed-in user.
            user: User,
        }

        impl From<IssuedTokens> for $name {
            fn from(sign_in: IssuedTokens) -> Self {
                Self {
                    access_token: sign_in.access.token.expose_secret().to_owned(),
                    access_token_expires_at: sign_in.access.expires_at.into(),
                    refresh_token: sign_in.refresh_token.expose_secret().to_owned(),
                    user: sign_in.user.into(),
                }
            }
        }
    };
}

sign_in_payload!(
    /// The result of `login`: a new session.
    LoginPayload
);

sign_in_payload!(
    /// The result of `refresh`: new tokens of the same session.
    RefreshPayload
);

sign_in_payload!(
    /// The result of `changePassword`: a new session. All earlier sessions have ended.
    ChangePasswordPayload
);

/// The result of `logout`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct LogoutPayload {
    /// The number of sessions that ended: zero if the session had ended before.
    ended_sessions: usize,
}

/// The result of `logoutEverywhere`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct LogoutEverywherePayload {
    /// The number of sessions that ended.
    ended_sessions: usize,
}

/// The result of `registerAccount`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct RegisterAccountPayload {
    /// The new user, who can now sign in.
    user: User,
}

#[derive(Default)]
pub(in crate::graphql) struct SessionMutation;

#[planned]
impl SessionMutation {
    /// Signs in. The error does not reveal whether the e-mail address or the password is wrong. Too many attempts return `RATE_LIMITED`.
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The credentials.")] input: LoginInput,
    ) -> Result<Option<LoginPayload>, Failure> {
        let request = request(ctx);
        let session = account::login(&request.app, &request.accounts, input.into(), request.address);
        Ok(Some(signed_in(ctx, request.command(session).await?)))
    }

    /// Renews a session: returns a new access token, and a new refresh token that replaces the sent one. Keep a refresh token until the next one has arrived. For ten seconds (a setting), each further use of the old token returns the same next token. A later use ends the session, because the token may have been stolen. Only the code `ACCOUNT_REFRESH_TOKEN_INVALID` means that a session has ended.
    async fn refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: RefreshInput,
    ) -> Result<Option<RefreshPayload>, Failure> {
        let request = request(ctx);
        let session = account::refresh(&request.app, &request.accounts, input.into());
        Ok(Some(signed_in(ctx, request.command(session).await?)))
    }

    /// Ends a session. Its refresh tokens become invalid immediately, and its access tokens within one second.
    async fn logout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session to end.")] input: LogoutInput,
    ) -> Result<Option<LogoutPayload>, Failure> {
        let request = request(ctx);
        let ended_sessions = request.command(account::logout(&request.app, input.into())).await?;
        Ok(Some(LogoutPayload { ended_sessions }))
    }

    /// Ends all sessions of a user. If the user is the caller, this includes the current session.
    async fn logout_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user whose sessions end; by default, the caller.")] input: Option<
            LogoutEverywhereInput,
        >,
    ) -> Result<Option<LogoutEverywherePayload>, Failure> {
        let request = request(ctx);
        let user =
            session_owner(request, input.unwrap_or_default()).map_err(|failure| failure.under("input"))?;
        let ended_sessions = request.command(account::logout_everywhere(&request.app, user)).await?;
        Ok(Some(LogoutEverywherePayload { ended_sessions }))
    }

    /// Changes the caller's own password, ends all sessions, and starts a new one.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The current and the new password.")] input: ChangePasswordInput,
    ) -> Result<Option<ChangePasswordPayload>, Failure> {
        let request = request(ctx);
        let id = own_id(request)?;
        let session =
            account::change_password(&request.app, &request.accounts, id, input.into(), request.address);
        Ok(Some(signed_in(ctx, request.command(session).await?)))
    }

    /// Opens an account for a patient who knows the NHS number, date of birth and postcode of their record. The error does not reveal which of them is wrong, or whether an account exists already.
    async fn register_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The details of the patient.")] input: RegisterAccountInput,
    ) -> Result<Option<RegisterAccountPayload>, Failure> {
        let request = request(ctx);
        let sign_up = input.sign_up(request.locale);
        let user = account::register(&request.app, &request.accounts, sign_up, request.address);
        let user = request.command(user).await?;
        request.sign_ins.add(ctx, &user);
        Ok(Some(RegisterAccountPayload { user: user.into() }))
    }
}

/// The payload of a new or renewed session. It is resolved with the permissions of its user.
fn signed_in<T: From<IssuedTokens>>(ctx: &Context<'_>, sign_in: IssuedTokens) -> T {
    request(ctx).sign_ins.add(ctx, &sign_in.user);
    sign_in.into()
}

/// The identifier of the signed-in caller.
pub(super) fn own_id(request: &RequestContext) -> Result<UserId, Failure> {
    let signed_in = request.principal.signed_in();
    signed_in.map(|signed_in| signed_in.user).ok_or_else(|| Failure::refuse(GeneralError::Unauthenticated))
}

/// The user whose sessions end. Only administrators can learn whether another user exists.
fn session_owner(request: &RequestContext, input: LogoutEverywhereInput) -> Result<UserId, Failure> {
    let own = own_id(request)?;
    let Some(id) = input.user_id else { return Ok(own) };
    match UserId::from_global(&id) {
        Some(user) if user == own => Ok(own),
        _ if request.principal.role() != Some(Role::Admin) => {
            Err(Failure::refuse_field("userId", GeneralError::Forbidden))
        }
        Some(user) => Ok(user),
        None => Err(Failure::refuse_field("userId", GeneralError::NotFound)),
    }
}
