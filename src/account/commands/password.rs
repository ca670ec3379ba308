//! Changing one's password.

use std::net::IpAddr;

use scoped_futures::ScopedFutureExt;
use secrecy::SecretString;

use super::IssuedTokens;
use crate::{
    account::{
        AccountError, Accounts, UserId,
        hashing::Match,
        password::Password,
        store::{sessions, users},
    },
    context::AppContext,
    error::{Failure, GeneralError, Violations},
};

/// The raw fields of a change.
#[derive(Clone)]
pub struct PasswordChange {
    pub current: SecretString,
    pub new: SecretString,
}

/// Changes a user's password. Every session ends, that of a thief as well, and a new one begins.
pub async fn change_password(
    app: &AppContext,
    accounts: &Accounts,
    id: UserId,
    change: PasswordChange,
    address: IpAddr,
) -> Result<IssuedTokens, Failure> {
    let gone = || Failure::refuse(GeneralError::Unauthenticated);
    let found =
        app.database.read(|reader| async move { users::find_with_password(&reader, id).await }).await?;
    let (user, known) = found.ok_or_else(gone)?;
    // Whoever has got hold of an access token only must not find the password out by it.
    accounts.throttle.login(user.email.as_str(), address)?;
    let mut violations = Violations::default();
    let about = [user.email.as_str(), user.display_name.as_str()];
    let new = violations.check("newPassword", Password::choose(&change.new, &about));
    let current = Password::from_input(&change.current).unwrap_or_default();
    if accounts.hasher.compare(current, Some(known.clone())).await? == Match::No {
        violations.refuse("currentPassword", AccountError::PasswordWrong);
    }
    let hash = &accounts.hasher.hash(violations.or(new)?).await?;
    let known = &known;
    app.database
        .transaction(move |connection| {
            async move {
                let (user, current) = users::lock(connection, id).await?.ok_or_else(gone)?;
                if !accounts.admits(&user) {
                    return Err(gone());
                }
                if current != *known {
                    return Err(Failure::refuse_field("currentPassword", AccountError::PasswordWrong));
                }
                let now = app.clock.now();
                users::save_password(connection, id, hash).await?;
                sessions::end_all(connection, id, now).await?;
                accounts.begin_session(connection, user, now).await
            }
            .scope_boxed()
        })
        .await
}
