//! A process that holds a cluster until it is killed: this same test program, run again for the one test that holds.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use panda::database::cluster::LocalCluster;

use super::Program;

/// Names the directory of the cluster to hold, or `disposable`; set only for the process that holds it.
const HOLD: &str = "PANDA_TEST_HOLD";

/// The test that calls [`Holder::hold_if_asked`].
const TEST: &str = "cluster::holds_a_cluster_when_another_test_asks";

pub struct Holder {
    process: Program,
    /// Leads to the database `postgres` of the cluster.
    pub url: String,
}

impl Holder {
    /// A process with the cluster in a directory.
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

    /// Ends the process without a chance to tidy up.
    pub fn kill(self) {
        self.process.kill();
    }

    /// In the process itself: holds the cluster, a few minutes at most should nobody be left to kill it.
    pub fn hold_if_asked() {
        let Some(directory) = env::var_os(HOLD) else {
            println!("nothing to hold: {HOLD} is not set");
            return;
        };
        let started = if directory == "disposable" {
            LocalCluster::disposable()
        } else {
            LocalCluster::start(Path::new(&directory))
        };
        let cluster = started.unwrap_or_else(|error| panic!("{error}"));
        // The harness leaves a line of its own unfinished.
        println!("\nholding {}", cluster.url("postgres"));
        thread::sleep(Duration::from_mins(3));
    }
}
