//! The signing key of the test run, and its tokens.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::{
        AccountRules, Accounts, AuthenticatedUser, OwnLanguage, RoleAssignment, SessionId, SignedIn, UserId,
        tokens::{self, TokenKeys, TokenRules, Tokens, generate},
    },
    context::AppContext,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::TestApp;

static KEY: LazyLock<SecretString> = LazyLock::new(generate);

/// The key itself, for forged tokens.
pub fn key() -> &'static SecretString {
    &KEY
}

/// The accounts service of the tests' servers.
pub fn accounts(context: &AppContext, rules: AccountRules) -> Arc<Accounts> {
    Arc::new(Accounts::new(context, tokens(&KEY), rules))
}

/// Issues and verifies tokens with one key.
pub fn tokens(key: &SecretString) -> Tokens {
    let keys = TokenKeys::parse(std::slice::from_ref(key)).expect("a key");
    Tokens::new(keys, TokenRules::default())
}

/// An access token for this role. The account need not exist in the database.
pub fn token(assignment: RoleAssignment, now: DateTime<Utc>) -> String {
    signed(&tokens(&KEY), assignment, now)
}

/// The same, signed with the key in a file.
pub fn token_by(file: &Path, assignment: RoleAssignment, now: DateTime<Utc>) -> String {
    signed(&tokens(&fs::read_to_string(file).expect("a key").into()), assignment, now)
}

impl TestApp {
    /// Adds the account for tokens of this role. Its password is unknown.
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

/// The user ID for a role.
fn user_of(assignment: RoleAssignment) -> UserId {
    UserId(Uuid::from_u128(assignment.role() as u128 + 1))
}

fn signed(tokens: &Tokens, assignment: RoleAssignment, now: DateTime<Utc>) -> String {
    let signed_in = SignedIn { user: user_of(assignment), assignment };
    let session = SessionId(Uuid::from_u128(1));
    let identity = AuthenticatedUser { signed_in, session, language: OwnLanguage::of_account(None, "en-GB") };
    tokens.issue(identity, now, now + TimeDelta::days(1)).token.expose_secret().to_owned()
}

/// A file with the key, for child processes.
pub fn key_file() -> &'static Path {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let file = std::env::temp_dir().join(format!("panda-test-{}.pem", std::process::id()));
        // A file of an earlier process with the same ID is not overwritten.
        drop(fs::remove_file(&file));
        tokens::key_file::create(&file, &KEY).expect("the key is written");
        file
    });
    &FILE
}
