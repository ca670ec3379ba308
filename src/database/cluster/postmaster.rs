//! The server process of a cluster: finding the one that runs, starting one, stopping it.
//!
//! The server is in a process group of its own, so that Ctrl-C at the terminal reaches PANDA, which then stops the
//! server in order. When PANDA is killed the server lives on, and the next start adopts it: whether a process is the
//! server of this cluster is asked of the system, for the number in `postmaster.pid` may long be another's.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::binaries::Binaries;
use super::error::ClusterError;
use super::home::Home;
use super::owner::Owner;
use super::pid_file::PidFile;
use super::socket::{self, PORT, ProbeAnswer};

/// How long a server may take to accept connections.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a server that runs may be deaf, its socket lost, before it is replaced.
const DEAF: Duration = Duration::from_secs(5);

const PAUSE: Duration = Duration::from_millis(25);

/// How to end a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shutdown {
    /// Ends connections, rolls their transactions back and writes everything down.
    Fast,
    /// Drops everything; what was committed is recovered at the next start.
    Immediate,
}

/// A running server.
pub(super) struct Postmaster {
    pid: Pid,
    socket_directory: PathBuf,
    /// Absent when the server was adopted.
    child: Option<Child>,
}

impl Postmaster {
    /// The server that runs on this cluster already, once it accepts connections; none when there is none to keep.
    pub(super) fn adopt(home: &Home) -> Result<Option<Self>, ClusterError> {
        let begun = Instant::now();
        let mut last_heard = begun;
        while let Some(mut found) = Self::running(home) {
            match socket::ask(&found.socket_directory) {
                ProbeAnswer::Ready => return Ok(Some(found)),
                ProbeAnswer::NotYet => last_heard = Instant::now(),
                ProbeAnswer::Silence => {}
            }
            if begun.elapsed() > PATIENCE || last_heard.elapsed() > DEAF {
                tracing::warn!(
                    pid = found.pid.as_raw(),
                    "the running PostgreSQL does not answer; restarting it"
                );
                found.stop(home, Shutdown::Fast)?;
            }
            thread::sleep(PAUSE);
        }
        Ok(None)
    }

    /// Starts a server with these settings and waits until it accepts connections.
    pub(super) fn start(
        home: &Home,
        binaries: &Binaries,
        owner: &Owner,
        settings: &[&str],
    ) -> Result<Self, ClusterError> {
        let begun = Instant::now();
        let socket_directory = socket::make_directory(home, owner)?;
        loop {
            PidFile::clear_if_stale(&home.data())?;
            socket::clear(&socket_directory)?;
            let (log, log_begins) = open_log(home)?;
            let mut command = owner.command(&binaries.program("postgres"));
            configure(&mut command, home, &socket_directory, settings);
            let errors = log.try_clone().map_err(ClusterError::io("open", &home.log()))?;
            let program = binaries.program("postgres");
            let child =
                command.stdout(log).stderr(errors).spawn().map_err(ClusterError::io("run", &program))?;
            let pid = Pid::from_raw(child.id().cast_signed());
            let mut server = Self { pid, socket_directory: socket_directory.clone(), child: Some(child) };
            if server.comes_up(begun) {
                return Ok(server);
            }
            server.stop(home, Shutdown::Fast)?;
            let said = tail(&home.log(), log_begins);
            // Children of a server that was killed may need a moment to notice.
            if begun.elapsed() > PATIENCE || !said.contains("pre-existing shared memory block") {
                return Err(ClusterError::StartFailed { directory: home.path().to_owned(), said });
            }
            thread::sleep(Duration::from_millis(250));
        }
    }

    /// Waits for the server to accept connections; false when it ended, or time did.
    fn comes_up(&mut self, begun: Instant) -> bool {
        while begun.elapsed() < PATIENCE && !self.has_ended() {
            if socket::ask(&self.socket_directory) == ProbeAnswer::Ready {
                return true;
            }
            thread::sleep(PAUSE);
        }
        false
    }

    /// The server process of this cluster, if it runs.
    pub(super) fn running(home: &Home) -> Option<Self> {
        let file = PidFile::read(&home.data())?;
        let socket_directory = file.socket_directory.clone().unwrap_or_else(|| home.socket());
        file.is_alive(&home.data()).then_some(Self { pid: file.pid, socket_directory, child: None })
    }

    /// The process number of the server.
    pub(super) fn pid(&self) -> i32 {
        self.pid.as_raw()
    }

    /// The directory of the server's socket.
    pub(super) fn socket_directory(&self) -> &Path {
        &self.socket_directory
    }

    /// Ends the server and waits until it has ended, aborting it when it takes too long.
    pub(super) fn stop(&mut self, home: &Home, shutdown: Shutdown) -> Result<(), ClusterError> {
        let (signal, timeout) = match shutdown {
            Shutdown::Fast => (Signal::SIGINT, Duration::from_secs(30)),
            Shutdown::Immediate => (Signal::SIGQUIT, Duration::from_secs(10)),
        };
        if self.ends(home, signal, timeout) || self.ends(home, Signal::SIGQUIT, Duration::from_secs(10)) {
            socket::remove_directory(home, &self.socket_directory);
            return Ok(());
        }
        Err(ClusterError::StillRunning { directory: home.path().to_owned(), pid: self.pid.as_raw() })
    }

    fn ends(&mut self, home: &Home, signal: Signal, timeout: Duration) -> bool {
        let begun = Instant::now();
        if !self.is_gone(home) {
            let _ = kill(self.pid, signal);
        }
        while !self.is_gone(home) {
            if begun.elapsed() > timeout {
                return false;
            }
            thread::sleep(PAUSE);
        }
        true
    }

    /// Our own child is gone when it has been reaped; an adopted one, when the pid file no longer speaks of it.
    fn is_gone(&mut self, home: &Home) -> bool {
        if self.child.is_some() {
            return self.has_ended();
        }
        Self::running(home).is_none_or(|running| running.pid != self.pid)
    }

    fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None)))
    }
}

/// The command line of the server; it outranks what anyone may have written into the cluster's own files.
fn configure(command: &mut Command, home: &Home, socket_directory: &Path, settings: &[&str]) {
    command.arg("-D").arg(home.data()).arg("-p").arg(PORT.to_string());
    command.arg("-c").arg(socket::as_setting(socket_directory));
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    command.process_group(0);
}

/// The log, to be written at its end, and where that is now.
fn open_log(home: &Home) -> Result<(File, u64), ClusterError> {
    let path = home.log();
    let log = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
    let log = log.map_err(ClusterError::io("open", &path))?;
    let end = log.metadata().map_err(ClusterError::io("read", &path))?.len();
    Ok((log, end))
}

/// The last lines of the log since `begin`.
fn tail(log: &Path, begin: u64) -> String {
    const ENOUGH: u64 = 2_000;
    let mut said = Vec::new();
    let _ = File::open(log).and_then(|mut log| {
        let end = log.metadata()?.len();
        log.seek(SeekFrom::Start(begin.max(end.saturating_sub(ENOUGH))))?;
        log.take(ENOUGH).read_to_end(&mut said)
    });
    String::from_utf8_lossy(&said).trim().to_owned()
}
