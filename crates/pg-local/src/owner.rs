//! Whom a cluster belongs to, and runs as.
//!
//! PostgreSQL refuses to run as root, yet containers and CI often are root. So an ordinary user runs it as itself, and
//! root runs it as whoever owns the cluster's files, or for a new cluster as `postgres`, or else as `nobody`.

use std::env;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User, geteuid};

use super::error::ClusterError;

/// The user that a cluster's processes run as.
pub(super) enum Owner {
    /// The user who started us.
    Ourselves,
    /// Another user, whom only root can become.
    Other { name: String, uid: u32, gid: u32 },
}

impl Owner {
    /// The owner of the cluster whose files are in `data`, or of one that is about to be created there.
    pub(super) fn of(data: &Path) -> Result<Self, ClusterError> {
        match fs::metadata(data) {
            Ok(files) if geteuid().is_root() && files.uid() != 0 => {
                Ok(Self::Other { name: name_of(files.uid()), uid: files.uid(), gid: files.gid() })
            }
            Ok(_) | Err(_) => Self::of_new(),
        }
    }

    /// The owner of a cluster that is about to be created.
    pub(super) fn of_new() -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self::Other { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
            .ok_or(ClusterError::NobodyToRunAs)
    }

    /// A command that will run as this user, in `/`, with nothing to read, and with no `PG…` variable of ours to
    /// mislead it.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null());
        for (name, _) in env::vars_os().filter(|(name, _)| name.as_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        match self {
            Self::Ourselves => {}
            // The standard library clears root's supplementary groups when it changes the user.
            Self::Other { uid, gid, .. } => {
                command.uid(*uid).gid(*gid);
            }
        }
        command
    }

    /// Makes a file or directory of ours this user's.
    pub(super) fn give(&self, path: &Path) -> Result<(), ClusterError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid, .. } => {
                chown(path, Some(*uid), Some(*gid)).map_err(ClusterError::io("change the owner of", path))
            }
        }
    }

    /// Whether this user owns a file with the given owner.
    pub(super) fn is(&self, uid: u32) -> bool {
        match self {
            Self::Ourselves => geteuid().as_raw() == uid,
            Self::Other { uid: theirs, .. } => *theirs == uid,
        }
    }

    /// Refuses a directory that this user cannot get to, naming the first one on the way that bars it.
    pub(super) fn must_enter(&self, directory: &Path) -> Result<(), ClusterError> {
        let Self::Other { name, .. } = self else {
            return Ok(());
        };
        if self.enters(directory) {
            return Ok(());
        }
        let mut way: Vec<&Path> = directory.ancestors().collect();
        way.reverse();
        let barrier = way.into_iter().find(|ancestor| !self.enters(ancestor)).unwrap_or(directory);
        Err(ClusterError::Unreachable {
            barrier: barrier.to_owned(),
            wanted: directory.to_owned(),
            user: name.clone(),
        })
    }

    /// Asks the system by trying, for permission bits do not tell of access lists.
    fn enters(&self, directory: &Path) -> bool {
        self.command(Path::new("/bin/sh"))
            .args(["-c", r#"cd -- "$0""#])
            .arg(directory)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// The name of the user with this id, or the number itself.
pub(super) fn name_of(uid: u32) -> String {
    User::from_uid(Uid::from_raw(uid)).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}
