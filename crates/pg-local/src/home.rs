//! The directory of one cluster: what lies where in it, who holds it, and what may be deleted.
//!
//! ```text
//! panda-cluster   says that the directory is ours, and is locked by the process that uses it
//! data/           PGDATA, complete from the moment it exists
//! socket/         the private directory of the server's Unix socket
//! postgres.log    what the server said
//! ```
//!
//! The lock is the kernel's (`flock`), so it ends with the process that holds it, however that process ends. Nothing
//! but the names above is ever deleted.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{self, Path, PathBuf};
use std::process;

use super::error::ClusterError;
use super::owner::{self, Owner};

const MARKER: &str = "panda-cluster";
const UNFINISHED: &str = "data.new-";
const MARK: &str = "A PostgreSQL cluster of PANDA's. `panda demo --reset` erases it.\n";

/// A cluster's directory, held by this process until dropped.
pub(super) struct Home {
    path: PathBuf,
    marker: File,
}

impl Home {
    /// Takes hold of a directory for a cluster, creating it when it does not exist.
    pub(super) fn open(directory: &Path, owner: &Owner) -> Result<Self, ClusterError> {
        let directory = path::absolute(directory).map_err(ClusterError::io("find", directory))?;
        if let Some(nearest) = directory.ancestors().skip(1).find(|parent| parent.exists()) {
            owner.must_enter(nearest)?;
        }
        if !directory.exists() {
            if let Some(parent) = directory.parent() {
                fs::create_dir_all(parent).map_err(ClusterError::io("create", parent))?;
            }
            match create_private(&directory) {
                // Another process was faster; who may use it, the lock will tell.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                created => created.map_err(ClusterError::io("create", &directory))?,
            }
        }
        let path = fs::canonicalize(&directory).map_err(ClusterError::io("find", &directory))?;
        if holds_something(&path)? && !is_marked(&path)? {
            return Err(ClusterError::NotACluster(path));
        }
        let home = Self::hold(path)?;
        if !is_marked(&home.path)? {
            owner.give(&home.path)?;
            let mut marker = &home.marker;
            marker
                .write_all(MARK.as_bytes())
                .map_err(ClusterError::io("write to", &home.path.join(MARKER)))?;
        }
        owner.must_enter(&home.path)?;
        Ok(home)
    }

    /// Takes hold of the cluster in a directory; none when there is nothing in it, or no directory at all.
    pub(super) fn existing(directory: &Path) -> Result<Option<Self>, ClusterError> {
        let path = match fs::canonicalize(directory) {
            Ok(path) => path,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ClusterError::io("find", directory)(error)),
        };
        if is_marked(&path)? {
            Self::hold(path).map(Some)
        } else if holds_something(&path)? {
            Err(ClusterError::NotACluster(path))
        } else {
            Ok(None)
        }
    }

    fn hold(path: PathBuf) -> Result<Self, ClusterError> {
        let name = path.join(MARKER);
        let opened =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&name);
        let marker = opened.map_err(|error| denied(&path, error))?;
        match marker.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ClusterError::InUse(path)),
            Err(TryLockError::Error(error)) => return Err(ClusterError::io("lock", &name)(error)),
        }
        // Whoever held it may have erased the directory before it let go: then the lock we got guards nothing.
        let ours = marker.metadata().map_err(ClusterError::io("read", &name))?.ino();
        if fs::metadata(&name).map_or(true, |there| there.ino() != ours) {
            return Err(ClusterError::InUse(path));
        }
        Ok(Self { path, marker })
    }

    /// The directory itself, absolute and free of symbolic links.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The server's data directory.
    pub(super) fn data(&self) -> PathBuf {
        data_in(&self.path)
    }

    /// Where the data directory is made, until it is whole and may be called [`Self::data`]. The name is this process's
    /// own, for initdb may outlive a killed one and go on writing.
    pub(super) fn unfinished_data(&self) -> PathBuf {
        self.path.join(format!("{UNFINISHED}{}", process::id()))
    }

    /// Deletes what interrupted attempts to create the cluster left; best effort, as one may still be writing.
    pub(super) fn clear_unfinished(&self) {
        let entries = fs::read_dir(&self.path).into_iter().flatten().filter_map(Result::ok);
        for left in entries.filter(|entry| entry.file_name().as_bytes().starts_with(UNFINISHED.as_bytes())) {
            let _ = fs::remove_dir_all(left.path());
        }
    }

    /// Where the server's socket goes when the path is short enough.
    pub(super) fn socket(&self) -> PathBuf {
        self.path.join("socket")
    }

    /// The server's log.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// Deletes the cluster, which must have been stopped; the directory and other files in it stay.
    pub(super) fn erase(&self) -> Result<(), ClusterError> {
        self.clear_unfinished();
        for tree in [self.data(), self.socket()] {
            absent(fs::remove_dir_all(&tree)).map_err(ClusterError::io("delete", &tree))?;
        }
        absent(fs::remove_file(self.log())).map_err(ClusterError::io("delete", &self.log()))?;
        // Beside someone's notes the mark stays, so that the next start still knows the place for ours.
        if holds_more_than_marker(&self.path)? {
            return Ok(());
        }
        let marker = self.path.join(MARKER);
        absent(fs::remove_file(&marker)).map_err(ClusterError::io("delete", &marker))
    }

    /// Deletes the directory if nothing is left in it, and if it is not a mount point.
    pub(super) fn remove_if_empty(&self) {
        let _ = fs::remove_dir(&self.path);
    }
}

/// The data directory of the cluster in `directory`.
pub(super) fn data_in(directory: &Path) -> PathBuf {
    directory.join("data")
}

/// The major version that made the cluster in `directory`; none when there is no cluster yet.
pub(super) fn major_of(directory: &Path) -> Option<u32> {
    fs::read_to_string(data_in(directory).join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Makes a directory that only its owner may look into; fails when anything of that name exists.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// Whether a cluster of PANDA's is, or is being made, in the directory.
pub(super) fn is_marked(directory: &Path) -> Result<bool, ClusterError> {
    let mut text = String::new();
    match File::open(directory.join(MARKER)).and_then(|file| file.take(1024).read_to_string(&mut text)) {
        Ok(_) => Ok(text == MARK),
        Err(error) if [ErrorKind::NotFound, ErrorKind::InvalidData].contains(&error.kind()) => Ok(false),
        Err(error) => Err(denied(directory, error)),
    }
}

/// Success also when there was nothing to delete.
pub(super) fn absent(deleted: io::Result<()>) -> io::Result<()> {
    deleted.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Whether anything is in the directory, but for a marker that was created and not yet written.
fn holds_something(directory: &Path) -> Result<bool, ClusterError> {
    let marker = fs::symlink_metadata(directory.join(MARKER));
    let is_unwritten = marker.map_or(true, |marker| marker.is_file() && marker.len() == 0);
    Ok(!is_unwritten || holds_more_than_marker(directory)?)
}

fn holds_more_than_marker(directory: &Path) -> Result<bool, ClusterError> {
    let entries = fs::read_dir(directory).map_err(|error| denied(directory, error))?;
    Ok(entries.filter_map(Result::ok).any(|entry| entry.file_name() != MARKER))
}

/// A refusal of the system, told as what it most likely is: someone else's cluster.
fn denied(directory: &Path, error: io::Error) -> ClusterError {
    match fs::metadata(directory) {
        Ok(theirs) if error.kind() == ErrorKind::PermissionDenied && !Owner::Ourselves.is(theirs.uid()) => {
            ClusterError::BelongsToAnother {
                directory: directory.to_owned(),
                user: owner::name_of(theirs.uid()),
            }
        }
        Ok(_) | Err(_) => ClusterError::io("open the cluster in", directory)(error),
    }
}
