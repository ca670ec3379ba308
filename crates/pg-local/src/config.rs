//! What an application says about its clusters: names, requirements and settings.

use std::path::Path;

use crate::{ClusterError, LocalCluster};

/// What the clusters of one application have in common.
///
/// It is `const`, so an application declares it once:
///
/// ```
/// use pg_local::ClusterConfig;
///
/// const CLUSTERS: ClusterConfig = ClusterConfig::named("library")
///     .superuser("library")
///     .bin_variable("LIBRARY_PG_BIN")
///     .extensions(&["pg_trgm"]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ClusterConfig {
    pub(crate) name: &'static str,
    pub(crate) marker_text: &'static str,
    pub(crate) superuser: &'static str,
    pub(crate) requirements: Requirements,
    pub(crate) lasting_settings: &'static [&'static str],
    pub(crate) disposable_settings: &'static [&'static str],
}

/// What an installation of PostgreSQL must have, and what error messages advise when it is missing.
#[derive(Debug, Clone, Copy)]
pub struct Requirements {
    pub(crate) oldest_major: u32,
    pub(crate) bin_variable: &'static str,
    pub(crate) extensions: &'static [&'static str],
    pub(crate) installer: Option<&'static str>,
    pub(crate) reset_command: Option<&'static str>,
}

impl ClusterConfig {
    /// The configuration of an application with this name, with defaults for everything else.
    ///
    /// The name is a part of file names: of the marker `NAME-cluster` in a cluster's directory, and of
    /// directories `NAME-…` below the temporary directory. It must not change, because existing clusters are
    /// recognised by it.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            marker_text: "A private PostgreSQL cluster, managed by a program.\n",
            superuser: "postgres",
            requirements: Requirements {
                oldest_major: 14,
                bin_variable: "PG_LOCAL_BIN",
                extensions: &[],
                installer: None,
                reset_command: None,
            },
            lasting_settings: &[],
            disposable_settings: &[],
        }
    }

    /// Sets the text of the marker file, which tells people what the directory is. At most 1,000 bytes.
    ///
    /// It must not change, because a directory whose marker has another text is refused.
    pub const fn marker_text(mut self, text: &'static str) -> Self {
        assert!(text.len() <= 1_000, "a marker text of more than 1,000 bytes");
        self.marker_text = text;
        self
    }

    /// Sets the name of the role that owns new clusters; `postgres` by default.
    pub const fn superuser(mut self, role: &'static str) -> Self {
        self.superuser = role;
        self
    }

    /// Sets the oldest major version of PostgreSQL that will do; 14 by default, the oldest that is tested.
    pub const fn oldest_major(mut self, major: u32) -> Self {
        self.requirements.oldest_major = major;
        self
    }

    /// Sets the environment variable that names the directory of PostgreSQL's programs; `PG_LOCAL_BIN` by
    /// default.
    pub const fn bin_variable(mut self, variable: &'static str) -> Self {
        self.requirements.bin_variable = variable;
        self
    }

    /// Sets the extensions that the application needs, so that a missing one is an error before a cluster is
    /// made.
    pub const fn extensions(mut self, names: &'static [&'static str]) -> Self {
        self.requirements.extensions = names;
        self
    }

    /// Names a command that installs PostgreSQL, for error messages.
    pub const fn installer(mut self, command: &'static str) -> Self {
        self.requirements.installer = Some(command);
        self
    }

    /// Names a command that erases a cluster and starts an empty one, for error messages.
    pub const fn reset_command(mut self, command: &'static str) -> Self {
        self.requirements.reset_command = Some(command);
        self
    }

    /// Adds server settings (`name=value`) for clusters that keep their data.
    pub const fn lasting_settings(mut self, settings: &'static [&'static str]) -> Self {
        self.lasting_settings = settings;
        self
    }

    /// Adds server settings (`name=value`) for disposable clusters.
    pub const fn disposable_settings(mut self, settings: &'static [&'static str]) -> Self {
        self.disposable_settings = settings;
        self
    }

    /// Starts the cluster in a directory. See [`LocalCluster::start`].
    pub fn start(&self, directory: &Path) -> Result<LocalCluster, ClusterError> {
        LocalCluster::start(self, directory)
    }

    /// Starts a cluster that is deleted when this process ends. See [`LocalCluster::disposable`].
    pub fn disposable(&self) -> Result<LocalCluster, ClusterError> {
        LocalCluster::disposable(self)
    }

    /// Erases the cluster in a directory, and stops a server that a killed process left running on it.
    ///
    /// A directory that is empty or does not exist is no error. Files that are not the cluster's are kept.
    ///
    /// # Errors
    ///
    /// - [`ClusterError::NotACluster`]: the directory has other files, and no cluster of this application.
    /// - [`ClusterError::InUse`]: another process uses the cluster.
    pub fn erase(&self, directory: &Path) -> Result<(), ClusterError> {
        crate::erase(self, directory)
    }
}
