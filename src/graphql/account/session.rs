//! Signing in and out, and signing up.

use async_graphql::{Context, Object, SimpleObject};
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

/// Declares the payload of a mutation after which somebody is signed in.
macro_rules! sign_in_payload {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(super) struct $name {
            /// Goes into the header of each request: `Authorization: Bearer …`.
            access_token: String,
            /// From when on the access token is no longer good: `refresh` gives another.
            access_token_expires_at: DateTimeText,
            /// Gives the next access token, once. Keep it where no other program can read it.
            refresh_token: String,
            /// Who is signed in.
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
    /// The outcome of a login: a new session.
    LoginPayload
);

sign_in_payload!(
    /// The outcome of a refresh: the session goes on.
    RefreshPayload
);

sign_in_payload!(
    /// The outcome of a new password: a new session, and no other.
    ChangePasswordPayload
);

/// The outcome of a logout.
#[derive(SimpleObject)]
pub(super) struct LogoutPayload {
    /// How many sessions have ended by it: none, if the session had ended before.
    ended_sessions: usize,
}

/// The outcome of a logout everywhere.
#[derive(SimpleObject)]
pub(super) struct LogoutEverywherePayload {
    /// How many sessions have ended by it.
    ended_sessions: usize,
}

/// The outcome of signing up.
#[derive(SimpleObject)]
pub(super) struct RegisterAccountPayload {
    /// The new user, who can now sign in.
    user: User,
}

#[derive(Default)]
pub(in crate::graphql) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs in. Whether it is the address or the password that is wrong, nobody is told; and who tries too often has to wait.
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what somebody signs in.")] input: LoginInput,
    ) -> Result<Option<LoginPayload>, Failure> {
        let request = request(ctx);
        let session = account::login(&request.app, &request.accounts, input.into(), request.address);
        Ok(Some(signed_in(ctx, request.command(session).await?)))
    }

    /// Goes on with a session: gives a new access token, and a new refresh token in place of the one that is sent. Keep a refresh token until the next one has arrived: for ten seconds (a setting), each further use answers the same next token. A later use ends the session, because somebody else may have the token. Only the code `ACCOUNT_REFRESH_TOKEN_INVALID` means that a session has ended.
    async fn refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what the session goes on.")] input: RefreshInput,
    ) -> Result<Option<RefreshPayload>, Failure> {
        let request = request(ctx);
        let session = account::refresh(&request.app, &request.accounts, input.into());
        Ok(Some(signed_in(ctx, request.command(session).await?)))
    }

    /// Ends a session: its refresh tokens are worthless at once, and its access tokens within a second.
    async fn logout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session ends.")] input: LogoutInput,
    ) -> Result<Option<LogoutPayload>, Failure> {
        let request = request(ctx);
        let ended_sessions = request.command(account::logout(&request.app, input.into())).await?;
        Ok(Some(LogoutPayload { ended_sessions }))
    }

    /// Ends all sessions of a user, this one too.
    async fn logout_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose sessions end; one's own, when absent.")] input: Option<LogoutEverywhereInput>,
    ) -> Result<Option<LogoutEverywherePayload>, Failure> {
        let request = request(ctx);
        let user =
            whose_sessions(request, input.unwrap_or_default()).map_err(|failure| failure.under("input"))?;
        let ended_sessions = request.command(account::logout_everywhere(&request.app, user)).await?;
        Ok(Some(LogoutEverywherePayload { ended_sessions }))
    }

    /// Changes one's own password, ends all sessions, and begins a new one.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password as it is and as it will be.")] input: ChangePasswordInput,
    ) -> Result<Option<ChangePasswordPayload>, Failure> {
        let request = request(ctx);
        let id = own_id(request)?;
        let session =
            account::change_password(&request.app, &request.accounts, id, input.into(), request.address);
        Ok(Some(signed_in(ctx, request.command(session).await?)))
    }

    /// Opens an account for a patient who knows NHS number, day of birth and postcode of their record. Which of them is wrong, or that there is an account already, nobody is told.
    async fn register_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the patient says.")] input: RegisterAccountInput,
    ) -> Result<Option<RegisterAccountPayload>, Failure> {
        let request = request(ctx);
        let sign_up = input.sign_up(request.locale);
        let user = account::register(&request.app, &request.accounts, sign_up, request.address);
        let user = request.command(user).await?;
        request.sign_ins.add(ctx, &user);
        Ok(Some(RegisterAccountPayload { user: user.into() }))
    }
}

/// The payload of a new or renewed session, which is resolved with the rights of its user.
fn signed_in<T: From<IssuedTokens>>(ctx: &Context<'_>, sign_in: IssuedTokens) -> T {
    request(ctx).sign_ins.add(ctx, &sign_in.user);
    sign_in.into()
}

/// The user who asks.
pub(super) fn own_id(request: &RequestContext) -> Result<UserId, Failure> {
    let signed_in = request.principal.signed_in();
    signed_in.map(|signed_in| signed_in.user).ok_or_else(|| Failure::refuse(GeneralError::Unauthenticated))
}

/// Whose sessions are meant. Of others than oneself, only administrators learn whether they exist.
fn whose_sessions(request: &RequestContext, input: LogoutEverywhereInput) -> Result<UserId, Failure> {
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
