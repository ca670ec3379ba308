//! Finds an installation of PostgreSQL on this machine, in the directories that packagers use.
//!
//! A directory is an installation only when it holds initdb, pg_ctl and postgres, and `postgres --version`
//! works. An existing cluster needs an installation of its own major version. A new cluster takes the first
//! one that is new enough.

use std::cmp::Reverse;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config::Requirements;
use crate::error::ClusterError;

const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Where packagers put versions side by side: the parent, how the version's directory begins, and what
/// follows.
const PACKAGED: [(&str, &str, &str); 7] = [
    ("/usr/lib/postgresql", "", "bin"),          // Debian, Ubuntu
    ("/opt/homebrew/opt", "postgresql@", "bin"), // Homebrew on Apple silicon
    ("/usr/local/opt", "postgresql@", "bin"),    // Homebrew on Intel
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
    ("/usr", "pgsql-", "bin"),          // RHEL, Fedora: PostgreSQL's own packages
    ("/usr/libexec", "postgresql", ""), // Alpine
    ("/usr/lib", "postgresql", "bin"),  // openSUSE
];

/// One installation of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Binaries {
    directory: PathBuf,
}

impl Binaries {
    /// The installation for a cluster made by major version `needed`, or for a new cluster. The variable of
    /// the requirements, if it is set, names the one directory to look in.
    pub(crate) fn find(requirements: &Requirements, needed: Option<u32>) -> Result<Self, ClusterError> {
        let variable = requirements.bin_variable;
        if let Some(directory) = env::var_os(variable) {
            let directory = PathBuf::from(directory);
            let named = fs::canonicalize(&directory).ok().filter(|directory| is_complete(directory));
            let found: Vec<_> = named.into_iter().filter_map(with_major).collect();
            if found.is_empty() {
                return Err(ClusterError::WrongBinDirectory { variable, directory });
            }
            return choose(found, requirements, needed);
        }
        choose(installed().into_iter().filter_map(with_major), requirements, needed)
    }

    /// The path of one program of this installation.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// The directory of the programs.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }
}

/// The first suitable installation. Later ones are not asked for their version.
fn choose(
    installed: impl IntoIterator<Item = (u32, PathBuf)>,
    requirements: &Requirements,
    needed: Option<u32>,
) -> Result<Binaries, ClusterError> {
    let mut found = Vec::new();
    for (major, directory) in installed {
        let suits = needed.map_or(major >= requirements.oldest_major, |needed| major == needed);
        if suits {
            return Ok(Binaries { directory });
        }
        found.push(major);
    }
    found.sort_unstable();
    found.dedup();
    Err(match needed {
        Some(needed) if !found.is_empty() => {
            ClusterError::OtherMajor { needed, found, requirements: *requirements }
        }
        None if !found.is_empty() => ClusterError::TooOld { found, requirements: *requirements },
        Some(_) | None => ClusterError::NotInstalled { requirements: *requirements },
    })
}

/// Every complete directory of programs on this machine, best first.
fn installed() -> Vec<PathBuf> {
    let on_path =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut candidates = Vec::new();
    for directory in on_path {
        // A link on PATH (Homebrew, Alpine, /usr/local/bin) leads to the directory where all the programs
        // are.
        if let Some(real) =
            fs::canonicalize(directory.join("postgres")).ok().as_deref().and_then(Path::parent)
        {
            candidates.push(real.to_owned());
        }
        candidates.push(directory);
    }
    candidates.extend(bindir_of_pg_config());
    for (parent, prefix, tail) in PACKAGED {
        candidates.extend(versions_in(parent, prefix).into_iter().map(|version| version.join(tail)));
    }

    let mut complete = Vec::new();
    for candidate in
        candidates.into_iter().filter(|candidate| candidate.is_absolute() && is_complete(candidate))
    {
        if !complete.contains(&candidate) {
            complete.push(candidate);
        }
    }
    complete
}

/// Subdirectories of `parent` named `prefix` and a version, newest first.
fn versions_in(parent: &str, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            Some((leading_number(entry.file_name().to_str()?.strip_prefix(prefix)?)?, entry.path()))
        })
        .collect();
    versions.sort_unstable_by_key(|(version, _)| Reverse(*version));
    versions.into_iter().map(|(_, path)| path).collect()
}

fn bindir_of_pg_config() -> Option<PathBuf> {
    said_by(OsStr::new("pg_config"), "--bindir").map(PathBuf::from)
}

fn is_complete(directory: &Path) -> bool {
    PROGRAMS.iter().all(|program| directory.join(program).is_file())
}

/// Pairs a directory of programs with its major version; none when its postgres does not run.
fn with_major(directory: PathBuf) -> Option<(u32, PathBuf)> {
    let said = said_by(directory.join("postgres").as_os_str(), "--version")?;
    let (_, version) = said.split_once("(PostgreSQL) ")?;
    Some((leading_number(version)?, directory))
}

fn said_by(program: &OsStr, argument: &str) -> Option<String> {
    let output =
        Command::new(program).arg(argument).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// The number a text begins with: 17 of `17beta1`, of `17.2` and of `17`.
fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClusterConfig;

    const REQUIREMENTS: &Requirements = &ClusterConfig::named("test").oldest_major(14).requirements;

    fn versions(majors: &[u32]) -> Vec<(u32, PathBuf)> {
        majors.iter().map(|&major| (major, PathBuf::from(format!("/opt/{major}")))).collect()
    }

    #[test]
    fn a_new_cluster_takes_the_first_installation_that_is_new_enough() {
        let chosen = choose(versions(&[13, 15, 17]), REQUIREMENTS, None).unwrap();

        assert_eq!(chosen.program("initdb"), Path::new("/opt/15/initdb"));
    }

    #[test]
    fn an_existing_cluster_takes_its_own_major_version() {
        let chosen = choose(versions(&[17, 15]), REQUIREMENTS, Some(15)).unwrap();

        assert_eq!(chosen.directory(), Path::new("/opt/15"));
    }

    #[test]
    fn a_missing_an_old_and_another_installation_are_different_errors() {
        let message =
            |found: &[u32], needed| choose(versions(found), REQUIREMENTS, needed).unwrap_err().to_string();

        assert!(message(&[], None).contains("apt-get install postgresql"));
        assert!(message(&[12, 13], None).contains("only version 12, 13 was found"));
        assert!(message(&[17], Some(15)).contains("made by PostgreSQL 15"));
    }

    #[test]
    fn messages_name_the_commands_of_the_application() {
        let config = ClusterConfig::named("test").installer("make postgres").reset_command("test --new");
        let message =
            |found, needed| choose(versions(found), &config.requirements, needed).unwrap_err().to_string();

        assert!(message(&[], None).contains("or run make postgres, which does; or set PG_LOCAL_BIN"));
        assert!(message(&[17], Some(15)).ends_with("start over with an empty cluster (test --new)"));
    }

    #[test]
    fn a_version_is_the_number_it_begins_with() {
        assert_eq!(leading_number("17beta1"), Some(17));
        assert_eq!(leading_number("15.20 (Debian)"), Some(15));
        assert_eq!(leading_number("devel"), None);
    }
}
