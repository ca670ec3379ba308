//! Writes a JSON array with one entry per line.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use serde::Serialize;

use super::pending::{PendingFiles, resolve};

/// A file that is being written.
pub(super) struct Output {
    writer: BufWriter<File>,
    entries: u64,
    is_regular: bool,
}

impl Output {
    /// Creates a temporary file. A pipe, a terminal or another device cannot be replaced, so it is written
    /// directly.
    pub(super) fn create(path: &Path, pending: &PendingFiles) -> io::Result<Self> {
        let is_regular = fs::metadata(path).map_or(true, |metadata| metadata.is_file());
        let file = if is_regular {
            pending.create(resolve(path)?)?
        } else {
            File::options().write(true).open(path)?
        };
        let mut writer = BufWriter::new(file);
        writer.write_all(b"[")?;
        Ok(Self { writer, entries: 0, is_regular })
    }

    pub(super) fn write(&mut self, entry: &impl Serialize) -> io::Result<()> {
        self.writer.write_all(if self.entries == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.writer, entry)?;
        self.entries += 1;
        Ok(())
    }

    /// Completes the content and returns the number of entries. A regular file keeps its temporary name until
    /// it is published.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.writer.write_all(b"\n]\n")?;
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        if self.is_regular {
            file.sync_all()?;
        }
        Ok(self.entries)
    }
}
