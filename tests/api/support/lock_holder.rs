//! A child process that locks a cluster until it is killed. It is this test binary, run for a single test.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use panda::database::local_cluster::CLUSTERS;

use super::Program;

/// Names the directory of the cluster, or `disposable`. Set only in the child process.
const HOLD: &str = "PANDA_TEST_HOLD";

/// The test that calls [`LockHolder::hold_if_asked`].
const TEST: &str = "cluster::holds_a_cluster_when_another_test_asks";

pub struct LockHolder {
    process: Program,
    /// The URL of the cluster's database `postgres`.
    pub url: String,
}

impl LockHolder {
    /// A process that locks the cluster in a directory.
    pub fn of(directory: &Path) -> Self {
        let mut command = Command::new(env::current_exe().expect("the test program has a path"));
        command.args(["--exact", TEST, "--nocapture"]).env(HOLD, directory).stdin(Stdio::null());
        let process = Program::spawn(&mut command);
        let url = process.stdout.find(|line| Some(line.strip_prefix("holding ")?.to_owned()));
        Self { process, url }
    }

    pub fn of_a_disposable() -> Self {
        Self::of(Path::new("disposable"))
    }

    /// Kills the process without cleanup.
    pub fn kill(self) {
        self.process.kill();
    }

    /// In the child process: holds the cluster. It stops after a few minutes if nothing kills it.
    pub fn hold_if_asked() {
        let Some(directory) = env::var_os(HOLD) else {
            println!("nothing to hold: {HOLD} is not set");
            return;
        };
        let started = if directory == "disposable" {
            CLUSTERS.disposable()
        } else {
            CLUSTERS.start(Path::new(&directory))
        };
        let cluster = started.unwrap_or_else(|error| panic!("{error}"));
        // The test harness leaves an unfinished line in the output.
        println!("\nholding {}", cluster.url("postgres"));
        thread::sleep(Duration::from_mins(3));
    }
}
