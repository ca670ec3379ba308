//! The directory of one cluster: its layout, its lock, and which files may be deleted.
//!
//! ```text
//! NAME-cluster    marks the directory as this application's; locked by the process that uses it
//! data/           PGDATA, complete as soon as it exists
//! socket/         the private directory of the server's Unix socket
//! postgres.log    the server's log
//! ```
//!
//! The lock is the kernel's (`flock`), so it ends with the process that holds it, however that process ends.
//! Only the names above, and unfinished data directories, are ever deleted.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{self, Path, PathBuf};
use std::process;

use crate::config::ClusterConfig;
use crate::error::ClusterError;
use crate::owner::{self, Owner};

const UNFINISHED: &str = "data.new-";

/// A cluster's directory, held by this process until dropped.
pub(crate) struct Home {
    path: PathBuf,
    /// The name of the marker.
    marker_name: String,
    marker: File,
}

impl Home {
    /// Locks a directory for a cluster, and creates it when it does not exist.
    pub(crate) fn open(
        config: &ClusterConfig,
        directory: &Path,
        owner: &Owner,
    ) -> Result<Self, ClusterError> {
        let directory = path::absolute(directory).map_err(ClusterError::io("find", directory))?;
        if let Some(nearest) = directory.ancestors().skip(1).find(|parent| parent.exists()) {
            owner.must_enter(nearest)?;
        }
        if !directory.exists() {
            if let Some(parent) = directory.parent() {
                fs::create_dir_all(parent).map_err(ClusterError::io("create", parent))?;
            }
            match create_private(&directory) {
                // Another process was faster. The lock decides which one may use it.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                created => created.map_err(ClusterError::io("create", &directory))?,
            }
        }
        let path = fs::canonicalize(&directory).map_err(ClusterError::io("find", &directory))?;
        if holds_something(config, &path)? && !is_marked(config, &path)? {
            return Err(ClusterError::NotACluster(path));
        }
        let home = Self::lock(config, path)?;
        if !is_marked(config, &home.path)? {
            owner.give(&home.path)?;
            let mut marker = &home.marker;
            marker
                .write_all(config.marker_text.as_bytes())
                .map_err(ClusterError::io("write to", &home.path.join(&home.marker_name)))?;
        }
        owner.must_enter(&home.path)?;
        Ok(home)
    }

    /// Locks the cluster in a directory; none when the directory is empty or does not exist.
    pub(crate) fn existing(config: &ClusterConfig, directory: &Path) -> Result<Option<Self>, ClusterError> {
        let path = match fs::canonicalize(directory) {
            Ok(path) => path,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ClusterError::io("find", directory)(error)),
        };
        if is_marked(config, &path)? {
            Self::lock(config, path).map(Some)
        } else if holds_something(config, &path)? {
            Err(ClusterError::NotACluster(path))
        } else {
            Ok(None)
        }
    }

    fn lock(config: &ClusterConfig, path: PathBuf) -> Result<Self, ClusterError> {
        let marker_name = marker_of(config);
        let name = path.join(&marker_name);
        let opened =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&name);
        let marker = opened.map_err(|error| denied(&path, error))?;
        match marker.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ClusterError::InUse(path)),
            Err(TryLockError::Error(error)) => return Err(ClusterError::io("lock", &name)(error)),
        }
        // The process that held it may have deleted the marker before it unlocked it: then this lock protects
        // nothing.
        let ours = marker.metadata().map_err(ClusterError::io("read", &name))?.ino();
        if fs::metadata(&name).map_or(true, |there| there.ino() != ours) {
            return Err(ClusterError::InUse(path));
        }
        Ok(Self { path, marker_name, marker })
    }

    /// The directory itself, absolute and free of symbolic links.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The server's data directory.
    pub(crate) fn data(&self) -> PathBuf {
        data_in(&self.path)
    }

    /// Where the data directory is made, until it is complete and renamed to [`Self::data`]. The name is this
    /// process's own, because the initdb of a killed process may still be writing.
    pub(crate) fn unfinished_data(&self) -> PathBuf {
        self.path.join(format!("{UNFINISHED}{}", process::id()))
    }

    /// Deletes the files of interrupted attempts to create the cluster; best effort, because one may still be
    /// writing.
    pub(crate) fn clear_unfinished(&self) {
        let entries = fs::read_dir(&self.path).into_iter().flatten().filter_map(Result::ok);
        for left in entries.filter(|entry| entry.file_name().as_bytes().starts_with(UNFINISHED.as_bytes())) {
            let _ = fs::remove_dir_all(left.path());
        }
    }

    /// The directory of the server's socket, when the path is short enough.
    pub(crate) fn socket(&self) -> PathBuf {
        self.path.join("socket")
    }

    /// The server's log.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// Deletes the cluster, which must have been stopped; the directory and other files in it stay.
    pub(crate) fn erase(&self) -> Result<(), ClusterError> {
        self.clear_unfinished();
        for tree in [self.data(), self.socket()] {
            absent(fs::remove_dir_all(&tree)).map_err(ClusterError::io("delete", &tree))?;
        }
        absent(fs::remove_file(self.log())).map_err(ClusterError::io("delete", &self.log()))?;
        // Beside other files the marker stays, so that the next start recognises the directory.
        if holds_more_than_marker(&self.path, &self.marker_name)? {
            return Ok(());
        }
        let marker = self.path.join(&self.marker_name);
        absent(fs::remove_file(&marker)).map_err(ClusterError::io("delete", &marker))
    }

    /// Deletes the directory if nothing is left in it, and if it is not a mount point.
    pub(crate) fn remove_if_empty(&self) {
        let _ = fs::remove_dir(&self.path);
    }
}

impl Drop for Home {
    /// Unlocks the directory. Closing the file would not be enough: a child process that another thread has
    /// just forked has the file open until it runs its program.
    fn drop(&mut self) {
        let _ = self.marker.unlock();
    }
}

/// The data directory of the cluster in `directory`.
pub(crate) fn data_in(directory: &Path) -> PathBuf {
    directory.join("data")
}

/// The major version that made the cluster in `directory`; none when there is no cluster yet.
pub(crate) fn major_of(directory: &Path) -> Option<u32> {
    fs::read_to_string(data_in(directory).join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Makes a directory that only its owner can read; fails when anything of that name exists.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// The name of an application's marker.
fn marker_of(config: &ClusterConfig) -> String {
    format!("{}-cluster", config.name)
}

/// Whether a cluster of this application is, or is being made, in the directory.
pub(crate) fn is_marked(config: &ClusterConfig, directory: &Path) -> Result<bool, ClusterError> {
    let mut text = String::new();
    let marker = directory.join(marker_of(config));
    match File::open(marker).and_then(|file| file.take(1024).read_to_string(&mut text)) {
        Ok(_) => Ok(text == config.marker_text),
        Err(error) if [ErrorKind::NotFound, ErrorKind::InvalidData].contains(&error.kind()) => Ok(false),
        Err(error) => Err(denied(directory, error)),
    }
}

/// Success also when there was nothing to delete.
pub(crate) fn absent(deleted: io::Result<()>) -> io::Result<()> {
    deleted.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Whether anything is in the directory, except for a marker that was created and not yet written.
fn holds_something(config: &ClusterConfig, directory: &Path) -> Result<bool, ClusterError> {
    let name = marker_of(config);
    let marker = fs::symlink_metadata(directory.join(&name));
    let is_unwritten = marker.map_or(true, |marker| marker.is_file() && marker.len() == 0);
    Ok(!is_unwritten || holds_more_than_marker(directory, &name)?)
}

fn holds_more_than_marker(directory: &Path, marker: &str) -> Result<bool, ClusterError> {
    let entries = fs::read_dir(directory).map_err(|error| denied(directory, error))?;
    Ok(entries.filter_map(Result::ok).any(|entry| entry.file_name() != marker))
}

/// Explains a refusal of the system: most likely, the cluster belongs to another user.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_home_is_unlocked_although_a_forked_child_has_its_marker_open() {
        const CONFIG: ClusterConfig = ClusterConfig::named("home-test");
        let place = std::env::temp_dir().join(format!("home-test-{}", process::id()));
        create_private(&place).expect("a new directory");
        let home = Home::open(&CONFIG, &place, &Owner::Ourselves).expect("it is free");
        let inherited = home.marker.try_clone().expect("a second descriptor");

        drop(home);
        let again = Home::existing(&CONFIG, &place);

        fs::remove_dir_all(&place).expect("it is ours");
        assert!(again.is_ok_and(|home| home.is_some()));
        drop(inherited);
    }
}
