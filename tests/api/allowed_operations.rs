//! Where operations are listed, nothing else is run.

use std::{fs, path::Path};

use panda::{
    account::Limits,
    graphql::{AllowedOperations, DocumentLimits, Terms},
    http::Edge,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Answer, Program, TestApp, key_file, panda};

const COUNT: &str = "query Count {\n  patients { totalCount }\n}";
const TWO: &str =
    "query First($first: Int) { patients(first: $first) { totalCount } } query Name { __typename }";

fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        fs::write(directory.path().join(name), text).expect("a file");
    }
    directory
}

fn list(path: &Path) -> AllowedOperations {
    AllowedOperations::read(path, &DocumentLimits::default()).expect("a list")
}

async fn listing() -> TestApp {
    let directory = directory(&[
        ("count.graphql", &format!("\n{COUNT}\n")),
        ("two.gql", TWO),
        ("notes.txt", "{ __schema"),
    ]);
    let terms = Terms { allowed: Some(list(directory.path())), ..Terms::default() };
    TestApp::start_behind(Edge { terms, ..Edge::default() }, Limits::default()).await
}

async fn post(app: &TestApp, body: Value) -> Answer {
    Answer::of(app.post().json(&body).send().await.expect("the server answers")).await
}

fn id(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn a_listed_operation_is_run_by_its_text() {
    let app = listing().await;
    for text in [COUNT.to_owned(), format!("  {COUNT}\n\n")] {
        assert_eq!(post(&app, json!({ "query": text })).await.data("/patients/totalCount"), 0);
    }
    let named = json!({ "query": TWO, "operationName": "First", "variables": { "first": 3 } });
    assert_eq!(post(&app, named).await.data("/patients/totalCount"), 0);
}

#[tokio::test]
async fn a_listed_operation_is_run_by_its_id() {
    let app = listing().await;
    let apollo = |id: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": id } });
    for body in [
        json!({ "documentId": id(COUNT) }),
        json!({ "documentId": format!("sha256:{}", id(COUNT)) }),
        json!({ "documentId": id(COUNT).to_uppercase() }),
        json!({ "extensions": apollo(&id(COUNT)) }),
        json!({ "query": COUNT, "extensions": apollo(&id(COUNT)) }),
    ] {
        assert_eq!(post(&app, body.clone()).await.data("/patients/totalCount"), 0, "{body}");
    }
    let named = json!({ "documentId": id(TWO), "operationName": "Name" });
    assert_eq!(post(&app, named).await.data("/__typename"), "Query");
}

#[tokio::test]
async fn nothing_else_is_run() {
    let app = listing().await;
    for query in [
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        "query Count { patients { totalCount } }",
        "{",
        "",
    ] {
        post(&app, json!({ "query": query })).await.expect_code("OPERATION_NOT_ALLOWED");
    }
    // What an id is the id of does not matter when it comes with a text.
    let other = json!({ "query": "{ __typename }", "documentId": id(COUNT) });
    post(&app, other).await.expect_code("OPERATION_NOT_ALLOWED");
    for unknown in [
        id("{ __typename }"),
        String::new(),
        "x".repeat(64),
        id(COUNT)[1..].to_owned(),
        "../count".to_owned(),
    ] {
        let answer = post(&app, json!({ "documentId": unknown })).await;
        answer.expect_code("PERSISTED_QUERY_NOT_FOUND");
        assert!(answer.body.get("data").is_none());
    }
}

#[tokio::test]
async fn without_a_list_an_id_alone_is_not_enough() {
    let app = TestApp::start().await;
    post(&app, json!({ "documentId": id(COUNT) })).await.expect_code("PERSISTED_QUERY_NOT_SUPPORTED");
    let both = json!({ "query": COUNT, "extensions": { "persistedQuery": { "version": 1, "sha256Hash": id(COUNT) } } });
    assert_eq!(post(&app, both).await.data("/patients/totalCount"), 0);
    for body in [
        json!({ "documentId": 7 }),
        json!({ "query": COUNT, "documentId": [] }),
        json!({ "extensions": { "persistedQuery": {} } }),
        json!({ "query": COUNT, "extensions": { "persistedQuery": "x" } }),
    ] {
        post(&app, body).await.expect_code("HTTP_BODY_INVALID");
    }
}

#[test]
fn a_directory_that_holds_no_list_is_refused_before_anything_starts() {
    let faulty = directory(&[("good.graphql", COUNT), ("bad.graphql", "query {\n  patients {")]);
    let complex = directory(&[("complex.graphql", &format!("{{ __typename }} #{}", "[".repeat(200)))]);
    let empty = directory(&[("notes.txt", COUNT)]);
    for (path, because) in [
        (faulty.path(), "bad.graphql is no GraphQL document: see line 2"),
        (complex.path(), "complex.graphql is too large or too complex"),
        (empty.path(), "no file whose name ends with .graphql"),
        (Path::new("/nowhere/at/all"), "/nowhere/at/all cannot be read"),
    ] {
        let ended = Program::run(
            panda()
                .arg("serve")
                .env("DATABASE_URL", "postgres://panda@127.0.0.1:1/panda")
                .env("PANDA_JWT_KEYS", key_file())
                .env("PANDA_ALLOWED_OPERATIONS", path),
        );
        assert!(!ended.status.success());
        assert!(ended.stderr.contains("--allowed-operations") && ended.stderr.contains(because), "{ended:?}");
    }
}
