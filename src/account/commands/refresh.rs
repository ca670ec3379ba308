//! Going on with a session when the access token is about to expire (RFC 9700, section 4.14).

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

/// What is due to a refresh token.
enum Due {
    /// It is the last of its session: another takes its place.
    Rotation,
    /// Another has just taken its place, which whoever asked at the same time is given as well.
    Successor,
    /// It has been used before, by whoever holds the session or by a thief, and nobody can tell by whom now.
    End,
    Nothing,
}

/// Gives a new access token, and a new refresh token in place of the one that came.
///
/// **The rule.** The first use of a token rotates it. Within the reuse interval (a setting; ten seconds by default)
/// further uses are taken for the same client's, whose requests overlapped or whose answer was lost, and are given the very
/// same successor: the session goes on as one chain of tokens. Any later use ends the session, for two hold the token, and
/// one of them has stolen it.
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
                let due = due(accounts, &session, &row, now);
                match due {
                    Due::Rotation | Due::Successor => {}
                    Due::End => {
                        sessions::end(connection, session.id, now).await?;
                        tracing::warn!(session = %session.id.0, "a refresh token was used again: its session has ended");
                        return Ok(None);
                    }
                    Due::Nothing => return Ok(None),
                }
                let user = users::by_ids(connection, vec![session.user_id]).await?;
                let user = Loaded::of(&session.user_id, user)?;
                let Some(user) = user.filter(|user| accounts.admits(user)) else { return Ok(None) };
                let salt = row.salt.as_slice().try_into().map_err(anyhow::Error::new).map_err(Failure::fault)?;
                let successor = token.successor(salt);
                if matches!(due, Due::Rotation) {
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

fn due(accounts: &Accounts, session: &Session, row: &TokenRow, now: DateTime<Utc>) -> Due {
    if session.ended_at.is_some() || session.expires_at <= now {
        return Due::Nothing;
    }
    match row.rotated_at {
        None if row.expires_at <= now => Due::Nothing,
        None => Due::Rotation,
        Some(at) if now < at + accounts.rules.refresh_reuse => Due::Successor,
        Some(_) => Due::End,
    }
}
