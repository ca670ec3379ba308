//! Signing out.

use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use crate::{
    account::{
        UserId,
        refresh_token::RefreshToken,
        store::{sessions, users},
    },
    error::{Failure, GeneralError},
    panda::AppContext,
};

/// Ends the session of a refresh token, and tells how many that were: none, when it had ended before or is not known.
pub async fn logout(panda: &AppContext, raw: SecretString) -> Result<usize, Failure> {
    let Some(token) = &RefreshToken::parse(&raw) else { return Ok(0) };
    panda
        .database
        .transaction(move |connection| {
            async move {
                let found = sessions::lock_by_token(connection, &token.hash()).await?;
                let Some((session, _)) = found else { return Ok(0) };
                let now = panda.clock.now();
                let was_open = sessions::end(connection, session.id, now).await? && session.expires_at > now;
                Ok(usize::from(was_open))
            }
            .scope_boxed()
        })
        .await
}

/// Ends every session of a user, and tells how many that were.
pub async fn logout_everywhere(panda: &AppContext, user: UserId) -> Result<usize, Failure> {
    panda
        .database
        .transaction(move |connection| {
            async move {
                let not_found = || Failure::refuse_field("userId", GeneralError::NotFound);
                // Nobody begins another meanwhile.
                users::lock(connection, user).await?.ok_or_else(not_found)?;
                Ok(sessions::end_all(connection, user, panda.clock.now()).await?)
            }
            .scope_boxed()
        })
        .await
}
