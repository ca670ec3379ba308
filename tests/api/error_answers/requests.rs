//! Errors of requests that run no operation. The answer has no data.

use std::time::Duration;

use panda::account::{Limit, Limits, RoleAssignment};
use reqwest::Method;
use serde_json::{Value, json};

use super::{ADMIN, compare, expect, expect_operation, text_of};
use crate::support::{Answer, TestApp};

const TYPENAME: &str = r#"{"query":"{ __typename }"}"#;
const REGISTER: &str =
    "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";

#[tokio::test]
async fn documents_and_variables() {
    let app = TestApp::start().await;
    for (name, query, variables) in [
        ("syntax", "{ patients(", json!({})),
        ("unknown_field", "{ patients { totalCount } patientz { id } }", json!({})),
        ("two_validation_errors", "{ patients(nothing: 1) { totalCount } clinicians }", json!({})),
        ("wrong_literal", r#"{ patients(first: "ten") { totalCount } }"#, json!({})),
        ("required_fields", REGISTER, json!({ "input": { "name": "Zoë", "postcode": null } })),
        (
            "wrong_variable",
            REGISTER,
            json!({ "input": { "nhsNumber": 1, "name": "Zoë", "dateOfBirth": "1987-03-25", "postcode": "M1 1AE" } }),
        ),
        (
            "cost",
            "{ patients(first: 100) { nodes { appointments(first: 100) { nodes { clinician { appointments(first: 100) { nodes { id } } } } } } } }",
            json!({}),
        ),
    ] {
        expect_operation(&app, name, ADMIN, query, variables).await;
    }
}

#[tokio::test]
async fn media_types_and_bodies() {
    let app = TestApp::start().await;
    let post = || app.post().header("content-type", "application/json");
    let syntax = json!({ "query": "{" }).to_string();
    let persisted =
        json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "0".repeat(64) } } });
    for (name, description, request) in [
        (
            "syntax_as_graphql_response",
            "accept: application/graphql-response+json",
            post().header("accept", "application/graphql-response+json").body(syntax),
        ),
        ("body_not_json", "a body that is not JSON", post().body("{ not JSON")),
        ("body_without_query", "a body without a query", post().body("{}")),
        (
            "body_with_wrong_variables",
            "variables that are no object",
            post().body(r#"{"query":"{ __typename }","variables":[]}"#),
        ),
        ("body_too_large", "a body of 65537 bytes", post().body(" ".repeat(65_537))),
        (
            "persisted_query",
            "a persisted query, without a list of operations",
            post().body(persisted.to_string()),
        ),
        (
            "content_type",
            "content-type: text/plain",
            app.post().header("content-type", "text/plain").body(TYPENAME),
        ),
        (
            "content_encoding",
            "content-encoding: gzip",
            post().header("content-encoding", "gzip").body(TYPENAME),
        ),
        ("not_acceptable", "accept: text/html", post().header("accept", "text/html").body(TYPENAME)),
        ("method", "DELETE /graphql", app.request(Method::DELETE, "/graphql")),
        ("path", "GET /nothing", app.get("/nothing")),
    ] {
        expect(name, description, request).await;
    }
}

#[tokio::test]
async fn callers() {
    let app = TestApp::start().await;
    let post =
        |token: &str| app.post_anonymously().bearer_auth(token).json(&json!({ "query": "{ __typename }" }));
    expect("token", "a malformed token", post("a.b.c")).await;
    expect("csv_without_token", "GET /statistics/missed.csv", app.missed_csv(None, "")).await;
    let parameters = "from=2026-13-01&until=&interval=DECADE&unknown=1";
    expect("csv_parameters", parameters, app.missed_csv(RoleAssignment::Staff, parameters)).await;
}

/// The limit uses the real time, so the time left is replaced.
#[tokio::test]
async fn rate_limits() {
    let requests_by_user = Limit::new(1, Duration::from_hours(1_000));
    let app = TestApp::builder().rate_limits(Limits { requests_by_user, ..Limits::default() }).start().await;
    let typename = json!({ "query": "{ __typename }" });
    let send = async || Answer::of(app.post().json(&typename).send().await.expect("an answer")).await;
    send().await.data("/__typename");
    let refused = send().await;
    let args = &refused.expect_code("RATE_LIMITED").args;
    let mut text = text_of(&refused);
    for name in ["retryAfterSeconds", "retryAfterMinutes"] {
        let Value::Number(number) = &args[name] else { panic!("no {name} in {args}") };
        text = text.replace(&number.to_string(), &format!("[{name}]"));
    }
    compare("rate_limited", "the second request of a user who may send one", &text);
}

#[tokio::test]
async fn an_unavailable_database() {
    let app = TestApp::start().await;
    app.context.database.close();
    expect_operation(&app, "unavailable", ADMIN, "{ patients { totalCount } }", json!({})).await;
}
