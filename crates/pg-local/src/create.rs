//! Creates the files of a new cluster, all or nothing: a later start does not mistake an interrupted attempt
//! for a cluster.

use std::fs::{self, File};
use std::path::Path;
use std::process::Output;

use crate::binaries::Binaries;
use crate::config::ClusterConfig;
use crate::error::ClusterError;
use crate::home::{self, Home};
use crate::kind::Durability;
use crate::owner::Owner;

/// UTF-8 with a Unicode ctype, without which trigram search finds nothing in most scripts.
const LOCALE: &str = if cfg!(target_os = "macos") { "--locale=en_US.UTF-8" } else { "--locale=C.UTF-8" };

/// Runs initdb for a directory that has no cluster yet.
pub(crate) fn unless_exists(
    config: &ClusterConfig,
    home: &Home,
    binaries: &Binaries,
    owner: &Owner,
    kind: Durability,
) -> Result<(), ClusterError> {
    if home::major_of(home.path()).is_some() {
        return Ok(());
    }
    let unfinished = home.unfinished_data();
    home.clear_unfinished();
    home::create_private(&unfinished).map_err(ClusterError::io("create", &unfinished))?;
    owner.give(&unfinished)?;
    check_extensions(config, &unfinished, binaries, owner)?;

    let mut arguments = vec!["--encoding=UTF8", LOCALE, "--auth=trust", "--username", config.superuser];
    arguments.extend(kind.initdb_arguments());
    let output = initdb(&unfinished, binaries, owner, &arguments)?;
    if !output.status.success() {
        let _ = fs::remove_dir_all(&unfinished);
        return Err(ClusterError::InitFailed(text_of(&output)));
    }
    let data = home.data();
    fs::rename(&unfinished, &data).map_err(ClusterError::io("create", &data))?;
    File::open(home.path())
        .and_then(|directory| directory.sync_all())
        .map_err(ClusterError::io("write", &data))?;
    tracing::info!(directory = %home.path().display(), "created a PostgreSQL cluster");
    Ok(())
}

/// Refuses an installation that lacks an extension, because some platforms package the contrib modules
/// separately. Where initdb does not say where extensions are, nothing is refused.
fn check_extensions(
    config: &ClusterConfig,
    data: &Path,
    binaries: &Binaries,
    owner: &Owner,
) -> Result<(), ClusterError> {
    let requirements = config.requirements;
    if requirements.extensions.is_empty() {
        return Ok(());
    }
    let said = text_of(&initdb(data, binaries, owner, &["--show"])?);
    let Some(share) = said.lines().find_map(|line| line.trim().strip_prefix("share_path=")) else {
        return Ok(());
    };
    let control = |name| Path::new(share).join(format!("extension/{name}.control"));
    match requirements.extensions.iter().map(control).find(|control| !control.exists()) {
        Some(missing) => Err(ClusterError::MissingExtension { missing, requirements }),
        None => Ok(()),
    }
}

fn initdb(
    data: &Path,
    binaries: &Binaries,
    owner: &Owner,
    arguments: &[&str],
) -> Result<Output, ClusterError> {
    let program = binaries.program("initdb");
    let mut command = owner.command(&program);
    command.arg("--pgdata").arg(data).args(arguments);
    command.output().map_err(ClusterError::io("run", &program))
}

fn text_of(output: &Output) -> String {
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&said).trim().to_owned()
}
