//! The documents: their blocks work, names in them exist, and generated ones are up to date.

mod names;

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use crate::{
    demo::{self, Demo},
    support::{BlockPurpose, FencedBlock, MarkdownFile, Place, Program, execute, top},
};

/// The address of the API in every document.
const ADDRESS: &str = "http://127.0.0.1:8080";

/// The documents start PANDA by `cargo run -- …`, and the tests have built it already.
const CARGO: &str = "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec panda \"$@\"\n";

/// It prints the numbers past the test harness, which hides what a test prints.
#[test]
fn each_block_is_run_or_gives_a_reason_why_not() {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for document in MarkdownFile::all() {
        for block in &document.blocks {
            let can_run = ["sh", "sql", "graphql"].contains(&block.language.as_str());
            let kind = match &block.purpose {
                BlockPurpose::Run { .. } if can_run => format!("{} run", block.language),
                BlockPurpose::Variables | BlockPurpose::File(_) => "used by the next".to_owned(),
                BlockPurpose::NotRun => "not run".to_owned(),
                BlockPurpose::Run { .. } | BlockPurpose::Unmarked => {
                    faults.push(format!("{}:{}", document.path, block.line));
                    continue;
                }
            };
            *numbers.entry(kind).or_default() += 1;
        }
    }
    assert!(faults.is_empty(), "mark these blocks, as tests/api/support/markdown.rs says: {faults:#?}");
    writeln!(std::io::stderr(), "blocks of the documents: {numbers:?}").expect("it can be written");
    for kind in ["sh run", "sql run", "graphql run"] {
        assert!(numbers.contains_key(kind), "{numbers:?}");
    }
}

#[test]
fn the_commands_and_statements_of_the_documents_work() {
    let place = Place::new("documents");
    let demo = Demo::start(&mut demo::command(&place));
    let work = tempfile::tempdir().expect("a directory");
    let programs = work.path().join("bin");
    fs::create_dir(&programs).expect("a directory");
    symlink(env!("CARGO_BIN_EXE_panda"), programs.join("panda")).expect("a link");
    fs::write(programs.join("cargo"), CARGO).expect("a file");
    fs::set_permissions(programs.join("cargo"), fs::Permissions::from_mode(0o755)).expect("an own file");
    for document in MarkdownFile::all() {
        run_shell(&document, &demo, work.path(), &programs);
        for block in document.run_blocks("sql") {
            execute(&demo.database_url, &block.text);
        }
    }
}

/// Runs the `sh run` blocks of a document in one shell, so that later blocks have the variables of earlier
/// ones.
fn run_shell(document: &MarkdownFile, demo: &Demo, work: &Path, programs: &Path) {
    let blocks: Vec<&FencedBlock> = document.run_blocks("sh").collect();
    if blocks.is_empty() {
        return;
    }
    let directory = work.join(document.path.replace('/', "-"));
    fs::create_dir(&directory).expect("a directory");
    symlink(top().join("examples"), directory.join("examples")).expect("a link");
    for block in &document.blocks {
        if let BlockPurpose::File(name) = &block.purpose {
            fs::write(directory.join(name), &block.text).expect("a file");
        }
    }
    let marked = |block: &&FencedBlock| format!("printf '\\036{}\\n'\n{}", block.line, block.text);
    let script: String = blocks.iter().map(marked).collect();
    let address = demo.api.strip_suffix("/graphql").expect("the path of the API");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut bash = Command::new("bash");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PANDA_")) {
        bash.env_remove(name);
    }
    bash.args(["-euo", "pipefail", "-c", &script.replace(ADDRESS, address)])
        .current_dir(&directory)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("DATABASE_URL", &demo.database_url)
        .env("PANDA_JWT_KEYS", &demo.key)
        .env("PANDA_DATABASE_ACQUIRE_TIMEOUT", "60000");
    let ended = Program::run(&mut bash);
    let parts: Vec<&str> = ended.stdout.split('\u{1e}').skip(1).collect();
    for (block, part) in blocks.iter().zip(&parts) {
        let BlockPurpose::Run { prints } = &block.purpose else { continue };
        let is_expected = prints.as_ref().map_or(!part.contains("\"errors\""), |text| part.contains(text));
        assert!(is_expected, "{}:{} prints {part}", document.path, block.line);
    }
    let last = parts.last().and_then(|part| part.lines().next()).unwrap_or_default();
    assert!(ended.status.success(), "{}:{last} fails: {}", document.path, ended.stderr);
}

#[test]
fn the_list_of_settings_is_generated() {
    let committed = fs::read_to_string(top().join("docs/settings.md")).unwrap_or_default();
    let is_current = committed == panda::cli::settings_markdown();
    assert!(is_current, "out of date: cargo run -- settings > docs/settings.md");
}

#[test]
fn the_readme_and_the_architecture_stay_short() {
    let lines = MarkdownFile::read("README.md").text.lines().count();
    assert!(lines <= 180, "README.md has {lines} lines; move some of them to docs/");
    let words = MarkdownFile::read("ARCHITECTURE.md").text.split_whitespace().count();
    assert!(words <= 1_500, "ARCHITECTURE.md has {words} words; a reason belongs into docs/adr/");
}
