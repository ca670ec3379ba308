//! The key of this run, and tokens that it has signed.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::{
        AccountRules, Accounts, Identity, SessionId, UserId,
        tokens::{self, Keys, TokenRules, Tokens, generate},
    },
    panda::Panda,
    principal::{SignedIn, Standing},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

static KEY: LazyLock<SecretString> = LazyLock::new(generate);

/// The key itself, for those who forge.
pub fn key() -> &'static SecretString {
    &KEY
}

/// What a server of the tests' own lets people in by.
pub fn accounts(panda: &Panda, rules: AccountRules) -> Arc<Accounts> {
    Arc::new(Accounts::new(panda, tokens(&KEY), rules))
}

/// What makes and verifies tokens by one key.
pub fn tokens(key: &SecretString) -> Tokens {
    let keys = Keys::parse(std::slice::from_ref(key)).expect("a key");
    Tokens::new(keys, TokenRules::default())
}

/// An access token of somebody with this standing, whom the database need not know.
pub fn token(standing: Standing, now: DateTime<Utc>) -> String {
    signed(&tokens(&KEY), standing, now)
}

/// The same, signed by the key in a file.
pub fn token_by(file: &Path, standing: Standing, now: DateTime<Utc>) -> String {
    signed(&tokens(&fs::read_to_string(file).expect("a key").into()), standing, now)
}

fn signed(tokens: &Tokens, standing: Standing, now: DateTime<Utc>) -> String {
    let user = UserId(Uuid::from_u128(standing.role() as u128 + 1));
    let signed_in = SignedIn { user, session: SessionId(Uuid::from_u128(1)), standing };
    let identity = Identity { signed_in, locale: "en-GB".to_owned() };
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
