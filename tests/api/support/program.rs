//! Runs the real program as a child process: its output, signals and exit.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// The timeout for everything for which a test waits.
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// The program of this build, without any settings of the environment.
///
/// Its acquire timeout is a minute, so that slow machines pass.
pub fn panda() -> Command {
    panda_at(env!("CARGO_BIN_EXE_panda"))
}

/// The same for another build of the program.
pub fn panda_at(path: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(path);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PANDA_") && name != "PANDA_PG_BIN")
    {
        command.env_remove(name);
    }
    command.env_remove("DATABASE_URL").env("PANDA_DATABASE_ACQUIRE_TIMEOUT", "60000").stdin(Stdio::null());
    command
}

/// A running process, killed when dropped.
pub struct Program {
    process: Child,
    pub stdout: Lines,
    pub stderr: Lines,
}

/// The output of a process until it ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    pub fn spawn(command: &mut Command) -> Self {
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let stdout = Lines::of(process.stdout.take().expect("a pipe"));
        let stderr = Lines::of(process.stderr.take().expect("a pipe"));
        Self { process, stdout, stderr }
    }

    /// Runs a command until it exits.
    pub fn run(command: &mut Command) -> Ended {
        Self::spawn(command).ended()
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.process.id().cast_signed()), signal).expect("the process is there");
    }

    /// The peak memory of the process in bytes. `None` if it has ended, or on systems without `/proc`.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
    }

    /// Kills the process immediately.
    pub fn kill(mut self) {
        self.process.kill().expect("the process can be killed");
        self.process.wait().expect("the process ends");
    }

    /// Waits until the process exits.
    pub fn ended(mut self) -> Ended {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.process.try_wait().expect("the process is ours") {
                break status;
            }
            assert!(
                begun.elapsed() < TIMEOUT,
                "the program does not end; it said {:?}",
                self.stderr.so_far()
            );
            thread::sleep(Duration::from_millis(20));
        };
        Ended { status, stdout: self.stdout.whole(), stderr: self.stderr.whole() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        if self.process.kill().is_ok() {
            drop(self.process.wait());
        }
    }
}

/// Reads the lines of an output continuously, because a full pipe would block the process.
#[derive(Clone)]
pub struct Lines(Arc<(Mutex<Said>, Condvar)>);

#[derive(Default)]
struct Said {
    lines: Vec<String>,
    is_whole: bool,
}

impl Lines {
    fn of(pipe: impl Read + Send + 'static) -> Self {
        let lines = Self(Arc::default());
        let ours = lines.clone();
        thread::spawn(move || {
            let (said, news) = &*ours.0;
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                said.lock().expect("the lock is not poisoned").lines.push(line);
                news.notify_all();
            }
            said.lock().expect("the lock is not poisoned").is_whole = true;
            news.notify_all();
        });
        lines
    }

    /// The first line for which the function returns a value, as soon as it exists.
    #[track_caller]
    pub fn find<T>(&self, meaning: impl Fn(&str) -> Option<T>) -> T {
        let (said, news) = &*self.0;
        let begun = Instant::now();
        let mut said = said.lock().expect("the lock is not poisoned");
        loop {
            if let Some(found) = said.lines.iter().find_map(|line| meaning(line)) {
                return found;
            }
            assert!(!said.is_whole && begun.elapsed() < TIMEOUT, "not in {:#?}", said.lines);
            (said, _) = news.wait_timeout(said, Duration::from_secs(1)).expect("the lock is not poisoned");
        }
    }

    pub fn so_far(&self) -> Vec<String> {
        self.0.0.lock().expect("the lock is not poisoned").lines.clone()
    }

    /// The complete output, once the process has ended.
    fn whole(&self) -> String {
        let (said, news) = &*self.0;
        let said = said.lock().expect("the lock is not poisoned");
        let (said, waited) =
            news.wait_timeout_while(said, TIMEOUT, |said| !said.is_whole).expect("the lock is not poisoned");
        assert!(!waited.timed_out(), "another process still holds the pipe");
        said.lines.join("\n")
    }
}
