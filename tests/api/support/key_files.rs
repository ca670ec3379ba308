//! Key files, and servers that read them.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use panda::{
    account::{RoleAssignment, tokens::generate},
    clock::{Clock, SystemClock},
};
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde_json::json;
use tempfile::TempDir;

use super::{Answer, Server, panda, token_by};

/// Key files in a temporary directory.
pub struct KeyFiles(TempDir);

impl KeyFiles {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    pub fn directory(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file that only its owner can read.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("the file is written");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("the file is protected");
        path
    }

    /// A new key in a file.
    pub fn generate(&self, name: &str) -> PathBuf {
        self.write(name, generate().expose_secret())
    }
}

/// The files in the format of the setting.
pub fn list_of(files: &[&Path]) -> String {
    files.iter().map(|file| file.to_str().expect("a text")).collect::<Vec<_>>().join(",")
}

/// A server with these keys. The first one signs.
pub fn serve_with(database_url: &str, keys: &[&Path]) -> Server {
    Server::start_with_keys(panda().arg("serve").env("DATABASE_URL", database_url), &list_of(keys))
}

/// Whether a server accepts this token.
pub async fn is_admitted(server: &Server, token: &str) -> bool {
    let request = server.post_by(token).json(&json!({ "query": "{ departments { totalCount } }" }));
    let answer = Answer::of(request.send().await.expect("the server answers")).await;
    match answer.status {
        StatusCode::OK => assert_eq!(answer.data("/departments/totalCount"), json!(0)),
        _ => drop(answer.expect_code("UNAUTHENTICATED")),
    }
    answer.status == StatusCode::OK
}

/// A token signed with the key in a file.
pub fn token_of(file: &Path) -> String {
    token_by(file, RoleAssignment::Staff, SystemClock.now())
}
