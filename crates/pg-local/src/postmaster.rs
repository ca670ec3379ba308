//! The server process of a cluster: finds the running one, starts one, stops it.
//!
//! The server is in a process group of its own, so Ctrl-C at the terminal reaches only the application, which
//! then stops the server in order. When the application is killed, the server keeps running, and the next
//! start adopts it. The system, not `postmaster.pid` alone, decides whether a process is the server: the
//! number may belong to another process by now.

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

use crate::binaries::Binaries;
use crate::config::ClusterConfig;
use crate::error::ClusterError;
use crate::home::Home;
use crate::owner::Owner;
use crate::pid_file::PidFile;
use crate::socket::{self, PORT, ProbeAnswer};

/// How long a server may take to accept connections.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// How long a running server may be unreachable, its socket deleted, before it is replaced.
const UNREACHABLE: Duration = Duration::from_secs(5);

const PAUSE: Duration = Duration::from_millis(25);

/// How to end a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shutdown {
    /// Ends connections, rolls their transactions back and writes a checkpoint.
    Fast,
    /// Ends at once; the next start recovers what was committed.
    Immediate,
}

/// A running server.
pub(crate) struct Postmaster {
    pid: Pid,
    socket_directory: PathBuf,
    /// Absent when the server was adopted.
    child: Option<Child>,
}

impl Postmaster {
    /// The server that already runs on this cluster, once it accepts connections; none when there is none, or
    /// it was unreachable and has been stopped.
    pub(crate) fn adopt(config: &ClusterConfig, home: &Home) -> Result<Option<Self>, ClusterError> {
        let begun = Instant::now();
        let mut last_heard = begun;
        while let Some(mut found) = Self::running(home) {
            match socket::ask(&found.socket_directory, config.superuser) {
                ProbeAnswer::Ready => return Ok(Some(found)),
                ProbeAnswer::NotYet => last_heard = Instant::now(),
                ProbeAnswer::Silence => {}
            }
            if begun.elapsed() > START_TIMEOUT || last_heard.elapsed() > UNREACHABLE {
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
    pub(crate) fn start(
        config: &ClusterConfig,
        home: &Home,
        binaries: &Binaries,
        owner: &Owner,
        settings: &[&str],
    ) -> Result<Self, ClusterError> {
        let begun = Instant::now();
        let socket_directory = socket::make_directory(config, home, owner)?;
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
            if server.comes_up(config, begun) {
                return Ok(server);
            }
            server.stop(home, Shutdown::Fast)?;
            let said = tail(&home.log(), log_begins);
            // Children of a server that was killed may need a moment to notice.
            if begun.elapsed() > START_TIMEOUT || !said.contains("pre-existing shared memory block") {
                return Err(ClusterError::StartFailed { directory: home.path().to_owned(), said });
            }
            thread::sleep(Duration::from_millis(250));
        }
    }

    /// Waits until the server accepts connections; false when it ended, or the time is over.
    fn comes_up(&mut self, config: &ClusterConfig, begun: Instant) -> bool {
        while begun.elapsed() < START_TIMEOUT && !self.has_ended() {
            if socket::ask(&self.socket_directory, config.superuser) == ProbeAnswer::Ready {
                return true;
            }
            thread::sleep(PAUSE);
        }
        false
    }

    /// The server process of this cluster, if it runs.
    pub(crate) fn running(home: &Home) -> Option<Self> {
        let file = PidFile::read(&home.data())?;
        let socket_directory = file.socket_directory.clone().unwrap_or_else(|| home.socket());
        file.is_alive(&home.data()).then_some(Self { pid: file.pid, socket_directory, child: None })
    }

    /// The process number of the server.
    pub(crate) fn pid(&self) -> i32 {
        self.pid.as_raw()
    }

    /// The directory of the server's socket.
    pub(crate) fn socket_directory(&self) -> &Path {
        &self.socket_directory
    }

    /// Stops the server and waits until it has ended. Aborts it when it takes too long.
    pub(crate) fn stop(&mut self, home: &Home, shutdown: Shutdown) -> Result<(), ClusterError> {
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

    /// Our own child is gone when it has been reaped; an adopted one, when the pid file no longer names it.
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

/// The command line of the server. It overrides the configuration files of the cluster.
fn configure(command: &mut Command, home: &Home, socket_directory: &Path, settings: &[&str]) {
    command.arg("-D").arg(home.data()).arg("-p").arg(PORT.to_string());
    command.arg("-c").arg(socket::as_setting(socket_directory));
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    command.process_group(0);
}

/// The log, opened for appending, and its present length.
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
