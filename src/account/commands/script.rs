//! Tokens for scripts, which operators make at the command line.

use scoped_futures::ScopedFutureExt;

use crate::{
    account::{
        commands::{access, may_sign_in},
        store::{
            sessions::{self, Session},
            users,
        },
        tokens::{AccessToken, LONGEST_LIFE, Tokens},
    },
    context::AppContext,
    error::Failure,
};

/// Why there is no token for an account. Only an operator is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoToken {
    Unknown,
    Inactive,
    /// It is a demo's, and the keys are not.
    OfDemo,
}

/// An access token of an active user, with a session of its own that cannot be refreshed.
pub async fn token_for(
    app: &AppContext,
    tokens: &Tokens,
    email: &str,
) -> Result<Result<AccessToken, NoToken>, Failure> {
    app.database
        .transaction(move |connection| {
            async move {
                let Some((user, _)) = users::find_by_email(connection, email).await? else {
                    return Ok(Err(NoToken::Unknown));
                };
                let Some((user, _)) = users::hold(connection, user.id).await? else {
                    return Ok(Err(NoToken::Unknown));
                };
                if !may_sign_in(&user, tokens) {
                    return Ok(Err(if user.is_active { NoToken::OfDemo } else { NoToken::Inactive }));
                }
                let now = app.clock.now();
                let session = Session::new(user.id, now, now + LONGEST_LIFE);
                sessions::begin(connection, &session).await?;
                Ok(Ok(access(tokens, &user, &session, now)))
            }
            .scope_boxed()
        })
        .await
}
