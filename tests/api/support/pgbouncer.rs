//! A real PgBouncer in front of a test database.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        net::UnixStream,
        process::CommandExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use nix::unistd::geteuid;
use tempfile::TempDir;

use super::{TestDatabase, program::TIMEOUT};

/// A running PgBouncer, stopped when dropped.
pub struct PgBouncer {
    process: Child,
    directory: TempDir,
}

impl PgBouncer {
    /// Starts PgBouncer with settings such as `pool_mode = session`, one per line.
    pub fn start(database: &TestDatabase, settings: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).expect("open to its user");
        let process = spawn(database, directory.path(), settings);
        Self { process, directory }.up()
    }

    /// Restarts it at the same address with other settings. All connections are closed.
    pub fn restart(mut self, database: &TestDatabase, settings: &str) -> Self {
        self.end();
        self.process = spawn(database, self.directory.path(), settings);
        self.up()
    }

    /// The database through this PgBouncer.
    pub fn in_front_of(&self, database: &TestDatabase) -> TestDatabase {
        let directory = self.directory.path().display().to_string();
        let host = percent_encoding::utf8_percent_encode(&directory, percent_encoding::NON_ALPHANUMERIC);
        let name = &database.texts("SELECT current_database()::text")[0];
        database.at(format!("postgres://panda@{host}:6432/{name}"))
    }

    fn up(mut self) -> Self {
        let socket = self.directory.path().join(".s.PGSQL.6432");
        let begun = Instant::now();
        while UnixStream::connect(&socket).is_err() {
            let ended = self.process.try_wait().expect("the process is ours");
            assert!(ended.is_none() && begun.elapsed() < TIMEOUT, "pgbouncer does not start: {ended:?}");
            thread::sleep(Duration::from_millis(10));
        }
        self
    }

    fn end(&mut self) {
        self.process.kill().expect("the process can be ended");
        self.process.wait().expect("the process ends");
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(database: &TestDatabase, directory: &Path, settings: &str) -> Child {
    let tell = |setting: &str| database.texts(&format!("SELECT current_setting('{setting}')")).remove(0);
    let (host, port, data) = (tell("unix_socket_directories"), tell("port"), tell("data_directory"));
    let host = host.trim_matches('"');
    let user = database.texts("SELECT current_user::text").remove(0);
    let file = directory.join("pgbouncer.ini");
    let text = format!(
        "[databases]\n* = host={host} port={port} user={user}\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\n\
         unix_socket_dir = {}\nauth_type = any\nmax_client_conn = 500\ndefault_pool_size = 60\n{settings}\n",
        directory.display()
    );
    fs::write(&file, text).expect("the file is written");
    let mut command = Command::new("pgbouncer");
    // Debian installs it in a directory that only root's PATH has.
    let path = std::env::var("PATH").unwrap_or_default();
    command.arg("-q").arg(&file).env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // As the owner of the cluster, because PgBouncer refuses to run as root.
    let owner = fs::metadata(data).expect("a server on this machine");
    if geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command.spawn().expect("pgbouncer is missing: install it with `script/bootstrap --for-tests`")
}
