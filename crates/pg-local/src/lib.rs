#![doc = include_str!("../README.md")]

mod binaries;
mod config;
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
pub use self::config::{ClusterConfig, Requirements};
use self::disposable::Watchdog;
pub use self::error::ClusterError;
use self::home::Home;
use self::kind::Durability;
use self::owner::Owner;
use self::postmaster::{Postmaster, Shutdown};

/// A running cluster, locked by this process. Stopped when dropped.
pub struct LocalCluster {
    // Dropped in this order: the directory is unlocked last.
    server: Option<Postmaster>,
    watchdog: Option<Watchdog>,
    superuser: &'static str,
    socket_directory: PathBuf,
    binaries: Binaries,
    home: Home,
}

impl LocalCluster {
    /// Starts the cluster in a directory and waits, one minute at most, until it accepts connections.
    ///
    /// Creates the cluster when the directory is new or empty. Adopts its server when a killed process left
    /// it running. Deletes the socket and the pid file of a dead server.
    ///
    /// # Errors
    ///
    /// - [`NotInstalled`](ClusterError::NotInstalled), [`TooOld`](ClusterError::TooOld),
    ///   [`OtherMajor`](ClusterError::OtherMajor), [`MissingExtension`](ClusterError::MissingExtension) and
    ///   [`WrongBinDirectory`](ClusterError::WrongBinDirectory): no suitable PostgreSQL was found.
    /// - [`NotACluster`](ClusterError::NotACluster): the directory holds other files.
    /// - [`InUse`](ClusterError::InUse): another process uses the cluster.
    /// - [`BelongsToAnother`](ClusterError::BelongsToAnother), [`NobodyToRunAs`](ClusterError::NobodyToRunAs)
    ///   and [`Unreachable`](ClusterError::Unreachable): no user may run a server there.
    /// - [`InitFailed`](ClusterError::InitFailed) and [`StartFailed`](ClusterError::StartFailed): PostgreSQL
    ///   refused.
    /// - [`NoSocketDirectory`](ClusterError::NoSocketDirectory), [`StillRunning`](ClusterError::StillRunning)
    ///   and [`Io`](ClusterError::Io).
    pub fn start(config: &ClusterConfig, directory: &Path) -> Result<Self, ClusterError> {
        let binaries = Binaries::find(&config.requirements, home::major_of(directory))?;
        let owner = Owner::of(&home::data_in(directory))?;
        let home = Home::open(config, directory, &owner)?;
        Self::run(config, home, binaries, &owner, Durability::Lasting)
    }

    /// Starts a fast cluster without durability, in a new directory below the temporary directory.
    ///
    /// It is stopped and deleted when this process ends for any reason, SIGKILL included, so it may be kept
    /// in a static.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start), except for the ones about an existing directory.
    pub fn disposable(config: &ClusterConfig) -> Result<Self, ClusterError> {
        let binaries = Binaries::find(&config.requirements, None)?;
        let owner = Owner::of_new()?;
        disposable::clear_leftovers(config, &owner);
        let home = Home::open(config, &disposable::new_directory(config, &owner)?, &owner)?;
        Self::run(config, home, binaries, &owner, Durability::Disposable)
    }

    fn run(
        config: &ClusterConfig,
        home: Home,
        binaries: Binaries,
        owner: &Owner,
        kind: Durability,
    ) -> Result<Self, ClusterError> {
        owner.must_enter(binaries.directory())?;
        let watchdog = match kind {
            Durability::Lasting => None,
            Durability::Disposable => Some(Watchdog::start(config, &home, &binaries, owner)?),
        };
        create::unless_exists(config, &home, &binaries, owner, kind)?;
        let server = if let Some(adopted) = Postmaster::adopt(config, &home)? {
            tracing::info!(directory = %home.path().display(), pid = adopted.pid(), "adopted a running PostgreSQL");
            adopted
        } else {
            let started = Postmaster::start(config, &home, &binaries, owner, &kind.settings(config))?;
            tracing::info!(directory = %home.path().display(), pid = started.pid(), "started PostgreSQL");
            started
        };
        let socket_directory = server.socket_directory().to_owned();
        Ok(Self {
            server: Some(server),
            watchdog,
            superuser: config.superuser,
            socket_directory,
            binaries,
            home,
        })
    }

    /// The URL by which a client connects to a database of this cluster, as its superuser.
    pub fn url(&self, database: &str) -> String {
        text::url(&self.socket_directory, self.superuser, database)
    }

    /// The command line for a shell that opens psql on a database of this cluster, as its superuser.
    pub fn psql_command(&self, database: &str) -> String {
        self.psql_command_as(self.superuser, database)
    }

    /// The same as another of its roles.
    pub fn psql_command_as(&self, user: &str, database: &str) -> String {
        text::psql_command(&self.socket_directory, user, database, &self.binaries.program("psql"))
    }

    /// Stops the server in order and waits, 40 seconds at most, until it has ended. Then others may use the
    /// directory.
    ///
    /// # Errors
    ///
    /// [`StillRunning`](ClusterError::StillRunning) when the server did not end, and [`Io`](ClusterError::Io)
    /// when the files of a disposable cluster could not be deleted.
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

fn erase(config: &ClusterConfig, directory: &Path) -> Result<(), ClusterError> {
    let Some(home) = Home::existing(config, directory)? else {
        return Ok(());
    };
    if let Some(mut server) = Postmaster::running(&home) {
        server.stop(&home, Shutdown::Immediate)?;
    }
    tracing::info!(directory = %home.path().display(), "erasing a PostgreSQL cluster");
    home.erase()?;
    // The next start could not use a symbolic link to a directory that does not exist.
    if !directory.is_symlink() {
        home.remove_if_empty();
    }
    Ok(())
}
