//! Clusters for one run of the tests, gone afterwards however the run ended.
//!
//! A watchdog, a shell in a process group of its own, waits at the far end of a pipe. The kernel closes our end when
//! this process ends, kill -9 included; the watchdog then stops the server and deletes the directory. Should the
//! watchdog be killed too, the next run clears what it finds: a directory whose lock nobody holds.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::binaries::Binaries;
use super::error::ClusterError;
use super::home::{self, Home};
use super::owner::Owner;
use super::postmaster::{Postmaster, Shutdown};
use super::socket;

const PREFIX: &str = "panda-test-";

/// How many leftovers of earlier runs one run clears at most.
const LEFTOVERS: usize = 16;

/// The arguments are pg_ctl, the cluster's directory and the socket's, which may be elsewhere. A server may be just
/// starting, or initdb writing: so it tries until the directory is gone, for about half a minute.
const WATCH: &str = r#"
    trap '' HUP INT TERM
    PATH=$PATH:/usr/bin:/bin
    read -r _
    tries=0
    while [ -e "$2" ] && [ "$tries" -lt 100 ]; do
        [ -e "$2/data/postmaster.pid" ] && "$1" stop -s -m immediate -t 10 -D "$2/data"
        rm -rf "$3" "$2"
        tries=$((tries + 1))
        [ -e "$2" ] && sleep 0.3
    done
"#;

/// Makes a new directory under the temporary one.
pub(super) fn new_directory(owner: &Owner) -> Result<PathBuf, ClusterError> {
    let parent = env::temp_dir();
    owner.must_enter(&parent)?;
    let mut number = 1;
    loop {
        let directory = parent.join(format!("{PREFIX}{}-{number}", process::id()));
        match home::create_private(&directory) {
            Ok(()) => return Ok(directory),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(ClusterError::io("create", &directory)(error)),
        }
    }
}

/// Clears what earlier runs left, as far as it is ours; best effort.
pub(super) fn clear_leftovers(owner: &Owner) {
    let Ok(entries) = fs::read_dir(env::temp_dir()) else {
        return;
    };
    let named = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)))
        .filter(|entry| {
            entry.metadata().is_ok_and(|found| {
                found.is_dir() && (owner.is(found.uid()) || Owner::Ourselves.is(found.uid()))
            })
        });
    for entry in named.take(LEFTOVERS) {
        // Without a mark, it is being made; with a lock, it is in use.
        if home::is_marked(&entry.path()).unwrap_or(false)
            && let Ok(Some(home)) = Home::existing(&entry.path())
        {
            tracing::info!(directory = %home.path().display(), "clearing a test cluster whose owner is gone");
            let _ = clear(&home);
        }
    }
}

/// Deletes the cluster and its directory, after stopping what still runs in it.
pub(super) fn clear(home: &Home) -> Result<(), ClusterError> {
    if let Some(mut server) = Postmaster::running(home) {
        server.stop(home, Shutdown::Immediate)?;
    }
    home.erase()?;
    home.remove_if_empty();
    Ok(())
}

/// Stops the server of a cluster and deletes its directory once this process has ended, or the watchdog is dropped.
pub(super) struct Watchdog {
    /// Its standard input is the pipe.
    shell: Child,
}

impl Watchdog {
    /// Sets a watchdog on a cluster, to be done before there is anything to clear.
    pub(super) fn set(home: &Home, binaries: &Binaries, owner: &Owner) -> Result<Self, ClusterError> {
        let program = Path::new("/bin/sh");
        let socket_directory = socket::make_directory(home, owner)?;
        let shell = owner
            .command(program)
            .args(["-c", WATCH, "panda-watchdog"])
            .arg(binaries.program("pg_ctl"))
            .arg(home.path())
            .arg(socket_directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(ClusterError::io("run", program))?;
        Ok(Self { shell })
    }
}

impl Drop for Watchdog {
    /// Lets go of the pipe and waits, within bounds, for the watchdog to do what is left to do.
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) && matches!(self.shell.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
    }
}
