//! What can be done with accounts and sessions: one file for each kind of thing.

mod administer;
mod login;
mod logout;
mod password;
mod refresh;
mod register;
mod script;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use secrecy::SecretString;

pub use administer::{add, add_after, amend, amend_own, deactivate, ensure};
pub use login::{Credentials, login};
pub use logout::{logout, logout_everywhere};
pub use password::{PasswordChange, change_password};
pub use refresh::refresh;
pub use register::{SignUp, register};
pub use script::{NoToken, token_for};

use super::{
    Accounts, AuthenticatedUser, OwnLanguage, User,
    refresh_token::{RefreshToken, SuccessorKey, salt},
    store::sessions::{self, Session, TokenRow},
    tokens::{AccessToken, Tokens},
};
use crate::{error::Failure, principal::SignedIn};

/// For how long a session stays on record when it is over.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// What is given to whoever signs in.
pub struct IssuedTokens {
    pub user: User,
    pub access: AccessToken,
    pub refresh_token: SecretString,
}

/// Whether somebody may be given such tokens by this account: by that of a demo, only the demo's own.
fn may_sign_in(user: &User, tokens: &Tokens) -> bool {
    user.is_active && (!user.is_demo || tokens.are_of_demo())
}

impl Accounts {
    /// Whether somebody may sign in by this account here.
    fn admits(&self, user: &User) -> bool {
        may_sign_in(user, &self.tokens)
    }

    /// Begins a session of a user whom the caller holds.
    async fn begin_session(
        &self,
        connection: &mut AsyncPgConnection,
        user: User,
        now: DateTime<Utc>,
    ) -> Result<IssuedTokens, Failure> {
        let session = Session::new(user.id, now, now + self.rules.session_lifetime);
        sessions::sweep(connection, now - KEPT).await?;
        sessions::begin(connection, &session).await?;
        tracing::info!(user = %user.id.0, session = %session.id.0, "a session begins");
        let token = RefreshToken::new();
        self.record(connection, &session, &token, now).await?;
        Ok(self.sign_in(user, &session, &token, now))
    }

    /// Puts a refresh token on record.
    async fn record(
        &self,
        connection: &mut AsyncPgConnection,
        session: &Session,
        token: &RefreshToken,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let salt: SuccessorKey = salt();
        let row = TokenRow {
            hash: token.hash().to_vec(),
            session_id: session.id,
            salt: salt.to_vec(),
            expires_at: (now + self.rules.session_idle).min(session.expires_at),
            rotated_at: None,
        };
        sessions::add_token(connection, &row).await?;
        Ok(())
    }

    fn sign_in(
        &self,
        user: User,
        session: &Session,
        token: &RefreshToken,
        now: DateTime<Utc>,
    ) -> IssuedTokens {
        IssuedTokens {
            access: access(&self.tokens, &user, session, now),
            refresh_token: token.encode(),
            user,
        }
    }
}

fn access(tokens: &Tokens, user: &User, session: &Session, now: DateTime<Utc>) -> AccessToken {
    let OwnLanguage { tag, is_chosen } = &user.language;
    let language = OwnLanguage { tag: tag.as_str().to_owned(), is_chosen: *is_chosen };
    let identity = AuthenticatedUser { signed_in: SignedIn::of(user), session: session.id, language };
    tokens.issue(identity, now, session.expires_at)
}
