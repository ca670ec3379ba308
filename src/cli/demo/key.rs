//! The key by which the demo signs its access tokens. It stays with the data, so that a restart logs nobody out.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use crate::account::tokens::{TokenKeys, generate_for_demo, key_file};

/// Where the key of a demo is.
pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join("token-key.pem")
}

/// The key of the demo whose data are in this directory; it is made when there is none.
pub(super) fn of(directory: &Path) -> anyhow::Result<TokenKeys> {
    let path = path(directory);
    match key_file::create(&path, &generate_for_demo()) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(error).with_context(|| format!("the key {} cannot be written", path.display()));
        }
        Ok(()) | Err(_) => {}
    }
    let key = key_file::read(&path).with_context(|| format!("the key {} cannot be used", path.display()))?;
    ensure!(
        key.is_of_demo(),
        "the key {} is not a demo's; take it away, and another is made",
        path.display()
    );
    Ok(TokenKeys::new(&[key])?)
}
