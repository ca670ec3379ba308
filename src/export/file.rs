//! A file that appears when it is complete.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::Serialize;
use tempfile::NamedTempFile;

/// A JSON array being written, one entry to a line.
pub(super) struct Output {
    writer: BufWriter<Target>,
    entries: u64,
}

enum Target {
    /// Takes the place of the file only at the end. Nobody but its owner can read it: it is about people.
    Beside { unfinished: NamedTempFile, path: PathBuf },
    /// A pipe or a terminal, which cannot be replaced.
    Straight(File),
}

impl Output {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
        let target = if is_special {
            Target::Straight(File::options().write(true).open(path)?)
        } else {
            let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            let unfinished = NamedTempFile::new_in(directory.unwrap_or(Path::new(".")))?;
            Target::Beside { unfinished, path: path.to_owned() }
        };
        let mut writer = BufWriter::new(target);
        writer.write_all(b"[")?;
        Ok(Self { writer, entries: 0 })
    }

    pub(super) fn write(&mut self, entry: &impl Serialize) -> io::Result<()> {
        self.writer.write_all(if self.entries == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.writer, entry)?;
        self.entries += 1;
        Ok(())
    }

    /// Completes the file, and tells how many entries it has.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.writer.write_all(b"\n]\n")?;
        match self.writer.into_inner().map_err(io::IntoInnerError::into_error)? {
            Target::Beside { unfinished, path } => {
                unfinished.as_file().sync_all()?;
                unfinished.persist(path)?;
            }
            Target::Straight(mut file) => file.flush()?,
        }
        Ok(self.entries)
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside { unfinished, .. } => unfinished.write(bytes),
            Self::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside { unfinished, .. } => unfinished.flush(),
            Self::Straight(file) => file.flush(),
        }
    }
}
