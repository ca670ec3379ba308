//! A PostgreSQL cluster of a single test, which can stop, freeze and demote it.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    process::Command,
    thread,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, geteuid},
};
use panda::database::local_cluster::CLUSTERS;
use pg_local::{ClusterError, LocalCluster};

use super::{Place, Program, TestDatabase, execute, panda, texts};

/// A cluster with the schema in the database `postgres`. It is removed with this value.
pub struct OwnCluster {
    cluster: Option<LocalCluster>,
    url: String,
    pg_ctl: String,
    // Dropped last. Removes the files.
    place: Place,
}

/// The processes of a frozen server. Dropping this value resumes them.
pub struct Frozen(Vec<Pid>);

impl OwnCluster {
    pub fn start(name: &str) -> Self {
        let place = Place::new(name);
        let cluster = CLUSTERS.start(place.path()).unwrap_or_else(|error| panic!("{error}"));
        let url = cluster.url("postgres");
        let migrated = Program::run(panda().arg("migrate").env("DATABASE_URL", &url));
        assert!(migrated.status.success(), "{migrated:?}");
        let programs = texts(&url, "SELECT setting FROM pg_config WHERE name = 'BINDIR'").remove(0);
        Self { cluster: Some(cluster), url, pg_ctl: format!("{programs}/pg_ctl"), place }
    }

    pub fn database(&self) -> TestDatabase {
        TestDatabase::elsewhere(&self.url)
    }

    /// The same with another role.
    pub fn database_of(&self, role: &str) -> TestDatabase {
        TestDatabase::elsewhere(&self.url.replacen("//panda@", &format!("//{role}@"), 1))
    }

    pub fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// Terminates all other sessions.
    pub fn end_sessions(&self) {
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        );
    }

    pub fn stop(&mut self) {
        self.cluster.take().expect("it runs").stop().expect("it stops");
    }

    pub fn start_again(&mut self) {
        let started = CLUSTERS.start(self.place.path());
        self.cluster = Some(started.unwrap_or_else(|error| panic!("{error}")));
    }

    /// Starts it again in the background, because it accepts no connections before [`Self::end_recovery`].
    pub fn begin_recovery(&self) -> thread::JoinHandle<Result<LocalCluster, ClusterError>> {
        let directory = self.place.path().to_owned();
        thread::spawn(move || CLUSTERS.start(&directory))
    }

    /// Ends a recovery that `standby.signal` started.
    pub fn end_recovery(&mut self, starting: thread::JoinHandle<Result<LocalCluster, ClusterError>>) {
        let data = self.place.path().join("data");
        let mut promotion = Command::new(&self.pg_ctl);
        promotion.arg("promote").arg("-s").arg("-D").arg(&data).current_dir("/");
        let owner = fs::metadata(&data).expect("the directory is there");
        if geteuid().is_root() {
            promotion.uid(owner.uid()).gid(owner.gid());
        }
        assert!(promotion.status().expect("pg_ctl runs").success());
        let started = starting.join().expect("the lock is not poisoned");
        self.cluster = Some(started.unwrap_or_else(|error| panic!("{error}")));
    }

    /// Makes the next start that of a standby.
    pub fn make_standby(&self) {
        let file = self.place.path().join("data/standby.signal");
        self.execute(&format!("COPY (SELECT) TO '{}'", file.display()));
    }

    /// Whether the next server has begun to start.
    pub fn is_starting(&self) -> bool {
        self.place.path().join("data/postmaster.pid").exists()
    }

    /// Stops every process of the server, which simulates a machine that hangs.
    pub fn freeze(&self) -> Frozen {
        let others = texts(&self.url, "SELECT pid::text FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
        let others = others.iter().map(|pid| Pid::from_raw(pid.parse().expect("a number")));
        let frozen = Frozen([self.postmaster()].into_iter().chain(others).collect());
        frozen.send(Signal::SIGSTOP);
        frozen
    }

    fn postmaster(&self) -> Pid {
        let file = fs::read_to_string(self.place.path().join("data/postmaster.pid")).expect("a pid file");
        Pid::from_raw(file.lines().next().expect("a line").parse().expect("a number"))
    }
}

impl Frozen {
    fn send(&self, signal: Signal) {
        for pid in &self.0 {
            // A session may have ended since.
            let _ = kill(*pid, signal);
        }
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        self.send(Signal::SIGCONT);
    }
}
