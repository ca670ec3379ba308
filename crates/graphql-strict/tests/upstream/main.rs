//! The defects of our libraries that `docs/upstream` describes, reproduced with the libraries alone.
//!
//! Each test asserts the defect. It fails when a newer version of the library behaves in another way, and its
//! message says what guards against the defect and what can be deleted.

mod apollo;
mod execution;
mod introspection;
mod parsing;
mod validation;

use std::{collections::BTreeSet, fmt::Debug, fs, path::Path};

use async_graphql::{ObjectType, Request, Schema, SubscriptionType};
use futures_executor::block_on;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const TESTS: [&str; 5] = [
    include_str!("apollo.rs"),
    include_str!("execution.rs"),
    include_str!("introspection.rs"),
    include_str!("parsing.rs"),
    include_str!("validation.rs"),
];

/// Asserts that the library behaves as the document says under "Actual".
#[track_caller]
fn assert_defect<T: PartialEq<U> + Debug, U: Debug>(document: &str, actual: T, defective: U) {
    assert!(
        actual == defective,
        "docs/upstream/{document}.md no longer describes the library: {actual:?}, not {defective:?}. \
         If the defect is fixed, delete the document and its guard: {}",
        row(document)
    );
}

/// The row of the table in `docs/upstream/README.md` that names the defect's guard.
fn row(document: &str) -> String {
    let table = fs::read_to_string(Path::new(ROOT).join("docs/upstream/README.md")).expect("a table");
    let row = table.lines().find(|line| line.starts_with(&format!("| [{document}]")));
    row.unwrap_or_else(|| panic!("docs/upstream/README.md has no row for {document}")).to_owned()
}

/// The data of a response, and the messages of its errors.
fn execute<Q, M, S>(schema: &Schema<Q, M, S>, request: impl Into<Request>) -> (String, Vec<String>)
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let response = block_on(schema.execute(request));
    let errors = response.errors.into_iter().map(|error| error.message).collect();
    (response.data.to_string(), errors)
}

#[test]
fn every_document_has_a_row_and_a_test() {
    let entries = fs::read_dir(Path::new(ROOT).join("docs/upstream")).expect("a directory");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    let documents: BTreeSet<String> = names
        .filter(|name| name != "README.md")
        .filter_map(|name| Some(name.strip_suffix(".md")?.into()))
        .collect();
    assert!(documents.len() > 30, "{documents:?}");
    for document in documents {
        row(&document);
        let quoted = format!("\"{document}\"");
        assert!(TESTS.iter().any(|test| test.contains(&quoted)), "nothing reproduces {document}");
    }
}

#[test]
fn every_guard_is_where_the_table_says() {
    let table = fs::read_to_string(Path::new(ROOT).join("docs/upstream/README.md")).expect("a table");
    let paths =
        table.split('`').skip(1).step_by(2).filter(|quoted| quoted.contains('/') && !quoted.contains(' '));
    let missing: Vec<&str> = paths.filter(|path| !Path::new(ROOT).join(path).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
