//! The answers to refused and failed requests, compared with snapshots: one for each shape of error.
//!
//! A snapshot has the status, the headers that matter for errors, and the body. Instants are those of the
//! test's clock.

mod fields;
mod requests;

use panda::account::RoleAssignment;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Actor, Answer, TestApp, snapshot_settings};

const HEADERS: [&str; 4] = ["content-type", "allow", "retry-after", "www-authenticate"];
const ADMIN: Actor = Some(RoleAssignment::Admin);

fn text_of(answer: &Answer) -> String {
    let header = |name| Some(format!("{name}: {}", answer.headers.get(name)?.to_str().expect("a text")));
    let headers: Vec<String> = HEADERS.into_iter().filter_map(header).collect();
    let (status, body) = (answer.status.as_u16(), with_sorted_errors(answer.body.clone()));
    format!("HTTP {status}\n{}\n\n{body:#}", headers.join("\n"))
}

/// The order of errors has no meaning.
fn with_sorted_errors(mut body: Value) -> Value {
    let errors = body["errors"].as_array_mut().expect("errors");
    errors.sort_by_key(|error| format!("{} {}", error["path"], error["extensions"]["field"]));
    body
}

fn compare(name: &str, description: &str, text: &str) {
    snapshot_settings("error_answers", description).bind(|| insta::assert_snapshot!(name, text));
}

/// Compares the answer to a request with a snapshot.
async fn expect(name: &str, description: &str, request: RequestBuilder) {
    let request = request.header("accept-language", "en-GB").header("x-request-id", "request-1");
    let answer = Answer::of(request.send().await.expect("the server answers")).await;
    compare(name, description, &text_of(&answer));
}

/// Compares the answer to an operation.
async fn expect_operation(app: &TestApp, name: &str, who: Actor, query: &str, variables: Value) {
    let post = match who {
        Some(assignment) => app.post_as(assignment),
        None => app.post_anonymously(),
    };
    expect(name, query, post.json(&json!({ "query": query, "variables": variables }))).await;
}
