//! The user that owns a cluster's files and runs its server.
//!
//! PostgreSQL refuses to run as root, but containers and CI often run as root. An ordinary user runs the
//! server as itself. Root runs it as the owner of the cluster's files. For a new cluster, that is `postgres`,
//! or `nobody` without such a user.

use std::env;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User, geteuid};

use crate::error::ClusterError;

/// The user that a cluster's processes run as.
pub(crate) enum Owner {
    /// The user who started us.
    Ourselves,
    /// Another user, whom only root can become.
    Other { name: String, uid: u32, gid: u32 },
}

impl Owner {
    /// The owner of the cluster whose files are in `data`, or of one that is about to be created there.
    pub(crate) fn of(data: &Path) -> Result<Self, ClusterError> {
        match fs::metadata(data) {
            Ok(files) if geteuid().is_root() && files.uid() != 0 => {
                Ok(Self::Other { name: name_of(files.uid()), uid: files.uid(), gid: files.gid() })
            }
            Ok(_) | Err(_) => Self::of_new(),
        }
    }

    /// The owner of a cluster that is about to be created.
    pub(crate) fn of_new() -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self::Other { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
            .ok_or(ClusterError::NobodyToRunAs)
    }

    /// A command that will run as this user, in `/`, with empty standard input, and without our `PG…`
    /// variables.
    pub(crate) fn command(&self, program: &Path) -> Command {
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

    /// Changes the owner of a file or directory to this user.
    pub(crate) fn give(&self, path: &Path) -> Result<(), ClusterError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid, .. } => {
                chown(path, Some(*uid), Some(*gid)).map_err(ClusterError::io("change the owner of", path))
            }
        }
    }

    /// Whether this user owns a file with the given owner.
    pub(crate) fn is(&self, uid: u32) -> bool {
        match self {
            Self::Ourselves => geteuid().as_raw() == uid,
            Self::Other { uid: theirs, .. } => *theirs == uid,
        }
    }

    /// Refuses a directory that this user cannot enter, and names the first parent that prevents it.
    pub(crate) fn must_enter(&self, directory: &Path) -> Result<(), ClusterError> {
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

    /// Tries it, because permission bits do not show access control lists.
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
pub(crate) fn name_of(uid: u32) -> String {
    User::from_uid(Uid::from_raw(uid)).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}
