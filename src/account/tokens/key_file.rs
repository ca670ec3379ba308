//! Key files, which must not be readable by other users of the machine.

use std::{
    fmt,
    fs::{File, Metadata, Permissions},
    io::{self, Read, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use secrecy::{ExposeSecret, SecretString};

use super::{Key, TokenKeyError};

/// The permission bits for users who are neither the owner nor in the group.
const OTHERS: u32 = 0o007;

/// The maximum number of bytes read. No key is longer.
const MAXIMUM_LENGTH: u64 = 16 * 1024;

/// Why a file does not yield a key.
#[derive(Debug)]
pub enum KeyFileError {
    Unreadable(io::Error),
    /// It holds a secret, but every user of the machine may read or change it.
    Open,
    Unfit(TokenKeyError),
}

impl fmt::Display for KeyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "it cannot be read: {error}"),
            Self::Open => f.write_str(
                "it holds a private key, but users other than its owner and group may open it: remove that permission (chmod o-rwx)",
            ),
            Self::Unfit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for KeyFileError {}

impl From<TokenKeyError> for KeyFileError {
    fn from(error: TokenKeyError) -> Self {
        Self::Unfit(error)
    }
}

/// Reads the key in a file.
pub fn read(path: &Path) -> Result<Key, KeyFileError> {
    let (pem, metadata) = read_text(path).map_err(KeyFileError::Unreadable)?;
    let key = Key::parse(&pem.ok_or(TokenKeyError::NotAKey)?)?;
    // A public key may be readable by everyone.
    let is_open = metadata.permissions().mode() & OTHERS != 0;
    if key.is_private() && is_open { Err(KeyFileError::Open) } else { Ok(key) }
}

/// The file's content, if it is text, and the permissions of the same open file.
fn read_text(path: &Path) -> io::Result<(Option<SecretString>, Metadata)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mut bytes = Vec::new();
    file.take(MAXIMUM_LENGTH).read_to_end(&mut bytes)?;
    Ok((String::from_utf8(bytes).ok().map(SecretString::from), metadata))
}

/// Writes a key into a new file that only its owner may read. The write is atomic. An existing file is not
/// replaced ([`io::ErrorKind::AlreadyExists`]).
pub fn create(path: &Path, pem: &SecretString) -> io::Result<()> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(directory.unwrap_or(Path::new(".")))?;
    file.write_all(pem.expose_secret().as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}
