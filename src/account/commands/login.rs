//! Signing in.

use std::net::IpAddr;

use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use super::IssuedTokens;
use crate::{
    account::{AccountError, Accounts, UserId, hashing::Match, password::Password, store::users},
    context::AppContext,
    error::Failure,
};

/// By what somebody signs in.
#[derive(Clone)]
pub struct Credentials {
    pub email: String,
    pub password: SecretString,
}

/// Begins a session, for somebody who asks from this address.
///
/// Whether there is such an account can be told neither from the answer nor from the time that it takes: as many statements
/// are sent and as many hashes are computed, whatever is wrong.
pub async fn login(
    app: &AppContext,
    accounts: &Accounts,
    credentials: Credentials,
    address: IpAddr,
) -> Result<IssuedTokens, Failure> {
    accounts.throttle.login(&credentials.email, address)?;
    let email = &credentials.email;
    let found = app.database.read(|reader| async move { users::find_by_email(&reader, email).await }).await?;
    let known = found.as_ref().map(|(_, hash)| hash.clone());
    // What can be no password is compared as an empty one, which is nobody's.
    let password = Password::from_input(&credentials.password).unwrap_or_default();
    let outcome = accounts.hasher.compare(password.clone(), known.clone()).await?;
    let named = found.as_ref().map(|(user, _)| user.id);
    let (Some((user, _)), Some(known), Match::Yes | Match::Dated) = (found, known, outcome) else {
        return Err(refused(named));
    };
    if !accounts.admits(&user) {
        return Err(refused(named));
    }
    let renewed = match outcome {
        Match::Dated => Some(accounts.hasher.hash(password).await?),
        Match::Yes | Match::No => None,
    };
    let (id, known, renewed) = (user.id, &known, &renewed);
    app.database
        .transaction(move |connection| {
            async move {
                // Anything may have happened to the account while the hash was computed.
                let (user, hash) = users::hold(connection, id).await?.ok_or_else(|| refused(named))?;
                if hash != *known || !accounts.admits(&user) {
                    return Err(refused(named));
                }
                if let Some(renewed) = renewed {
                    users::save_password(connection, id, renewed).await?;
                }
                accounts.begin_session(connection, user, app.clock.now()).await
            }
            .scope_boxed()
        })
        .await
}

/// The one refusal, which the log alone tells apart: operators see whose account somebody tries to get into.
fn refused(named: Option<UserId>) -> Failure {
    tracing::info!(user = named.map(|id| id.0.to_string()), "a login was refused");
    Failure::refuse(AccountError::CredentialsInvalid)
}
