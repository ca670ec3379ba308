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
    error::Failure,
    panda::Panda,
};

/// An access token of an active user, with a session of its own that cannot be refreshed; nothing, if there is no such user.
pub async fn token_for(panda: &Panda, tokens: &Tokens, email: &str) -> Result<Option<AccessToken>, Failure> {
    panda
        .database
        .transaction(move |connection| {
            async move {
                let Some((user, _)) = users::find_by_email(connection, email).await? else { return Ok(None) };
                let held = users::hold(connection, user.id).await?;
                let Some((user, _)) = held.filter(|(user, _)| may_sign_in(user, tokens)) else {
                    return Ok(None);
                };
                let now = panda.clock.now();
                let session = Session::new(user.id, now, now + LONGEST_LIFE);
                sessions::begin(connection, &session).await?;
                Ok(Some(access(tokens, &user, &session, now)))
            }
            .scope_boxed()
        })
        .await
}
