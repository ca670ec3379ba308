//! The committed schema is the served one, and its descriptions explain it completely.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::TestApp;

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == panda::graphql::sdl(), "out of date: cargo run -- schema > schema.graphql");
}

const INTROSPECTION: &str = "{ __schema { description types {
    name description
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description }
    enumValues(includeDeprecated: true) { name description }
} directives { name description args { name description } } } }";

/// Every description with the name of its element: `Patient.appointments(first)`.
async fn descriptions() -> Vec<(String, Option<String>)> {
    let app = TestApp::start().await;
    let schema = app.query(INTROSPECTION).await.data("/__schema");
    let mut found = Vec::new();
    // The GraphQL specification describes its own elements.
    let is_ours = |kind: &&Value| !name(kind).starts_with("__") && name(kind) != "ID";
    for kind in list(&schema["types"]).iter().filter(is_ours) {
        found.push(described(name(kind), kind));
        for field in list(&kind["fields"]) {
            let path = format!("{}.{}", name(kind), name(&field));
            let arguments = list(&field["args"]);
            found.extend(
                arguments.iter().map(|argument| described(format!("{path}({})", name(argument)), argument)),
            );
            found.push(described(path, &field));
        }
        for part in list(&kind["inputFields"]).iter().chain(&list(&kind["enumValues"])) {
            found.push(described(format!("{}.{}", name(kind), name(part)), part));
        }
    }
    found
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn name(value: &Value) -> String {
    value["name"].as_str().expect("a name").to_owned()
}

fn described(name: String, value: &Value) -> (String, Option<String>) {
    (name, value["description"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn everything_in_the_schema_has_a_description() {
    let descriptions = descriptions().await;
    assert!(descriptions.len() > 300, "that was not all: {}", descriptions.len());
    let missing: Vec<&String> = descriptions
        .iter()
        .filter(|(_, description)| description.as_deref().unwrap_or_default().trim().is_empty())
        .map(|(name, _)| name)
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn no_description_mentions_the_implementation() {
    const INSIDES: [&str; 12] = [
        "rust", "::", "option<", "vec<", "struct", "trait", "diesel", "async", "crate", "serde", "sql",
        "todo",
    ];
    for (name, description) in descriptions().await {
        let description = description.unwrap_or_default().to_lowercase();
        let shown: Vec<_> = INSIDES.iter().filter(|inside| description.contains(*inside)).collect();
        assert!(shown.is_empty(), "{name} speaks of {shown:?}: {description}");
    }
}

#[tokio::test]
async fn specified_scalars_link_their_specification() {
    let app = TestApp::start().await;
    for (scalar, host) in [
        ("NhsNumber", "www.datadictionary.nhs.uk"),
        ("DateTime", "www.rfc-editor.org"),
        ("Date", "www.rfc-editor.org"),
        ("Locale", "www.rfc-editor.org"),
    ] {
        let query = format!("{{ __type(name: \"{scalar}\") {{ specifiedByURL }} }}");
        let url = app.query(&query).await.text("/__type/specifiedByURL");
        assert!(url.starts_with(&format!("https://{host}/")), "{scalar}: {url}");
    }
}
