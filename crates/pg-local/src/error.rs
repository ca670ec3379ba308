//! The errors. Each message is for the person at the terminal: it says what happened and what to do about it.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::Requirements;

/// What to install, by platform; ends the messages about missing programs.
const INSTALL: &str = "install it with
  Debian, Ubuntu   apt-get install postgresql
  Fedora, RHEL     dnf install postgresql-server postgresql-contrib
  Alpine           apk add postgresql postgresql-contrib
  macOS            brew install postgresql@17";

/// Why a cluster could not be started, stopped or erased.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClusterError {
    /// No directory holds initdb, pg_ctl and postgres together.
    NotInstalled { requirements: Requirements },
    /// The variable is set, but not to a directory with initdb, pg_ctl and postgres in it.
    WrongBinDirectory { variable: &'static str, directory: PathBuf },
    /// Every PostgreSQL that was found is older than required; these are the major versions.
    TooOld { found: Vec<u32>, requirements: Requirements },
    /// The cluster was made by a major version that is not installed.
    OtherMajor { needed: u32, found: Vec<u32>, requirements: Requirements },
    /// PostgreSQL is installed without a required extension; the path is where its control file should be.
    MissingExtension { missing: PathBuf, requirements: Requirements },
    /// This process runs as root, PostgreSQL refuses to, and there is neither a user `postgres` nor `nobody`.
    NobodyToRunAs,
    /// The user that PostgreSQL runs as cannot enter `barrier`, a parent of `wanted`.
    Unreachable { barrier: PathBuf, wanted: PathBuf, user: String },
    /// The directory holds other files, and no cluster of this application.
    NotACluster(PathBuf),
    /// Another running process uses the cluster.
    InUse(PathBuf),
    /// The cluster's files belong to another user.
    BelongsToAnother { directory: PathBuf, user: String },
    /// No private directory with a path short enough for a socket could be made.
    NoSocketDirectory(PathBuf),
    /// initdb failed; this is its output.
    InitFailed(String),
    /// The server ended or did not answer in time; `said` is the end of its log.
    StartFailed { directory: PathBuf, said: String },
    /// The server process did not end in time, not even when it was aborted.
    StillRunning { directory: PathBuf, pid: i32 },
    /// The operating system refused something.
    Io { what: &'static str, path: PathBuf, source: io::Error },
}

impl ClusterError {
    /// For `map_err`: names the thing attempted and the path it was attempted on.
    pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, path: path.to_owned(), source }
    }
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled { requirements } => write!(
                f,
                "PostgreSQL {} or newer is needed and was not found: {}; or set {} to the directory which holds \
                 initdb, pg_ctl and postgres",
                requirements.oldest_major,
                Installation(requirements),
                requirements.bin_variable
            ),
            Self::WrongBinDirectory { variable, directory } => write!(
                f,
                "{variable} is set to {}, which does not hold working initdb, pg_ctl and postgres programs",
                directory.display()
            ),
            Self::TooOld { found, requirements } => write!(
                f,
                "PostgreSQL {} or newer is needed, and only version {} was found: {}",
                requirements.oldest_major,
                list(found),
                Installation(requirements)
            ),
            Self::OtherMajor { needed, found, requirements } => {
                write!(
                    f,
                    "this cluster was made by PostgreSQL {needed}, which is not installed (found: {}); install that \
                     version (Debian: apt-get install postgresql-{needed}, macOS: brew install postgresql@{needed}), \
                     set {} to its programs, or start over with an empty cluster",
                    list(found),
                    requirements.bin_variable
                )?;
                requirements.reset_command.map_or(Ok(()), |command| write!(f, " ({command})"))
            }
            Self::MissingExtension { missing, requirements } => write!(
                f,
                "PostgreSQL is installed without a required extension ({} is missing): {}",
                missing.display(),
                Installation(requirements)
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
                "{} holds other files than a cluster of this program, so nothing in it is changed; name a new or an \
                 empty directory",
                directory.display()
            ),
            Self::InUse(directory) => {
                write!(f, "another process uses the cluster in {}; stop that one first", directory.display())
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
            Self::NotInstalled { .. }
            | Self::WrongBinDirectory { .. }
            | Self::TooOld { .. }
            | Self::OtherMajor { .. }
            | Self::MissingExtension { .. }
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

/// How to install PostgreSQL.
struct Installation<'a>(&'a Requirements);

impl fmt::Display for Installation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(INSTALL)?;
        self.0.installer.map_or(Ok(()), |installer| write!(f, "\nor run {installer}, which does"))
    }
}

fn list(majors: &[u32]) -> String {
    if majors.is_empty() {
        return "none".to_owned();
    }
    majors.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
