//! The key of this run, and tokens that it has signed.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::{
        AccountRules, Accounts, AuthenticatedUser, OwnLanguage, SessionId, UserId,
        tokens::{self, TokenKeys, TokenRules, Tokens, generate},
    },
    context::AppContext,
    principal::{RoleAssignment, SignedIn},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::TestApp;

static KEY: LazyLock<SecretString> = LazyLock::new(generate);

/// The key itself, for those who forge.
pub fn key() -> &'static SecretString {
    &KEY
}

/// What a server of the tests' own lets people in by.
pub fn accounts(panda: &AppContext, rules: AccountRules) -> Arc<Accounts> {
    Arc::new(Accounts::new(panda, tokens(&KEY), rules))
}

/// What makes and verifies tokens by one key.
pub fn tokens(key: &SecretString) -> Tokens {
    let keys = TokenKeys::parse(std::slice::from_ref(key)).expect("a key");
    Tokens::new(keys, TokenRules::default())
}

/// An access token of somebody with this standing, whom the database need not know.
pub fn token(assignment: RoleAssignment, now: DateTime<Utc>) -> String {
    signed(&tokens(&KEY), assignment, now)
}

/// The same, signed by the key in a file.
pub fn token_by(file: &Path, assignment: RoleAssignment, now: DateTime<Utc>) -> String {
    signed(&tokens(&fs::read_to_string(file).expect("a key").into()), assignment, now)
}

impl TestApp {
    /// Adds the account of whoever has such tokens. Nobody knows its password.
    pub fn a_user_with(&self, assignment: RoleAssignment) {
        let (id, role) = (user_of(assignment).0, assignment.role().as_str());
        let patient = assignment.patient().map_or("NULL".to_owned(), |patient| format!("'{}'", patient.0));
        self.database.execute(&format!(
            "INSERT INTO users VALUES ('{id}', '{role}@example.org', '{role}', '{role}', 'en-GB', {patient}, true, false,
                '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
                1, '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z')"
        ));
    }
}

/// Whose tokens those of a standing are.
fn user_of(assignment: RoleAssignment) -> UserId {
    UserId(Uuid::from_u128(assignment.role() as u128 + 1))
}

fn signed(tokens: &Tokens, assignment: RoleAssignment, now: DateTime<Utc>) -> String {
    let signed_in = SignedIn { user: user_of(assignment), assignment };
    let session = SessionId(Uuid::from_u128(1));
    let identity = AuthenticatedUser { signed_in, session, language: OwnLanguage::of_account(None, "en-GB") };
    tokens.issue(identity, now, now + TimeDelta::days(1)).token.expose_secret().to_owned()
}

/// A file with the key, for programs that are started.
pub fn key_file() -> &'static Path {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let file = std::env::temp_dir().join(format!("panda-test-{}.pem", std::process::id()));
        // One that a former process of the same number has left behind is not overwritten.
        drop(fs::remove_file(&file));
        tokens::key_file::create(&file, &KEY).expect("the key is written");
        file
    });
    &FILE
}
