//! Each snapshot belongs to a test, and no changed snapshot waits for a review.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::snapshot_directory;

fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a name")
}

/// The sources of a suite: one file, or the files of a directory.
fn sources(suite: &str) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api").join(suite);
    let files = if directory.is_dir() { entries(&directory) } else { vec![directory.with_extension("rs")] };
    files.iter().map(|file| fs::read_to_string(file).expect("a source")).collect()
}

#[test]
fn every_snapshot_is_named_in_its_suite_and_none_is_pending() {
    let suites = entries(&snapshot_directory());
    assert!(!suites.is_empty());
    for directory in suites {
        let sources = sources(stem(&directory));
        for file in entries(&directory) {
            let is_pending = file.extension().is_none_or(|extension| extension != "snap");
            assert!(!is_pending, "review {} (see CONTRIBUTING)", file.display());
            assert!(sources.contains(&format!("\"{}\"", stem(&file))), "remove {}", file.display());
        }
    }
}
