//! Signing out.

use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use crate::{
    account::{
        UserId,
        refresh_token::RefreshToken,
        store::{sessions, users},
    },
    context::AppContext,
    error::{Failure, GeneralError},
};

/// Ends the session of a refresh token, and tells how many that were: none, when it had ended before or is not known.
pub async fn logout(app: &AppContext, raw: SecretString) -> Result<usize, Failure> {
    let Some(token) = &RefreshToken::parse(&raw) else { return Ok(0) };
    app.database
        .transaction(move |connection| {
            async move {
                let found = sessions::lock_by_token(connection, &token.hash()).await?;
                let Some((session, _)) = found else { return Ok(0) };
                let now = app.clock.now();
                let was_open = sessions::end(connection, session.id, now).await? && session.expires_at > now;
                Ok(usize::from(was_open))
            }
            .scope_boxed()
        })
        .await
}

/// Ends every session of a user, and tells how many that were.
pub async fn logout_everywhere(app: &AppContext, user: UserId) -> Result<usize, Failure> {
    app.database
        .transaction(move |connection| {
            async move {
                let not_found = || Failure::refuse_field("userId", GeneralError::NotFound);
                // Nobody begins another meanwhile.
                users::lock(connection, user).await?.ok_or_else(not_found)?;
                Ok(sessions::end_all(connection, user, app.clock.now()).await?)
            }
            .scope_boxed()
        })
        .await
}
