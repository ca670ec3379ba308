//! If a list of allowed operations exists, the server runs no others.

use std::{fs, path::Path};

use panda::graphql::{AllowedOperations, DocumentLimits, OperationPolicy};
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
    let policy = OperationPolicy { allowed: Some(list(directory.path())), ..OperationPolicy::default() };
    TestApp::builder().policy(policy).start().await
}

async fn post(app: &TestApp, body: Value) -> Answer {
    Answer::of(app.post().json(&body).send().await.expect("the server answers")).await
}

fn id(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn a_listed_operation_runs_by_its_text() {
    let app = listing().await;
    for text in [COUNT.to_owned(), format!("  {COUNT}\n\n")] {
        assert_eq!(post(&app, json!({ "query": text })).await.data("/patients/totalCount"), 0);
    }
    let named = json!({ "query": TWO, "operationName": "First", "variables": { "first": 3 } });
    assert_eq!(post(&app, named).await.data("/patients/totalCount"), 0);
}

#[tokio::test]
async fn a_listed_operation_runs_by_its_id() {
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

/// The format of GraphQL Code Generator. The client preset's default hash is SHA-1, and a hash may have a
/// prefix.
#[tokio::test]
async fn manifests_of_code_generators_are_accepted_unchanged() {
    let sha1 = "ca9edd1c5d45bbb5bb1e1cb29b3d3dd2f2e0a1b0";
    let manifest = json!({
        sha1: COUNT,
        format!("sha256:{}", id(TWO)): TWO,
        "Named by hand": "{ clinicians { totalCount } }",
    });
    let directory = directory(&[("persisted-documents.json", &manifest.to_string())]);
    let allowed = Some(list(&directory.path().join("persisted-documents.json")));
    let policy = OperationPolicy { allowed, ..OperationPolicy::default() };
    let app = TestApp::builder().policy(policy).start().await;
    let apollo = |id: &str| json!({ "persistedQuery": { "version": 1, "sha256Hash": id } });
    for id in [sha1.to_owned(), sha1.to_uppercase(), id(COUNT), format!("sha256:{}", id(COUNT))] {
        for body in [json!({ "documentId": id }), json!({ "extensions": apollo(&id) })] {
            assert_eq!(post(&app, body.clone()).await.data("/patients/totalCount"), 0, "{body}");
        }
    }
    for id in [id(TWO), format!("sha256:{}", id(TWO))] {
        for mut body in [json!({ "documentId": id }), json!({ "extensions": apollo(&id) })] {
            body["operationName"] = json!("Name");
            assert_eq!(post(&app, body.clone()).await.data("/__typename"), "Query", "{body}");
        }
    }
    let by_hand = post(&app, json!({ "documentId": "Named by hand" })).await;
    assert_eq!(by_hand.data("/clinicians/totalCount"), 0);
    assert_eq!(post(&app, json!({ "query": COUNT })).await.data("/patients/totalCount"), 0);
    for unknown in ["named by hand", "sha256:", "", &sha1[1..]] {
        post(&app, json!({ "documentId": unknown })).await.expect_code("PERSISTED_QUERY_NOT_FOUND");
    }
    post(&app, json!({ "query": "{ __typename }" })).await.expect_code("OPERATION_NOT_ALLOWED");
}

/// Apollo and urql's Graphcache add `__typename` to the documents that they send.
#[tokio::test]
async fn a_document_that_differs_in_typename_only_is_refused_with_the_reason() {
    let app = listing().await;
    for query in [
        "query Count {\n  patients {\n    totalCount\n    __typename\n  }\n}",
        "query Count {\n  patients {\n    __typename\n    totalCount\n  }\n}\n",
        "query Count { patients { totalCount } }",
        "query Count {\n  patients { totalCount } # all of them\n}",
        "query Name { __typename } query First($first: Int) { __typename patients(first: $first) { totalCount } }",
    ] {
        let answer = post(&app, json!({ "query": query })).await;
        let message = answer.expect_code("OPERATION_TEXT_DIFFERS").message;
        assert!(message.contains("__typename"), "{message}");
        assert!(answer.body.get("data").is_none());
    }
    for query in [
        "query Count { patients { totalCount x: __typename } }",
        "query Counts { patients { totalCount __typename } }",
        "query Count { patients { totalCount __typename pageInfo { hasNextPage } } }",
        "query Count { patients { totalCount __typename } ",
    ] {
        post(&app, json!({ "query": query })).await.expect_code("OPERATION_NOT_ALLOWED");
    }
}

#[tokio::test]
async fn unlisted_operations_are_refused() {
    let app = listing().await;
    for query in [
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        "query Count { patients { totalCount } clinicians { totalCount } }",
        "{",
        "",
    ] {
        post(&app, json!({ "query": query })).await.expect_code("OPERATION_NOT_ALLOWED");
    }
    // If the request contains the text, the ID need not match it.
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
fn a_missing_or_invalid_operation_list_prevents_the_start() {
    let faulty = directory(&[("good.graphql", COUNT), ("bad.graphql", "query {\n  patients {")]);
    let complex = directory(&[("complex.graphql", &format!("{{ __typename }} #{}", "[".repeat(200)))]);
    let empty = directory(&[("notes.txt", COUNT)]);
    let two_of_one_id = json!({ "ABC": COUNT, "sha256:abc": TWO }).to_string();
    let manifests = directory(&[
        ("ambiguous.json", &two_of_one_id),
        ("array.json", "[]"),
        ("empty.json", "{}"),
        ("faulty.json", r#"{ "abc": "query {" }"#),
        ("numbers.json", r#"{ "abc": 1 }"#),
    ]);
    let manifest = |name: &str| manifests.path().join(name);
    for (path, because) in [
        (faulty.path(), "bad.graphql is not a GraphQL document: see line 2"),
        (complex.path(), "complex.graphql is too large or too complex"),
        (empty.path(), "no .graphql or .gql file"),
        (&manifest("ambiguous.json"), "two documents have the identifier sha256:abc"),
        (&manifest("array.json"), "array.json is not a manifest"),
        (&manifest("empty.json"), "it contains no document"),
        (&manifest("faulty.json"), "faulty.json is not a GraphQL document: see line 1"),
        (&manifest("numbers.json"), "numbers.json is not a manifest"),
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
