//! The two kinds of cluster, and what each asks of PostgreSQL.

/// What a cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// Keeps its data: whatever was committed survives a crash of the machine.
    Lasting,
    /// Serves one run of the tests, and may lose everything.
    Disposable,
}

/// No port of the machine, a log that this process redirects, and no personal data in it: without details and
/// statements, an error names the constraint that was violated, and not the NHS number that violated it.
const LASTING: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "logging_collector=off",
    "log_destination=stderr",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
];

/// Speed for durability, and connections for many tests at once. The log is whole, for the data are made up.
const DISPOSABLE: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "logging_collector=off",
    "log_destination=stderr",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
    "max_connections=400",
];

impl Durability {
    /// The settings of the server.
    pub(super) fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Lasting => LASTING,
            Self::Disposable => DISPOSABLE,
        }
    }

    /// Further arguments of initdb.
    pub(super) fn initdb_arguments(self) -> &'static [&'static str] {
        match self {
            Self::Lasting => &[],
            Self::Disposable => &["--no-sync"],
        }
    }
}
