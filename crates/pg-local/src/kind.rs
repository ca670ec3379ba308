//! The two kinds of cluster, and the settings of each.

use crate::config::ClusterConfig;

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Keeps its data: committed rows survive a crash of the machine.
    Lasting,
    /// Is deleted when its process ends, and may lose everything.
    Disposable,
}

/// No TCP port, and a log on standard error, which is redirected to a file.
const COMMON: &[&str] =
    &["listen_addresses=", "unix_socket_permissions=0700", "logging_collector=off", "log_destination=stderr"];

/// Speed in exchange for durability.
const DISPOSABLE: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
];

impl Durability {
    /// The settings of the server. Those of the application come after the kind's, and the common ones last,
    /// because PostgreSQL uses the last value of a setting: no application opens a port.
    pub(crate) fn settings(self, config: &ClusterConfig) -> Vec<&'static str> {
        match self {
            Self::Lasting => [config.lasting_settings, COMMON].concat(),
            Self::Disposable => [DISPOSABLE, config.disposable_settings, COMMON].concat(),
        }
    }

    /// Further arguments of initdb.
    pub(crate) fn initdb_arguments(self) -> &'static [&'static str] {
        match self {
            Self::Lasting => &[],
            Self::Disposable => &["--no-sync"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_overrides_settings_of_a_kind_but_opens_no_port() {
        let config = ClusterConfig::named("test").disposable_settings(&["fsync=on", "listen_addresses=*"]);

        let settings = Durability::Disposable.settings(&config);

        let last = |name| settings.iter().rfind(|setting| setting.starts_with(name));
        assert_eq!(last("fsync="), Some(&"fsync=on"));
        assert_eq!(last("listen_addresses="), Some(&"listen_addresses="));
    }
}
