//! Files, headings, tests and log messages that documents name exist.

use std::{fs, path::Path};

use crate::support::{MarkdownFile, top};

#[test]
fn links_of_the_documents_lead_to_files_and_headings() {
    let mut broken = Vec::new();
    for document in MarkdownFile::all() {
        let folder = top().join(&document.path).parent().expect("a directory").to_owned();
        for (path, anchor) in document.links() {
            let target = if path.is_empty() { top().join(&document.path) } else { folder.join(path) };
            let is_there = target.exists() && (anchor.is_empty() || has_heading(&target, anchor));
            if !is_there {
                broken.push(format!("{}: {path}#{anchor}", document.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The changelog may name files that later releases no longer have. Parts in capitals and in angle brackets
/// stand for others.
#[test]
fn files_that_the_documents_name_exist() {
    const FOLDERS: [&str; 8] =
        ["src/", "tests/", "docs/", "script/", "examples/", "migrations/", "benches/", "crates/"];
    let mut missing = Vec::new();
    for document in MarkdownFile::all().iter().filter(|document| document.path != "CHANGELOG.md") {
        let quoted = document.prose.split('`').skip(1).step_by(2);
        let is_file = |name: &&str| {
            FOLDERS.iter().any(|folder| name.starts_with(folder))
                && !name.contains([' ', '<', '*', '{', '\n'])
        };
        let files = quoted.filter(is_file).filter(|name| !name.contains("ROLE") && !name.contains("room"));
        let folder = top().join(&document.path).parent().expect("a directory").to_owned();
        let absent = files.filter(|name| !top().join(name).exists() && !folder.join(name).exists());
        missing.extend(absent.map(|name| format!("{}: {name}", document.path)));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

fn has_heading(target: &Path, anchor: &str) -> bool {
    let target = target.canonicalize().expect("it is there");
    let path =
        target.strip_prefix(top().canonicalize().expect("it is there")).expect("it is in the repository");
    MarkdownFile::read(path.to_str().expect("a text")).anchors().iter().any(|heading| heading == anchor)
}

/// The tables of faults name tests as `suite::beginning_of_the_test`, and several of one suite as
/// `…_end_of_the_test`.
#[test]
fn tests_that_the_operations_page_names_exist() {
    let operations = MarkdownFile::read("docs/operations.md");
    let quoted = operations.prose.split('`').skip(1).step_by(2);
    let mut count = 0;
    let mut suite = String::new();
    for name in quoted {
        let (test, is_beginning) = if let Some((of, test)) = name.split_once("::") {
            suite = fs::read_to_string(top().join(format!("tests/api/{of}.rs"))).unwrap_or_default();
            (test, true)
        } else if let Some(end) = name.strip_prefix('…').filter(|end| end.starts_with('_')) {
            (end, false)
        } else {
            continue;
        };
        let wanted = if is_beginning { format!("fn {test}(") } else { format!("{test}(") };
        assert!(suite.contains(&wanted), "docs/operations.md names {name}, which is no test");
        count += 1;
    }
    assert!(count >= 10, "{count}");
}

/// Operators search the log for these texts.
#[test]
fn log_messages_that_the_operations_page_quotes_exist() {
    let source = source(&top().join("src"));
    let operations = MarkdownFile::read("docs/operations.md");
    let prose = operations.prose.split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = prose.split('`').skip(1).step_by(2);
    let messages =
        quoted.filter_map(|text| text.strip_prefix("WARN ").or_else(|| text.strip_prefix("INFO ")));
    let messages: Vec<&str> = messages.collect();
    assert!(messages.len() >= 8, "{messages:#?}");
    let missing: Vec<_> = messages.into_iter().filter(|message| !source.contains(message)).collect();
    assert!(missing.is_empty(), "no code writes these messages: {missing:#?}");
}

/// Every file of Rust below a directory, as one text.
fn source(directory: &Path) -> String {
    let paths = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    let text = |path: &Path| fs::read_to_string(path).expect("a text");
    paths.fold(String::new(), |all, path| match path.extension() {
        _ if path.is_dir() => all + &source(&path),
        Some(extension) if extension == "rs" => all + &text(&path),
        _ => all,
    })
}
