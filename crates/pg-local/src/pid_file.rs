//! `postmaster.pid`, which a running server writes, and which a killed one leaves behind.
//!
//! PostgreSQL deletes a stale file itself, unless the number in it now belongs to another process of the same
//! user, or to one that was not reaped, as in containers: then it refuses to start. Deleting the file of a
//! running server would ruin its data, so the file counts as right until the system shows that the server is
//! gone.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::error::ClusterError;
use crate::home;

/// The contents of the file.
pub(crate) struct PidFile {
    pub(crate) pid: Pid,
    /// Absent while the server has only begun to start.
    pub(crate) socket_directory: Option<PathBuf>,
}

impl PidFile {
    /// Reads the file of the server on a data directory, if there is one.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        let text = fs::read(data.join("postmaster.pid")).ok()?;
        let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
        let pid: i32 = str::from_utf8(lines.first()?).ok()?.trim().parse().ok()?;
        let socket_directory = lines.get(4).filter(|line| !line.is_empty());
        Some(Self {
            // A single-user server writes its number negated.
            pid: Pid::from_raw(pid.checked_abs().filter(|&pid| pid > 1)?),
            socket_directory: socket_directory.map(|line| PathBuf::from(OsStr::from_bytes(line))),
        })
    }

    /// Whether the process is there, and is a PostgreSQL server on this data directory.
    pub(crate) fn is_alive(&self, data: &Path) -> bool {
        kill(self.pid, None) != Err(Errno::ESRCH) && serves(self.pid, data)
    }

    /// Deletes a file that PostgreSQL would believe although its server is dead.
    pub(crate) fn clear_if_stale(data: &Path) -> Result<(), ClusterError> {
        let Some(file) = Self::read(data) else {
            return Ok(());
        };
        if kill(file.pid, None) == Err(Errno::ESRCH) || file.is_alive(data) {
            return Ok(());
        }
        tracing::info!(pid = file.pid.as_raw(), "clearing the pid file of a PostgreSQL that is gone");
        let path = data.join("postmaster.pid");
        home::absent(fs::remove_file(&path)).map_err(ClusterError::io("delete", &path))
    }
}

/// Whether a living process is the server on a data directory: its working directory is there. Where the
/// system has no /proc, its command line is compared. Where that cannot be read either, the pid file counts
/// as right.
fn serves(pid: Pid, data: &Path) -> bool {
    if fs::metadata("/proc/self/cwd").is_ok() {
        let identity = |directory: &Path| fs::metadata(directory).map(|found| (found.dev(), found.ino()));
        let works_in = identity(Path::new(&format!("/proc/{pid}/cwd")));
        let name = fs::read_to_string(format!("/proc/{pid}/comm"));
        return works_in.is_ok_and(|there| identity(data).is_ok_and(|here| here == there))
            && name.is_ok_and(|name| name.contains("postgres"));
    }
    let said = Command::new("ps").args(["-ww", "-o", "command=", "-p"]).arg(pid.to_string()).output();
    said.map_or(true, |said| {
        contains(&said.stdout, b"postgres") && contains(&said.stdout, data.as_os_str().as_bytes())
    })
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
