//! Clusters that are deleted when this process ends, however it ends.
//!
//! A watchdog, a shell in a process group of its own, reads from a pipe. The kernel closes our end of the
//! pipe when this process ends, also by SIGKILL. The watchdog then stops the server and deletes the
//! directory. If the watchdog was killed too, the next disposable cluster of the application deletes
//! directories that no process holds a lock on.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::config::ClusterConfig;
use crate::error::ClusterError;
use crate::home::{self, Home};
use crate::owner::Owner;
use crate::postmaster::{Postmaster, Shutdown};
use crate::socket;

/// How many leftovers of earlier processes one start clears at most.
const LEFTOVERS: usize = 16;

/// The arguments are pg_ctl, the cluster's directory and the socket's directory. It tries until the directory
/// is gone, for about half a minute, because the server may be starting and initdb may be writing.
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

/// How the names of the directories begin.
fn prefix(config: &ClusterConfig) -> String {
    format!("{}-test-", config.name)
}

/// Makes a new directory below the temporary directory.
pub(crate) fn new_directory(config: &ClusterConfig, owner: &Owner) -> Result<PathBuf, ClusterError> {
    let prefix = prefix(config);
    let parent = env::temp_dir();
    owner.must_enter(&parent)?;
    let mut number = 1;
    loop {
        let directory = parent.join(format!("{prefix}{}-{number}", process::id()));
        match home::create_private(&directory) {
            Ok(()) => return Ok(directory),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(ClusterError::io("create", &directory)(error)),
        }
    }
}

/// Deletes the clusters of earlier processes that belong to this user; best effort.
pub(crate) fn clear_leftovers(config: &ClusterConfig, owner: &Owner) {
    let prefix = prefix(config);
    let Ok(entries) = fs::read_dir(env::temp_dir()) else {
        return;
    };
    let named = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(&prefix)))
        .filter(|entry| {
            entry.metadata().is_ok_and(|found| {
                found.is_dir() && (owner.is(found.uid()) || Owner::Ourselves.is(found.uid()))
            })
        });
    for entry in named.take(LEFTOVERS) {
        // Without a marker, it is being created; with a lock, it is in use.
        if home::is_marked(config, &entry.path()).unwrap_or(false)
            && let Ok(Some(home)) = Home::existing(config, &entry.path())
        {
            tracing::info!(directory = %home.path().display(), "clearing a disposable cluster whose process has ended");
            let _ = clear(&home);
        }
    }
}

/// Deletes the cluster and its directory, after stopping what still runs in it.
pub(crate) fn clear(home: &Home) -> Result<(), ClusterError> {
    if let Some(mut server) = Postmaster::running(home) {
        server.stop(home, Shutdown::Immediate)?;
    }
    home.erase()?;
    home.remove_if_empty();
    Ok(())
}

/// Stops the server of a cluster and deletes its directory when this process ends, or the watchdog is
/// dropped.
pub(crate) struct Watchdog {
    /// Its standard input is the pipe.
    shell: Child,
}

impl Watchdog {
    /// Starts the watchdog of a cluster, before there are files to delete.
    pub(crate) fn start(
        config: &ClusterConfig,
        home: &Home,
        binaries: &Binaries,
        owner: &Owner,
    ) -> Result<Self, ClusterError> {
        let program = Path::new("/bin/sh");
        let socket_directory = socket::make_directory(config, home, owner)?;
        let shell = owner
            .command(program)
            .args(["-c", WATCH, &format!("{}-watchdog", config.name)])
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
    /// Closes the pipe and waits, 20 seconds at most, until the watchdog has ended.
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) && matches!(self.shell.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
    }
}
