//! The Unix socket that a cluster listens on. It never listens on a TCP port.
//!
//! The server trusts every process that can open the socket, so the socket's directory is private to the
//! cluster's owner. A socket's path has about a hundred bytes at most. When the cluster's path is too long,
//! the socket gets a private directory below the temporary directory. The pid file of a running server names
//! it.

use std::env;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::config::ClusterConfig;
use crate::error::ClusterError;
use crate::home::{self, Home};
use crate::owner::Owner;

/// The port is only a part of the socket's name: clusters differ in the directory.
pub(crate) const PORT: u16 = 5432;

/// The longest path of a socket that both Linux (107 bytes) and macOS (103) accept.
const LONGEST: usize = 103;

/// How a server answers at its socket.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ProbeAnswer {
    /// It accepts connections.
    Ready,
    /// It answers, and is starting, recovering or shutting down.
    NotYet,
    /// No process listens.
    Silence,
}

/// Makes a private directory for the cluster's socket, the same one every time.
pub(crate) fn make_directory(
    config: &ClusterConfig,
    home: &Home,
    owner: &Owner,
) -> Result<PathBuf, ClusterError> {
    let name = format!("{}-{:016x}", config.name, fingerprint(home.path()));
    let candidates = [home.socket(), env::temp_dir().join(&name), Path::new("/tmp").join(&name)];
    let mut tried = home.socket();
    for candidate in candidates.into_iter().filter(|candidate| fits(candidate)) {
        if make_private(&candidate, owner)? {
            return Ok(candidate);
        }
        tried = candidate;
    }
    Err(ClusterError::NoSocketDirectory(tried))
}

/// Deletes a socket's directory that is not in the cluster's own. The server has deleted the socket.
pub(crate) fn remove_directory(home: &Home, directory: &Path) {
    if directory != home.socket() {
        let _ = fs::remove_dir(directory);
    }
}

/// Deletes the socket of a dead server, and its lock file: PostgreSQL would obey the lock as long as any
/// process has the number of the dead server.
pub(crate) fn clear(directory: &Path) -> Result<(), ClusterError> {
    for left in [socket_in(directory), directory.join(format!(".s.PGSQL.{PORT}.lock"))] {
        home::absent(fs::remove_file(&left)).map_err(ClusterError::io("delete", &left))?;
    }
    Ok(())
}

/// The directory as a value for `unix_socket_directories`, which is a list of names that may be quoted.
pub(crate) fn as_setting(directory: &Path) -> OsString {
    let mut setting = b"unix_socket_directories=\"".to_vec();
    for &byte in directory.as_os_str().as_bytes() {
        if byte == b'"' {
            setting.push(byte);
        }
        setting.push(byte);
    }
    setting.push(b'"');
    OsString::from_vec(setting)
}

/// Connects to the socket as a client does, and closes the connection.
pub(crate) fn ask(directory: &Path, user: &str) -> ProbeAnswer {
    let Ok(mut stream) = UnixStream::connect(socket_in(directory)) else {
        return ProbeAnswer::Silence;
    };
    let timeout = Some(Duration::from_secs(5));
    let parameters = format!("user\0{user}\0database\0postgres\0\0");
    let length = u32::try_from(8 + parameters.len()).expect("a few bytes");
    let protocol_3: u32 = 3 << 16;
    let mut startup = length.to_be_bytes().to_vec();
    startup.extend(protocol_3.to_be_bytes());
    startup.extend(parameters.as_bytes());
    startup.extend(b"X\0\0\0\x04");

    let mut said = Vec::new();
    let _ = stream
        .set_read_timeout(timeout)
        .and_then(|()| stream.set_write_timeout(timeout))
        .and_then(|()| stream.write_all(&startup))
        .and_then(|()| stream.read_to_end(&mut said).map(drop));
    judge(&said)
}

/// Any answer but "the database system is starting up" (or shutting down) comes from a server that works.
fn judge(said: &[u8]) -> ProbeAnswer {
    let cannot_connect_now = b"57P03";
    match said.first() {
        Some(b'R') => ProbeAnswer::Ready,
        Some(b'E') if !said.windows(5).any(|code| code == cannot_connect_now) => ProbeAnswer::Ready,
        Some(_) | None => ProbeAnswer::NotYet,
    }
}

/// The first eight bytes of the SHA-256 of a path. A hash of the standard library may change with a release
/// of Rust, and directories of killed processes would stay.
fn fingerprint(path: &Path) -> u64 {
    let hash = Sha256::digest(path.as_os_str().as_bytes());
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn socket_in(directory: &Path) -> PathBuf {
    directory.join(format!(".s.PGSQL.{PORT}"))
}

/// libpq would read a path with a comma as two hosts.
fn fits(directory: &Path) -> bool {
    let bytes = directory.as_os_str().as_bytes();
    socket_in(directory).as_os_str().len() <= LONGEST && !bytes.contains(&b',')
}

/// False when the name is taken by something that is not our private directory, as may happen in a shared
/// /tmp.
fn make_private(directory: &Path, owner: &Owner) -> Result<bool, ClusterError> {
    if home::create_private(directory).is_ok() {
        owner.give(directory)?;
        return Ok(true);
    }
    let Ok(there) = fs::symlink_metadata(directory) else {
        return Ok(false);
    };
    // It may be root's, if this process was killed before it changed the owner.
    if !there.is_dir() || !(owner.is(there.uid()) || Owner::Ourselves.is(there.uid())) {
        return Ok(false);
    }
    owner.give(directory)?;
    fs::set_permissions(directory, Permissions::from_mode(0o700))
        .map_err(ClusterError::io("protect", directory))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_refuses_for_another_reason_than_starting_up_is_ready() {
        assert_eq!(judge(b"R\0\0\0\x08\0\0\0\0"), ProbeAnswer::Ready);
        assert_eq!(judge(b"E\0\0\0\x20SFATAL\0C53300\0"), ProbeAnswer::Ready);
        assert_eq!(judge(b"E\0\0\0\x20SFATAL\0C57P03\0"), ProbeAnswer::NotYet);
        assert_eq!(judge(b""), ProbeAnswer::NotYet);
    }

    #[test]
    fn a_directory_with_a_space_or_a_quote_is_one_directory() {
        assert_eq!(as_setting(Path::new("/a b\"c")), r#"unix_socket_directories="/a b""c""#);
    }
}
