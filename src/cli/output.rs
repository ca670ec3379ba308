//! Writes to standard output and standard error. The result of a command never depends on the reader of its
//! output.
//!
//! Every command writes through this module. clippy forbids `println!`, because it panics when a pipe is
//! closed or a device is full.
//! - [`report`] reports the outcome, after the commit. It cannot fail, so the exit code depends only on what
//!   happened to the data.
//! - [`product`] writes the requested output. A full device is an error.
//! - [`only_copy`] writes text that is stored nowhere else, before the commit. A closed pipe is an error too.
//!
//! Otherwise a closed pipe causes no error, because its reader has read enough.

use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

use anyhow::Context;

/// Writes lines about the outcome. If the device is full, it writes one sentence to standard error.
pub(super) fn report(lines: impl Display) {
    if let Err(error) = product(format_args!("{lines}\n")) {
        note(format_args!("panda: {error:#}"));
    }
}

/// Writes text without a line end.
pub(super) fn product(text: impl Display) -> anyhow::Result<()> {
    match write(&text) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context(UNWRITABLE),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a line that is stored nowhere else. The caller commits only after this.
pub(super) fn only_copy(line: impl Display) -> anyhow::Result<()> {
    write(&format_args!("{line}\n")).with_context(|| format!("nothing was changed, because {UNWRITABLE}"))
}

/// Writes lines to standard error, if that is possible.
pub(super) fn note(lines: impl Display) {
    // There is no other place to report this failure.
    drop(writeln!(io::stderr().lock(), "{lines}"));
}

const UNWRITABLE: &str = "standard output cannot be written";

fn write(text: &impl Display) -> io::Result<()> {
    let mut output = io::stdout().lock();
    write!(output, "{text}")?;
    output.flush()
}
