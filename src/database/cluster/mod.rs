//! A private PostgreSQL server on this machine, for `panda demo` and for the tests.
//!
//! Nobody has to configure anything: the cluster lives in a directory of its own, listens on a private Unix socket and
//! takes no port. It guarantees that
//!
//! - what was committed stays, whether PANDA is stopped, killed, or the machine crashes;
//! - two processes never use one cluster, and a server left by a killed process is adopted, not doubled;
//! - a half-made cluster is never taken for a whole one;
//! - files that are not a cluster's are never deleted;
//! - it works as root too, though PostgreSQL refuses to.
//!
//! Everything here blocks; call it outside the async runtime, or by `spawn_blocking`.

mod binaries;
mod create;
mod disposable;
mod error;
mod home;
mod kind;
mod owner;
mod pid_file;
mod postmaster;
mod socket;
mod text;

use std::path::{Path, PathBuf};

use self::binaries::Binaries;
use self::disposable::Watchdog;
pub use self::error::ClusterError;
use self::home::Home;
use self::kind::Durability;
use self::owner::Owner;
use self::postmaster::{Postmaster, Shutdown};

/// A running local cluster, held by this process; stopped when dropped.
pub struct LocalCluster {
    // Dropped in this order: the directory is let go of last.
    server: Option<Postmaster>,
    watchdog: Option<Watchdog>,
    socket_directory: PathBuf,
    binaries: Binaries,
    home: Home,
}

impl LocalCluster {
    /// Starts the cluster in a directory and waits, for a minute at most, until it accepts connections.
    ///
    /// Creates the cluster when the directory is new or empty, adopts its server when a killed process left it
    /// running, and clears what a dead server left behind.
    pub fn start(directory: &Path) -> Result<Self, ClusterError> {
        let binaries = Binaries::find(home::major_of(directory))?;
        let owner = Owner::of(&home::data_in(directory))?;
        let home = Home::open(directory, &owner)?;
        Self::run(home, binaries, &owner, Durability::Lasting)
    }

    /// Starts a cluster for one run of the tests: fast, not durable, in a new directory under the temporary one.
    ///
    /// It is stopped and deleted when this process ends for any reason, kill -9 included, so it may be kept in a static.
    pub fn disposable() -> Result<Self, ClusterError> {
        let binaries = Binaries::find(None)?;
        let owner = Owner::of_new()?;
        disposable::clear_leftovers(&owner);
        let home = Home::open(&disposable::new_directory(&owner)?, &owner)?;
        Self::run(home, binaries, &owner, Durability::Disposable)
    }

    fn run(home: Home, binaries: Binaries, owner: &Owner, kind: Durability) -> Result<Self, ClusterError> {
        owner.must_enter(binaries.directory())?;
        let watchdog = match kind {
            Durability::Lasting => None,
            Durability::Disposable => Some(Watchdog::set(&home, &binaries, owner)?),
        };
        create::unless_exists(&home, &binaries, owner, kind)?;
        let server = if let Some(adopted) = Postmaster::adopt(&home)? {
            tracing::info!(directory = %home.path().display(), pid = adopted.pid(), "adopted a running PostgreSQL");
            adopted
        } else {
            let started = Postmaster::start(&home, &binaries, owner, kind.settings())?;
            tracing::info!(directory = %home.path().display(), pid = started.pid(), "started PostgreSQL");
            started
        };
        let socket_directory = server.socket_directory().to_owned();
        Ok(Self { server: Some(server), watchdog, socket_directory, binaries, home })
    }

    /// The URL by which a client connects to a database of this cluster, as its superuser.
    pub fn url(&self, database: &str) -> String {
        text::url(&self.socket_directory, database)
    }

    /// The line for a shell that opens psql on a database of this cluster, as its superuser.
    pub fn psql_command(&self, database: &str) -> String {
        self.psql_command_as(create::SUPERUSER, database)
    }

    /// The same as another of its users.
    pub fn psql_command_as(&self, user: &str, database: &str) -> String {
        text::psql_command(&self.socket_directory, user, database, &self.binaries.program("psql"))
    }

    /// Stops the server in order and waits, within bounds, until it has ended; then others may use the directory.
    pub fn stop(mut self) -> Result<(), ClusterError> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), ClusterError> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        match self.watchdog.take() {
            None => {
                server.stop(&self.home, Shutdown::Fast)?;
                tracing::info!(directory = %self.home.path().display(), "stopped PostgreSQL");
                Ok(())
            }
            Some(watchdog) => {
                server.stop(&self.home, Shutdown::Immediate)?;
                disposable::clear(&self.home)?;
                drop(watchdog);
                Ok(())
            }
        }
    }
}

impl Drop for LocalCluster {
    fn drop(&mut self) {
        if let Err(error) = self.shut_down() {
            tracing::warn!(%error, "a local PostgreSQL could not be stopped");
        }
    }
}

/// Erases the cluster in a directory, stopping a server that a killed process left running on it.
///
/// A directory that is empty or does not exist is fine. One with other files in it is refused, and so is a cluster that
/// another process is using; files beside the cluster's own are kept.
pub fn erase(directory: &Path) -> Result<(), ClusterError> {
    let Some(home) = Home::existing(directory)? else {
        return Ok(());
    };
    if let Some(mut server) = Postmaster::running(&home) {
        server.stop(&home, Shutdown::Immediate)?;
    }
    tracing::info!(directory = %home.path().display(), "erasing a PostgreSQL cluster");
    home.erase()?;
    // A symbolic link to nowhere would not do for the next start.
    if !directory.is_symlink() {
        home.remove_if_empty();
    }
    Ok(())
}
