//! Refreshes a session before its access token expires (RFC 9700, section 4.14).

use chrono::{DateTime, Utc};
use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use super::IssuedTokens;
use crate::{
    account::{
        AccountError, Accounts,
        refresh_token::RefreshToken,
        store::{
            sessions::{self, Session, TokenRow},
            users,
        },
    },
    context::AppContext,
    database::Loaded,
    error::Failure,
};

/// The action for a refresh token.
enum Action {
    /// It is the session's newest token: a new one replaces it.
    Rotate,
    /// It was replaced within the reuse interval: the caller receives the same successor.
    RepeatSuccessor,
    /// It was used before, by the owner or by a thief; the server cannot know which.
    EndSession,
    Refuse,
}

/// Issues a new access token, and a new refresh token that replaces the given one.
///
/// **The rule.** The first use of a token rotates it. Within the reuse interval (a setting; ten seconds by
/// default), further uses are attributed to the same client, whose requests overlapped or whose response was
/// lost. They receive the same successor, so the session remains one chain of tokens. Any later use ends the
/// session, because two parties hold the token, and one of them has stolen it.
pub async fn refresh(
    app: &AppContext,
    accounts: &Accounts,
    raw: SecretString,
) -> Result<IssuedTokens, Failure> {
    let refused = || Failure::refuse_field("refreshToken", AccountError::RefreshTokenInvalid);
    let token = &RefreshToken::parse(&raw).ok_or_else(refused)?;
    let refreshed = app
        .database
        .transaction(move |connection| {
            async move {
                let hash = token.hash();
                let Some((session, row)) = sessions::lock_by_token(connection, &hash).await? else { return Ok(None) };
                let now = app.clock.now();
                let action = action(accounts, &session, &row, now);
                match action {
                    Action::Rotate | Action::RepeatSuccessor => {}
                    Action::EndSession => {
                        sessions::end(connection, session.id, now).await?;
                        tracing::warn!(session = %session.id.0, "a refresh token was reused: its session has ended");
                        return Ok(None);
                    }
                    Action::Refuse => return Ok(None),
                }
                let user = users::by_ids(connection, vec![session.user_id]).await?;
                let user = Loaded::of(&session.user_id, user)?;
                let Some(user) = user.filter(|user| accounts.admits(user)) else { return Ok(None) };
                let salt = row.salt.as_slice().try_into().map_err(anyhow::Error::new).map_err(Failure::fault)?;
                let successor = token.successor(salt);
                if matches!(action, Action::Rotate) {
                    sessions::mark_rotated(connection, &hash, now).await?;
                    accounts.record(connection, &session, &successor, now).await?;
                }
                Ok(Some(accounts.sign_in(user, &session, &successor, now)))
            }
            .scope_boxed()
        })
        .await?;
    refreshed.ok_or_else(refused)
}

fn action(accounts: &Accounts, session: &Session, row: &TokenRow, now: DateTime<Utc>) -> Action {
    if session.ended_at.is_some() || session.expires_at <= now {
        return Action::Refuse;
    }
    match row.rotated_at {
        None if row.expires_at <= now => Action::Refuse,
        None => Action::Rotate,
        Some(at) if now < at + accounts.rules.refresh_reuse => Action::RepeatSuccessor,
        Some(_) => Action::EndSession,
    }
}
