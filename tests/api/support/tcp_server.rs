//! A PostgreSQL server on a port of 127.0.0.1 that requires a password, and TLS if it has a certificate.
//!
//! It uses the files of a disposable cluster, which is removed at the end of the test, even after kill -9.

use std::{
    fs,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, geteuid},
};
use panda::database::local_cluster::CLUSTERS;
use pg_local::LocalCluster;

use super::{Certified, execute, program::TIMEOUT, texts};

/// A password that no output may contain.
pub const PASSWORD: &str = "correct-horse";

pub struct TcpServer {
    postgres: Child,
    port: u16,
    data: PathBuf,
    // Dropped last. Removes the files.
    _cluster: LocalCluster,
}

impl TcpServer {
    /// A server without TLS.
    pub fn without_tls() -> Self {
        Self::start("host", |_| Vec::new())
    }

    /// A server that requires TLS.
    pub fn with_tls_only(identity: &Certified) -> Self {
        Self::start("hostssl", |data| {
            give(&data.join("server.crt"), &identity.certificate);
            give(&data.join("server.key"), &identity.key);
            vec!["ssl=on"]
        })
    }

    /// A server that logs every statement.
    pub fn with_full_log() -> Self {
        let settings = ["log_statement=all", "log_min_duration_statement=0", "log_min_messages=debug1"];
        let keeping = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_utility=on"];
        Self::start("host", |_| settings.into_iter().chain(keeping).collect())
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data.join("tcp.log")).expect("a log")
    }

    fn start(admitted: &str, prepare: impl FnOnce(&Path) -> Vec<&'static str>) -> Self {
        let cluster = CLUSTERS.disposable().unwrap_or_else(|error| panic!("{error}"));
        let url = cluster.url("postgres");
        execute(&url, &format!("ALTER ROLE panda PASSWORD '{PASSWORD}'"));
        let tell = |query: &str| PathBuf::from(texts(&url, query).remove(0));
        let data = tell("SELECT current_setting('data_directory')");
        let programs = tell("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
        stop(&data);
        give(&data.join("pg_hba.conf"), &format!("{admitted} all all 127.0.0.1/32 scram-sha-256\n"));
        let settings = prepare(&data);
        // Another program may take the port first.
        for _ in 0..5 {
            let port = free_port();
            let mut postgres = spawn(&programs.join("postgres"), &data, port, &settings);
            if is_up(&mut postgres, &data) {
                return Self { postgres, port, data, _cluster: cluster };
            }
        }
        panic!("{}", fs::read_to_string(data.join("tcp.log")).unwrap_or_default());
    }

    /// The URL of a database of this server, by its address or by the name `localhost`.
    pub fn url(&self, host: &str, query: &str) -> String {
        format!("postgres://panda:{PASSWORD}@{host}:{}/postgres?{query}", self.port)
    }
}

impl Drop for TcpServer {
    fn drop(&mut self) {
        if kill(Pid::from_raw(self.postgres.id().cast_signed()), Signal::SIGQUIT).is_ok() {
            drop(self.postgres.wait());
        }
    }
}

/// Stops the cluster's own server cleanly, so that its files can be reused.
fn stop(data: &Path) {
    let file = data.join("postmaster.pid");
    let said = fs::read_to_string(&file).expect("a pid file");
    let pid = said.lines().next().expect("a first line").parse().expect("a number");
    kill(Pid::from_raw(pid), Signal::SIGINT).expect("the server is there");
    let begun = Instant::now();
    while file.exists() {
        assert!(begun.elapsed() < TIMEOUT, "the server does not end");
        thread::sleep(Duration::from_millis(20));
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Writes a file with the directory's owner that only this owner can read.
fn give(path: &Path, text: &str) {
    fs::write(path, text).expect("the file is written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("the file is protected");
    let directory = fs::metadata(path.parent().expect("a directory")).expect("the directory is there");
    if geteuid().is_root() {
        chown(path, Some(directory.uid()), Some(directory.gid())).expect("the file is given away");
    }
}

fn spawn(program: &Path, data: &Path, port: u16, settings: &[&str]) -> Child {
    let mut command = Command::new(program);
    command.arg("-D").arg(data).args(["-p", &port.to_string()]);
    for setting in
        ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"].iter().chain(settings)
    {
        command.args(["-c", setting]);
    }
    // As the cluster's owner, because PostgreSQL refuses to run as root.
    let owner = fs::metadata(data).expect("the directory is there");
    if geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    let log = fs::File::create(data.join("tcp.log")).expect("a log");
    let errors = log.try_clone().expect("the same log");
    command.current_dir("/").stdin(Stdio::null()).stdout(log).stderr(errors).process_group(0);
    command.spawn().expect("the server starts")
}

/// Waits until the server is ready. Returns false if it exited instead.
fn is_up(postgres: &mut Child, data: &Path) -> bool {
    let begun = Instant::now();
    while postgres.try_wait().expect("the server is ours").is_none() {
        // The last line but one of the file has the state.
        let said = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if said.lines().any(|line| line.trim() == "ready") {
            return true;
        }
        assert!(begun.elapsed() < TIMEOUT, "the server does not come up");
        thread::sleep(Duration::from_millis(20));
    }
    false
}
