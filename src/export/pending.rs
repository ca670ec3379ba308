//! Files that are published together, when all are complete.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tempfile::{NamedTempFile, TempPath};

/// Temporary files next to their destinations. They contain patients' data, so [`discard`](Self::discard) or
/// dropping this value removes them all.
#[derive(Debug, Clone, Default)]
pub struct PendingFiles(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    files: Vec<Pending>,
    is_discarded: bool,
}

#[derive(Debug)]
struct Pending {
    unfinished: TempPath,
    destination: PathBuf,
}

impl PendingFiles {
    /// Removes the temporary files. Afterwards no file is created or published.
    pub fn discard(&self) {
        let mut state = self.lock();
        state.files.clear();
        state.is_discarded = true;
    }

    /// Creates a temporary file that only its owner can read.
    pub(super) fn create(&self, destination: PathBuf) -> io::Result<File> {
        let mut state = self.lock();
        state.expect_open()?;
        let directory = destination.parent().unwrap_or(Path::new("."));
        let (file, unfinished) = NamedTempFile::new_in(directory)?.into_parts();
        state.files.push(Pending { unfinished, destination });
        Ok(file)
    }

    /// Renames all files to their destinations.
    pub(super) fn publish(&self) -> io::Result<()> {
        let mut state = self.lock();
        state.expect_open()?;
        for Pending { unfinished, destination } in state.files.drain(..) {
            unfinished.persist(destination)?;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn expect_open(&self) -> io::Result<()> {
        if self.is_discarded { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

/// Resolves symbolic links. The target need not exist.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    /// Linux's own limit.
    const LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = fs::canonicalize(directory.unwrap_or(Path::new(".")))?;
        let resolved = directory.join(name);
        match fs::read_link(&resolved) {
            Ok(target) => path = directory.join(target),
            Err(_) => return Ok(resolved),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Whether two paths resolve to the same file.
pub(super) fn is_same_file(one: &Path, other: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => Ok((one.dev(), one.ino()) == (other.dev(), other.ino())),
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => Ok(false),
        (Err(_), Err(_)) => Ok(resolve(one)? == resolve(other)?),
    }
}
