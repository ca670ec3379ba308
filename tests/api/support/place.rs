//! A directory for a test's own cluster.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use panda::database::local_cluster::CLUSTERS;

/// The path of one test's cluster, removed afterwards. It is in the temporary directory, which the
/// unprivileged user that replaces root can enter.
pub struct Place(PathBuf);

impl Place {
    pub fn new(name: &str) -> Self {
        let temporary = env::temp_dir().canonicalize().expect("there is a temporary directory");
        Self(temporary.join(format!("panda-place-{}-{name}", std::process::id())))
    }

    /// A copy of this place, whose cluster must have been stopped.
    pub fn copy(&self, name: &str) -> Self {
        let copy = Self::new(name);
        let copied = Command::new("cp").args(["-a", "--"]).args([&self.0, &copy.0]).status();
        assert!(copied.expect("cp runs").success());
        copy
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Best effort: a failure here would hide the test's own failure.
        drop(CLUSTERS.erase(&self.0));
        drop(fs::remove_dir_all(&self.0));
    }
}
