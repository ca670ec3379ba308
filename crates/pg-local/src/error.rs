//! What can go wrong with a local cluster, told to the person at the terminal: what happened, and what to do about it.
//!
//! None of this ever reaches a client of the API; it is printed by the command line and by the tests.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::binaries::{BIN_VARIABLE, OLDEST_MAJOR};

/// What to install, by platform; ends the messages about missing programs.
const INSTALL: &str = "install it with
  Debian, Ubuntu   apt-get install postgresql
  Fedora, RHEL     dnf install postgresql-server postgresql-contrib
  Alpine           apk add postgresql postgresql-contrib
  macOS            brew install postgresql@17
or run script/bootstrap, which does";

/// Why a local cluster could not be started, stopped or erased.
#[derive(Debug)]
pub enum ClusterError {
    /// No directory holds initdb, pg_ctl and postgres together.
    NotInstalled,
    /// `PANDA_PG_BIN` is set, but not to a directory with initdb, pg_ctl and postgres in it.
    WrongBinDirectory(PathBuf),
    /// Every PostgreSQL that was found is older than PANDA supports; these are the majors.
    TooOld(Vec<u32>),
    /// The cluster was made by a major version that is not installed.
    OtherMajor { needed: u32, found: Vec<u32> },
    /// The server is installed, its contrib modules are not; the path is where btree_gist should be.
    NoContrib(PathBuf),
    /// We are root, PostgreSQL refuses to be, and there is neither a user `postgres` nor `nobody` to become.
    NobodyToRunAs,
    /// The user that PostgreSQL runs as cannot get into `barrier`, on the way to `wanted`.
    Unreachable { barrier: PathBuf, wanted: PathBuf, user: String },
    /// The directory holds other files, not a cluster of PANDA's.
    NotACluster(PathBuf),
    /// Another living process holds the cluster.
    InUse(PathBuf),
    /// The cluster's files belong to another user.
    BelongsToAnother { directory: PathBuf, user: String },
    /// No directory short enough for a socket, and private, could be made.
    NoSocketDirectory(PathBuf),
    /// initdb failed; this is what it said.
    InitFailed(String),
    /// The server ended or did not answer in time; `said` is the end of its log.
    StartFailed { directory: PathBuf, said: String },
    /// The server process did not end in time, even when told to abort.
    StillRunning { directory: PathBuf, pid: i32 },
    /// The operating system refused something.
    Io { what: &'static str, path: PathBuf, source: io::Error },
}

impl ClusterError {
    /// For `map_err`: names the thing attempted and the path it was attempted on.
    pub(super) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, path: path.to_owned(), source }
    }
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => write!(
                f,
                "PostgreSQL {OLDEST_MAJOR} or newer is needed and was not found: {INSTALL}; or set {BIN_VARIABLE} to \
                 the directory which holds initdb, pg_ctl and postgres"
            ),
            Self::WrongBinDirectory(directory) => write!(
                f,
                "{BIN_VARIABLE} is set to {}, which does not hold working initdb, pg_ctl and postgres programs",
                directory.display()
            ),
            Self::TooOld(found) => write!(
                f,
                "PostgreSQL {OLDEST_MAJOR} or newer is needed, and only version {} was found: {INSTALL}",
                list(found)
            ),
            Self::OtherMajor { needed, found } => write!(
                f,
                "this cluster was made by PostgreSQL {needed}, which is not installed (found: {}); install that \
                 version (Debian: apt-get install postgresql-{needed}, macOS: brew install postgresql@{needed}), set \
                 {BIN_VARIABLE} to its programs, or start over with an empty cluster (panda demo --reset)",
                list(found)
            ),
            Self::NoContrib(missing) => write!(
                f,
                "PostgreSQL is installed without its contrib modules ({} is missing): {INSTALL}",
                missing.display()
            ),
            Self::NobodyToRunAs => write!(
                f,
                "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as; create \
                 one, or run this as an ordinary user"
            ),
            Self::Unreachable { barrier, wanted, user } => write!(
                f,
                "PostgreSQL refuses to run as root, so it runs as the user {user}, who may not enter {}; choose \
                 another place than {}, run this as an ordinary user, or allow it with: chmod o+x '{}'",
                barrier.display(),
                wanted.display(),
                barrier.display()
            ),
            Self::NotACluster(directory) => write!(
                f,
                "{} holds files that are not a cluster of PANDA's, so it is left alone; name a new or an empty \
                 directory",
                directory.display()
            ),
            Self::InUse(directory) => {
                write!(
                    f,
                    "another panda is using the cluster in {}; stop that one first",
                    directory.display()
                )
            }
            Self::BelongsToAnother { directory, user } => write!(
                f,
                "the cluster in {} belongs to the user {user}; run this as {user}, or name another directory",
                directory.display()
            ),
            Self::NoSocketDirectory(tried) => write!(
                f,
                "no private directory with a path short enough for a Unix socket could be made (last tried: {}); set \
                 TMPDIR to a short path",
                tried.display()
            ),
            Self::InitFailed(said) => write!(f, "initdb could not create the cluster:\n{said}"),
            Self::StartFailed { directory, said } => {
                write!(f, "PostgreSQL did not start in {}; it said:\n{said}", directory.display())
            }
            Self::StillRunning { directory, pid } => {
                write!(f, "PostgreSQL in {} (process {pid}) did not end when told to", directory.display())
            }
            Self::Io { what, path, source } => write!(f, "could not {what} {}: {source}", path.display()),
        }
    }
}

impl Error for ClusterError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::NotInstalled
            | Self::WrongBinDirectory(_)
            | Self::TooOld(_)
            | Self::OtherMajor { .. }
            | Self::NoContrib(_)
            | Self::NobodyToRunAs
            | Self::Unreachable { .. }
            | Self::NotACluster(_)
            | Self::InUse(_)
            | Self::BelongsToAnother { .. }
            | Self::NoSocketDirectory(_)
            | Self::InitFailed(_)
            | Self::StartFailed { .. }
            | Self::StillRunning { .. } => None,
        }
    }
}

fn list(majors: &[u32]) -> String {
    if majors.is_empty() {
        return "none".to_owned();
    }
    majors.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
