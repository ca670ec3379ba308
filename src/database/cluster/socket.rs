//! The Unix socket that a cluster listens on, and nothing else: no port of the machine is ever taken.
//!
//! The server trusts whoever can open the socket, so the socket's directory is private to the cluster's owner. A
//! socket's path may have about a hundred bytes; where the cluster lies too deep, the socket gets a private directory
//! under the temporary one. A running server tells in its pid file where that is.

use std::env;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::ClusterError;
use super::home::{self, Home};
use super::owner::Owner;
use crate::fingerprint::fingerprint;

/// The port is a part of the socket's name and no more: the directory is what tells clusters apart.
pub(super) const PORT: u16 = 5432;

/// The longest path of a socket that both Linux (107 bytes) and macOS (103) accept.
const LONGEST: usize = 103;

/// How a server answers at its socket.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ProbeAnswer {
    /// It accepts connections.
    Ready,
    /// It is there, and is starting, recovering or shutting down.
    NotYet,
    /// Nobody listens.
    Silence,
}

/// Makes a private directory for the cluster's socket, the same one every time.
pub(super) fn make_directory(home: &Home, owner: &Owner) -> Result<PathBuf, ClusterError> {
    let name = format!("panda-{:016x}", fingerprint(home.path()));

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

/// Deletes a socket's directory that is not in the cluster's own; the server has deleted the socket.
pub(super) fn remove_directory(home: &Home, directory: &Path) {
    if directory != home.socket() {
        let _ = fs::remove_dir(directory);
    }
}

/// Deletes the socket of a server that is dead, and the lock by which it claimed it; PostgreSQL would believe the lock
/// as long as any process has the dead one's number.
pub(super) fn clear(directory: &Path) -> Result<(), ClusterError> {
    for left in [socket_in(directory), directory.join(format!(".s.PGSQL.{PORT}.lock"))] {
        home::absent(fs::remove_file(&left)).map_err(ClusterError::io("delete", &left))?;
    }
    Ok(())
}

/// The directory as a value for `unix_socket_directories`, which is a list of names that may be quoted.
pub(super) fn as_setting(directory: &Path) -> OsString {
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

/// Knocks at the socket as a client would, and hangs up.
pub(super) fn ask(directory: &Path) -> ProbeAnswer {
    let Ok(mut stream) = UnixStream::connect(socket_in(directory)) else {
        return ProbeAnswer::Silence;
    };
    let timeout = Some(Duration::from_secs(5));
    let parameters = b"user\0panda\0database\0postgres\0\0";
    let length = u32::try_from(8 + parameters.len()).expect("a few bytes");
    let protocol_3: u32 = 3 << 16;
    let mut startup = length.to_be_bytes().to_vec();
    startup.extend(protocol_3.to_be_bytes());
    startup.extend(parameters);
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

fn socket_in(directory: &Path) -> PathBuf {
    directory.join(format!(".s.PGSQL.{PORT}"))
}

/// A comma would divide the path in two hosts when libpq reads it.
fn fits(directory: &Path) -> bool {
    let bytes = directory.as_os_str().as_bytes();
    socket_in(directory).as_os_str().len() <= LONGEST && !bytes.contains(&b',')
}

/// False when something that is not our private directory has the name already, as may happen in a shared /tmp.
fn make_private(directory: &Path, owner: &Owner) -> Result<bool, ClusterError> {
    if home::create_private(directory).is_ok() {
        owner.give(directory)?;
        return Ok(true);
    }
    let Ok(there) = fs::symlink_metadata(directory) else {
        return Ok(false);
    };
    // Root's may be the owner's too, if we were killed before it was given.
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
