//! The key by which the demo signs its access tokens. It stays with the data, so that a restart logs nobody out.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};

use crate::account::tokens::{self, Keys};

/// Where the key of a demo is.
pub(super) fn path(directory: &Path) -> PathBuf {
    directory.join("token-key.pem")
}

/// The key of the demo whose data are in this directory; it is made when there is none.
pub(super) fn of(directory: &Path) -> anyhow::Result<Keys> {
    let path = path(directory);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    match file {
        Ok(mut file) => file.write_all(tokens::generate().expose_secret().as_bytes())?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("{} cannot be written", path.display())),
    }
    let pem = SecretString::from(std::fs::read_to_string(&path)?);
    Keys::parse(&[pem]).with_context(|| format!("{} cannot be used", path.display()))
}
