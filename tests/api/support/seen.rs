//! Records which error codes each root field returns in tests.

use std::{
    collections::{HashMap, HashSet},
    fs::OpenOptions,
    io::Write,
    path::PathBuf,
    sync::{LazyLock, Mutex, PoisonError},
};

use panda::{
    error_catalogue,
    graphql::{OperationPolicy, Schema, permissions},
};
use serde_json::Value;

/// The root fields that the catalogue lists for each code.
pub static ANSWERED_BY: LazyLock<HashMap<&str, Vec<String>>> = LazyLock::new(|| {
    let schema = Schema::new(OperationPolicy::default());
    let codes = error_catalogue::codes().into_iter().map(|definition| definition.code);
    codes.map(|code| (code, schema.answered_by(code))).collect()
});

/// The file to which each test binary appends its observations: one code and root field per line.
pub fn seen_codes() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("seen-codes.txt")
}

/// Records the errors of a response, and fails for those that the catalogue does not list.
pub fn record(document: &str, body: &Value) {
    for error in body["errors"].as_array().into_iter().flatten() {
        let (Some(code), Some(path)) = (error["extensions"]["code"].as_str(), error["path"].as_array())
        else {
            continue;
        };
        let Some(first) = path[0].as_str().and_then(|key| root_field(document, key)) else { continue };
        let last = path.iter().rev().filter_map(Value::as_str).find_map(|key| root_field(document, key));
        // A list below an object has the codes of the root field with the same name.
        let listed = ANSWERED_BY.get(code).unwrap_or_else(|| panic!("{code} is in no catalogue"));
        let field = last.into_iter().chain([first]).find(|field| listed.iter().any(|listed| listed == field));
        keep(code, field.unwrap_or_else(|| panic!("the catalogue lists no {first} for {code}: {error}")));
    }
}

/// The root field for a response key, which may be an alias.
fn root_field(document: &str, key: &str) -> Option<&'static str> {
    let roots = || permissions::table().iter().filter(|row| ["Query", "Mutation"].contains(&row.object));
    let is_aliased = |field: &str| {
        let aliased = format!("{key}: {field}");
        let mut after = document.match_indices(&aliased).map(|(at, _)| &document[at + aliased.len()..]);
        after.any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    roots().map(|row| row.field).find(|field| *field == key || is_aliased(field))
}

fn keep(code: &str, field: &str) {
    static SEEN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    let line = format!("{code} {field}\n");
    if SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(line.clone()) {
        let file = OpenOptions::new().create(true).append(true).open(seen_codes());
        file.expect("a file").write_all(line.as_bytes()).expect("a line");
    }
}
