//! GraphQL over HTTP: the accepted request formats, and the responses when no operation can run.

use std::time::Duration;

use panda::i18n;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{Answer, TestApp};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";
const TYPENAME: &str = r#"{"query":"{ __typename }"}"#;
const MAXIMUM_BODY: usize = 64 * 1024;

fn post(app: &TestApp, body: impl Into<reqwest::Body>) -> RequestBuilder {
    app.post().header("content-type", JSON).body(body)
}

async fn answer(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("the server answers")).await
}

fn content_type(answer: &Answer) -> &str {
    answer.headers["content-type"].to_str().expect("a text").split(';').next().expect("a type")
}

/// A valid request body of exactly this many bytes.
fn body_of(length: usize) -> String {
    let (begin, end) = (r#"{"query":"{ __typename }","operationName":null"#, "}");
    format!("{begin}{}{end}", " ".repeat(length - begin.len() - end.len()))
}

#[tokio::test]
async fn the_response_has_the_accepted_media_type() {
    let app = TestApp::start().await;
    for (accept, expected) in [
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        ("*/*", JSON),
        ("application/*", JSON),
        ("APPLICATION/JSON; charset=utf-8", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/graphql-response+json;q=0.5, application/json", JSON),
        ("application/json;q=0, */*", GRAPHQL),
        ("*/*, application/json", JSON),
        ("application/*, application/graphql-response+json", GRAPHQL),
        ("*/*, application/json;q=0", GRAPHQL),
        ("application/json;q=0.2, application/*;q=0.1", JSON),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("*/*;q=0, application/graphql-response+json;q=0.1", GRAPHQL),
    ] {
        let answer = answer(post(&app, TYPENAME).header("accept", accept)).await;
        assert_eq!((answer.status, content_type(&answer)), (StatusCode::OK, expected), "{accept}");
        assert_eq!(answer.text("/__typename"), "Query");
    }
    for accept in
        ["text/html", "application/json;q=0", "image/*, text/plain", "*/*;q=0", "application/*;q=0, */*;q=0"]
    {
        let answer = answer(post(&app, TYPENAME).header("accept", accept)).await;
        assert_eq!((answer.status, content_type(&answer)), (StatusCode::NOT_ACCEPTABLE, JSON), "{accept}");
        answer.expect_code("HTTP_NOT_ACCEPTABLE");
    }
}

#[tokio::test]
async fn the_default_media_type_is_json() {
    let app = TestApp::start().await;
    // Every client library sends its own Accept header.
    let length = TYPENAME.len();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: panda\r\nconnection: close\r\ncontent-type: {JSON}\r\ncontent-length: {length}\r\n\r\n{TYPENAME}"
    );
    let mut stream =
        TcpStream::connect(app.address.trim_start_matches("http://")).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut said = String::new();
    let read = timeout(Duration::from_secs(30), stream.read_to_string(&mut said)).await;
    read.expect("the answer ends").expect("the answer is text");
    assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{said}");
    assert!(said.contains("content-type: application/json; charset=utf-8\r\n"), "{said}");
    assert!(said.ends_with(r#"{"data":{"__typename":"Query"}}"#), "{said}");
}

#[tokio::test]
async fn a_request_error_has_no_data_and_a_status_by_media_type() {
    let app = TestApp::start().await;
    for query in ["{", "{ nothingOfThatName }", "{ patients(first: \"ten\") { totalCount } }"] {
        let body = json!({ "query": query }).to_string();
        for (accept, status) in [(JSON, StatusCode::OK), (GRAPHQL, StatusCode::BAD_REQUEST)] {
            let answer = answer(post(&app, body.clone()).header("accept", accept)).await;
            assert_eq!((answer.status, content_type(&answer)), (status, accept), "{query}");
            assert!(answer.body.get("data").is_none(), "{query} {:#}", answer.body);
            assert_eq!(answer.faults().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_field_error_has_data_and_status_200() {
    let app = TestApp::start().await;
    let halfway = json!({ "query": "{ __typename clinicians(first: 101) { totalCount } }" }).to_string();
    let lost =
        json!({ "query": r#"mutation { removePatient(input: { id: "x" }) { removedId } }"# }).to_string();
    for accept in [JSON, GRAPHQL] {
        let answered = answer(post(&app, halfway.clone()).header("accept", accept)).await;
        assert_eq!(answered.status, StatusCode::OK);
        assert_eq!(answered.body["data"], json!({ "__typename": "Query", "clinicians": null }));
        answered.expect_refusals(&["PAGE_SIZE_OUT_OF_RANGE at first"]);
        let answered = answer(post(&app, lost.clone()).header("accept", accept)).await;
        assert_eq!(answered.status, StatusCode::OK);
        assert_eq!(answered.body["data"], json!({ "removePatient": null }));
        answered.expect_refusals(&["NOT_FOUND at input.id"]);
    }
}

#[tokio::test]
async fn a_malformed_request_gets_a_coded_error_in_the_clients_language() {
    let app = TestApp::start().await;
    let bad_request = StatusCode::BAD_REQUEST;
    let malformed = [
        "",
        "{",
        "nonsense",
        "null",
        "\"{ __typename }\"",
        "\u{feff}{}",
        "{}",
        r#"{"query":null}"#,
        r#"{"query":["{ __typename }"]}"#,
        r#"[{"query":"{ __typename }"},{"query":"{ __typename }"}]"#,
        r#"{"query":"{ __typename }","variables":[1]}"#,
        r#"{"query":"{ __typename }","variables":"{}"}"#,
        r#"{"query":"{ __typename }","extensions":1}"#,
        r#"{"query":"{ __typename }","operationName":1}"#,
        r#"{"query":"{ __typename }","query":"{ __typename }"}"#,
        r#"["{ __typename }"]"#,
    ];
    let mut refused: Vec<(RequestBuilder, StatusCode, &str)> =
        malformed.iter().map(|body| (post(&app, *body), bad_request, "HTTP_BODY_INVALID")).collect();
    refused.push((post(&app, vec![b'{', 0xff, b'}']), bad_request, "HTTP_BODY_INVALID"));
    let media_types = ["text/plain", "application/graphql", "multipart/form-data; boundary=x"];
    for media_type in media_types.iter().chain(&["application/json; charset=latin1", "application/jsonp"]) {
        let request = app.post().header("content-type", *media_type).body(TYPENAME);
        refused.push((request, StatusCode::UNSUPPORTED_MEDIA_TYPE, "HTTP_UNSUPPORTED_MEDIA_TYPE"));
    }
    for encoding in ["gzip", "br", "identity, gzip"] {
        let request = post(&app, TYPENAME).header("content-encoding", encoding);
        refused.push((request, StatusCode::UNSUPPORTED_MEDIA_TYPE, "HTTP_UNSUPPORTED_CONTENT_ENCODING"));
    }
    let untyped = app.post().body(TYPENAME);
    refused.push((untyped, StatusCode::UNSUPPORTED_MEDIA_TYPE, "HTTP_UNSUPPORTED_MEDIA_TYPE"));
    let large = post(&app, body_of(MAXIMUM_BODY + 1));
    refused.push((large, StatusCode::PAYLOAD_TOO_LARGE, "HTTP_BODY_TOO_LARGE"));
    let picky = post(&app, TYPENAME).header("accept", "text/html");
    refused.push((picky, StatusCode::NOT_ACCEPTABLE, "HTTP_NOT_ACCEPTABLE"));
    for path in
        ["//", "/nowhere", "/graphql/", "/graphiql/nothing.js", "/graphiql/%ff", "/graphiql/..%2fmod.rs"]
    {
        refused.push((app.get(path), StatusCode::NOT_FOUND, "HTTP_NOT_FOUND"));
    }
    for (method, path) in [
        (Method::GET, "/graphql"),
        (Method::PUT, "/graphql"),
        (Method::OPTIONS, "/graphql"),
        (Method::POST, "/graphiql"),
        (Method::DELETE, "/graphiql/start.js"),
        (Method::POST, "/health/live"),
        (Method::PATCH, "/health/ready"),
    ] {
        let request = app.request(method, path);
        refused.push((request, StatusCode::METHOD_NOT_ALLOWED, "HTTP_METHOD_NOT_ALLOWED"));
    }
    let welsh = i18n::negotiate("cy");
    for (request, status, code) in refused {
        let reported = format!("{request:?}");
        let answer = answer(request.header("accept-language", "cy")).await;
        assert_eq!((answer.status, content_type(&answer)), (status, JSON), "{reported}");
        let fault = answer.expect_code(code);
        assert_eq!(fault.message, i18n::message(welsh, code, fault.args.as_object().expect("arguments")));
        assert!(answer.body.get("data").is_none(), "{reported}");
        assert_eq!(answer.headers["content-language"], "cy", "{reported}");
        assert!(answer.headers.contains_key("x-request-id"), "{reported}");
    }
}

#[tokio::test]
async fn a_rejection_keeps_its_status_in_the_graphql_response_media_type() {
    let app = TestApp::start().await;
    let batch = answer(post(&app, "[]").header("accept", GRAPHQL)).await;
    assert_eq!((batch.status, content_type(&batch)), (StatusCode::BAD_REQUEST, GRAPHQL));
    let untyped = answer(app.post().body(TYPENAME).header("accept", GRAPHQL)).await;
    assert_eq!((untyped.status, content_type(&untyped)), (StatusCode::UNSUPPORTED_MEDIA_TYPE, GRAPHQL));
    let asked_by_get = answer(app.get("/graphql?query=%7B__typename%7D").header("accept", GRAPHQL)).await;
    let reported = (asked_by_get.status, content_type(&asked_by_get));
    assert_eq!(reported, (StatusCode::METHOD_NOT_ALLOWED, GRAPHQL));
}

#[tokio::test]
async fn a_body_may_have_64_kibibytes_and_no_more() {
    let app = TestApp::start().await;
    answer(post(&app, body_of(MAXIMUM_BODY))).await.data("/__typename");
    let refused = answer(post(&app, body_of(MAXIMUM_BODY + 1))).await;
    assert_eq!(refused.expect_code("HTTP_BODY_TOO_LARGE").args, json!({ "maximumBytes": MAXIMUM_BODY }));
}

#[tokio::test]
async fn a_disallowed_method_gets_an_allow_header() {
    let app = TestApp::start().await;
    for (method, path, allowed) in [
        (Method::GET, "/graphql", "POST"),
        (Method::POST, "/graphiql", "GET,HEAD"),
        (Method::POST, "/graphiql/start.js", "GET,HEAD"),
        (Method::PUT, "/health/live", "GET,HEAD"),
    ] {
        let answer = answer(app.request(method, path)).await;
        assert_eq!(answer.headers["allow"].to_str().expect("a text").replace(' ', ""), allowed, "{path}");
    }
    let head = app.request(Method::HEAD, "/health/live").send().await.expect("the server answers");
    assert_eq!(head.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_well_formed_request_id_is_kept_and_a_malformed_one_replaced() {
    let app = TestApp::start().await;
    for id in ["7", "0198c1f2-7e3a-7c00-8000-000000000001", "Trace_1-a", &"x".repeat(64)] {
        let answer = answer(post(&app, TYPENAME).header("x-request-id", id)).await;
        assert_eq!(answer.headers["x-request-id"], id);
    }
    let mut made = Vec::new();
    for id in ["", "a b", "a;b", "<script>", "zoë", &"x".repeat(65)] {
        let answer = answer(post(&app, TYPENAME).header("x-request-id", id)).await;
        made.push(answer.headers["x-request-id"].to_str().expect("a text").to_owned());
        assert_ne!(made.last().expect("one"), id);
    }
    made.push(answer(app.get("/nowhere")).await.headers["x-request-id"].to_str().expect("a text").to_owned());
    assert!(made.iter().all(|id| id.len() == 36), "{made:?}");
    made.sort();
    made.dedup();
    assert_eq!(made.len(), 7, "each request has an identity of its own");
}

#[tokio::test]
async fn the_best_accepted_language_is_used_and_stated() {
    let app = TestApp::start().await;
    for (accepted, language) in [
        ("cy", "cy"),
        ("fr;q=0.5, pl;q=0.9, en;q=0.1", "pl"),
        ("fr-CA", "fr"),
        ("ar-EG, de;q=0.9", "ar"),
        ("en-US", "en-GB"),
        ("ja, de;q=0.2", "de"),
        ("ja", "en-GB"),
        ("*", "en-GB"),
        ("pl;q=0, ja", "en-GB"),
        ("nonsense;;;,,", "en-GB"),
    ] {
        let answer = app.send_in(accepted, "{ nothingOfThatName }", json!({})).await;
        assert_eq!(answer.headers["content-language"], language, "{accepted}");
        assert_eq!(answer.body["errors"][0]["extensions"]["locale"], language, "{accepted}");
        assert_eq!(answer.headers["vary"], "accept, accept-language");
    }
    // A proxy may write each language on a separate line.
    let lines = post(&app, TYPENAME).header("accept-language", "ja").header("accept-language", "ur;q=0.3");
    assert_eq!(answer(lines).await.headers["content-language"], "ur");
}

#[tokio::test]
async fn a_body_may_declare_utf_8_in_any_usual_spelling() {
    let app = TestApp::start().await;
    for content_type in [
        "application/json",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
        "application/json; charset=utf8",
    ] {
        let answered = answer(app.post().header("content-type", content_type).body(TYPENAME)).await;
        assert_eq!(answered.text("/__typename"), "Query", "{content_type}");
    }
    let plain = answer(post(&app, TYPENAME).header("content-encoding", "identity")).await;
    assert_eq!(plain.text("/__typename"), "Query");
    let encoded = answer(post(&app, TYPENAME).header("content-encoding", "gzip")).await;
    assert_eq!(encoded.headers["accept-encoding"], "identity");
}
