//! The key that signs the demo's access tokens. It is stored with the data, so that a restart logs no user
//! out.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use crate::account::tokens::{TokenKeys, generate_for_demo, key_file};

/// The path of a demo's key.
pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join("token-key.pem")
}

/// The key of the demo with its data in this directory. It is created if it does not exist.
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
        "the key {} is not a demo's; move it elsewhere, and `panda demo` creates another",
        path.display()
    );
    Ok(TokenKeys::new(&[key])?)
}
