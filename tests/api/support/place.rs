//! Where a test keeps a cluster of its own.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use panda::database::local_cluster::CLUSTERS;

/// A path for one test's cluster, erased afterwards; under the temporary directory, which root's deputy may enter.
pub struct Place(PathBuf);

impl Place {
    pub fn new(name: &str) -> Self {
        let temporary = env::temp_dir().canonicalize().expect("there is a temporary directory");
        Self(temporary.join(format!("panda-place-{}-{name}", std::process::id())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Best effort: a test that fails has something better to say.
        drop(CLUSTERS.erase(&self.0));
        drop(fs::remove_dir_all(&self.0));
    }
}
