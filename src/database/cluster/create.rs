//! Creates the files of a new cluster, all or nothing: an interrupted attempt leaves nothing that a later start would
//! take for a cluster.

use std::fs::{self, File};
use std::path::Path;
use std::process::Output;

use super::binaries::Binaries;
use super::error::ClusterError;
use super::home::{self, Home};
use super::kind::Durability;
use super::owner::Owner;

/// The role that owns the cluster.
pub(super) const SUPERUSER: &str = "panda";

/// UTF-8 with a Unicode ctype, without which trigram search finds nothing in most scripts.
const LOCALE: &str = if cfg!(target_os = "macos") { "--locale=en_US.UTF-8" } else { "--locale=C.UTF-8" };

/// Runs initdb for a directory that has no cluster yet.
pub(super) fn unless_exists(
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
    must_have_contrib(&unfinished, binaries, owner)?;

    let mut arguments = vec!["--encoding=UTF8", LOCALE, "--auth=trust", "--username", SUPERUSER];
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

/// Some platforms package the contrib modules apart; their absence is better told now than by a failing migration.
fn must_have_contrib(data: &Path, binaries: &Binaries, owner: &Owner) -> Result<(), ClusterError> {
    let said = text_of(&initdb(data, binaries, owner, &["--show"])?);
    let Some(share) = said.lines().find_map(|line| line.trim().strip_prefix("share_path=")) else {
        return Ok(());
    };
    let btree_gist = Path::new(share).join("extension/btree_gist.control");
    if btree_gist.exists() { Ok(()) } else { Err(ClusterError::NoContrib(btree_gist)) }
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
