//! The real program as a process of its own: what it says, how it is told to end, and how it ended.

use std::{
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

/// How long anything may take that a test waits for.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The program that these tests were built with, knowing nothing of the environment's settings.
///
/// It waits a minute for its database, however slow the machine is.
pub fn panda() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_panda"));
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

/// What a process said until it ended.
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

    /// Runs a command to its end.
    pub fn run(command: &mut Command) -> Ended {
        Self::spawn(command).ended()
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.process.id().cast_signed()), signal).expect("the process is there");
    }

    /// The most bytes of memory that the process has had so far; `None` when it has ended, or where nobody tells.
    pub fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
    }

    /// Ends the process as an operator's mishap would: at once.
    pub fn kill(mut self) {
        self.process.kill().expect("the process can be killed");
        self.process.wait().expect("the process ends");
    }

    /// Waits for the process to end by itself.
    pub fn ended(mut self) -> Ended {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.process.try_wait().expect("the process is ours") {
                break status;
            }
            assert!(
                begun.elapsed() < PATIENCE,
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

/// The lines of one of a process's outputs, read as they come: a pipe that nobody reads would stop the process.
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
                said.lock().expect("nobody panics").lines.push(line);
                news.notify_all();
            }
            said.lock().expect("nobody panics").is_whole = true;
            news.notify_all();
        });
        lines
    }

    /// The first line that means something to the caller, as soon as it is there.
    #[track_caller]
    pub fn find<T>(&self, meaning: impl Fn(&str) -> Option<T>) -> T {
        let (said, news) = &*self.0;
        let begun = Instant::now();
        let mut said = said.lock().expect("nobody panics");
        loop {
            if let Some(found) = said.lines.iter().find_map(|line| meaning(line)) {
                return found;
            }
            assert!(!said.is_whole && begun.elapsed() < PATIENCE, "not in {:#?}", said.lines);
            (said, _) = news.wait_timeout(said, Duration::from_secs(1)).expect("nobody panics");
        }
    }

    pub fn so_far(&self) -> Vec<String> {
        self.0.0.lock().expect("nobody panics").lines.clone()
    }

    /// Everything, once the process has ended.
    fn whole(&self) -> String {
        let (said, news) = &*self.0;
        let said = said.lock().expect("nobody panics");
        let (said, waited) =
            news.wait_timeout_while(said, PATIENCE, |said| !said.is_whole).expect("nobody panics");
        assert!(!waited.timed_out(), "somebody else still holds the pipe");
        said.lines.join("\n")
    }
}
