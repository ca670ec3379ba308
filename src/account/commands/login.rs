//! Login.

use std::net::IpAddr;

use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use super::IssuedTokens;
use crate::{
    account::{AccountError, Accounts, UserId, hashing::Match, password::Password, store::users},
    context::AppContext,
    error::Failure,
};

/// The raw fields of a login.
#[derive(Clone)]
pub struct Credentials {
    pub email: String,
    pub password: SecretString,
}

/// Begins a session for a client at this address.
///
/// Neither the response nor its duration reveals whether the account exists: every failed login sends as many
/// statements and computes as many hashes.
pub async fn login(
    app: &AppContext,
    accounts: &Accounts,
    credentials: Credentials,
    address: IpAddr,
) -> Result<IssuedTokens, Failure> {
    accounts.throttle.login(&credentials.email, address)?;
    let email = &credentials.email;
    let found = app.database.read(|reader| async move { users::find_by_email(&reader, email).await }).await?;
    let known_hash = found.as_ref().map(|(_, hash)| hash.clone());
    // An input that cannot be a password is compared as an empty one, which matches no account.
    let password = Password::from_input(&credentials.password).unwrap_or_default();
    let outcome = accounts.hasher.compare(password.clone(), known_hash.clone()).await?;
    let user_id = found.as_ref().map(|(user, _)| user.id);
    let (Some((user, _)), Some(known_hash), Match::Yes | Match::Dated) = (found, known_hash, outcome) else {
        return Err(refused(user_id));
    };
    if !accounts.admits(&user) {
        return Err(refused(user_id));
    }
    let renewed = match outcome {
        Match::Dated => Some(accounts.hasher.hash(password).await?),
        Match::Yes | Match::No => None,
    };
    let (id, known_hash, renewed) = (user.id, &known_hash, &renewed);
    app.database
        .transaction(move |connection| {
            async move {
                // The account may have changed while the hash was computed.
                let (user, hash) = users::hold(connection, id).await?.ok_or_else(|| refused(user_id))?;
                if hash != *known_hash || !accounts.admits(&user) {
                    return Err(refused(user_id));
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

/// The only refusal. The log alone distinguishes its causes: operators see which account the attempt was for.
fn refused(user_id: Option<UserId>) -> Failure {
    tracing::info!(user = user_id.map(|id| id.0.to_string()), "a login was refused");
    Failure::refuse(AccountError::CredentialsInvalid)
}
