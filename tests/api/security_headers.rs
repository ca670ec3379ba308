//! Security headers of every response.

use std::time::Duration;

use panda::{
    account::{Limit, Limits},
    http::{Hosts, HttpConfig},
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::json;

use crate::support::{Answer, TestApp};

const HEADERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];
const OF_DATA: &str = "default-src 'none'; frame-ancestors 'none'";

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("the server answers")
}

/// Each header must occur once, because a browser that finds two may use either.
#[track_caller]
fn expect_headers(answer: &Response, reported: &str) {
    for (name, value) in HEADERS {
        let values: Vec<_> = answer.headers().get_all(name).iter().collect();
        assert_eq!(values, [value], "{name} of {reported}");
    }
    let policies = answer.headers().get_all("content-security-policy").iter().count();
    assert_eq!(policies, 1, "{reported}");
    assert!(!answer.headers().contains_key("strict-transport-security"), "{reported}");
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let limits = Limits { requests_by_user: Limit::new(1, Duration::from_hours(1)), ..Limits::default() };
    let app = TestApp::builder().rate_limits(limits).start().await;
    let typename = json!({ "query": "{ __typename }" });
    let query = |request: RequestBuilder| request.json(&typename);
    for (request, status) in [
        (query(app.post()), StatusCode::OK),
        (query(app.post()), StatusCode::TOO_MANY_REQUESTS),
        (query(app.post_anonymously().bearer_auth("x")), StatusCode::UNAUTHORIZED),
        (query(app.post_anonymously().header("accept", "text/html")), StatusCode::NOT_ACCEPTABLE),
        (app.post_anonymously().body("{}"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (app.post_anonymously().json(&json!([])), StatusCode::BAD_REQUEST),
        (app.post_anonymously().json(&"x".repeat(70_000)), StatusCode::PAYLOAD_TOO_LARGE),
        (app.get("/graphql"), StatusCode::METHOD_NOT_ALLOWED),
        (app.request(Method::OPTIONS, "/graphql"), StatusCode::METHOD_NOT_ALLOWED),
        (app.get("/.well-known/jwks.json"), StatusCode::OK),
        (app.get("/health/live"), StatusCode::OK),
        (app.get("/health/ready"), StatusCode::OK),
        (app.request(Method::POST, "/health/ready"), StatusCode::METHOD_NOT_ALLOWED),
        (app.get("/nothing"), StatusCode::NOT_FOUND),
        (app.get("/graphiql/nothing.js"), StatusCode::NOT_FOUND),
        (app.request(Method::POST, "/graphiql"), StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let reported = format!("{request:?}");
        let answer = send(request).await;
        assert_eq!(answer.status(), status, "{reported}");
        expect_headers(&answer, &reported);
        assert_eq!(answer.headers()["content-security-policy"], OF_DATA, "{reported}");
        if reported.contains("/graphql\"") {
            assert_eq!(answer.headers()["cache-control"], "no-store", "{reported}");
        }
    }
}

#[tokio::test]
async fn the_playground_has_its_own_policy_and_the_other_headers() {
    let app = TestApp::start().await;
    let page = send(app.get("/graphiql")).await;
    expect_headers(&page, "the page");
    let policy = page.headers()["content-security-policy"].to_str().expect("a text");
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("script-src 'self' 'unsafe-inline'"), "{policy}");
    let script = send(app.get("/graphiql/start.js")).await;
    expect_headers(&script, "the script");
    assert_eq!(script.headers()["cache-control"], "no-cache", "it changes with the page");
    let library = send(app.get("/graphiql/graphiql.min.js")).await;
    expect_headers(&library, "a library");
    assert_eq!(library.headers()["cache-control"], "max-age=3600");
}

#[tokio::test]
async fn responses_during_an_outage_have_the_security_headers() {
    let app = TestApp::start().await;
    app.context.database.close();
    let answer = send(app.post().json(&json!({ "query": "{ patients { totalCount } }" }))).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "2");
    expect_headers(&answer, "no database");
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_local_server_refuses_other_host_names() {
    let http = HttpConfig { hosts: Hosts::ThisMachine, ..HttpConfig::default() };
    let app = TestApp::builder().http(http).start().await;
    let typename = json!({ "query": "{ __typename }" });
    let port = app.address.rsplit(':').next().expect("a port").to_owned();
    for host in ["localhost", "127.0.0.1", "[::1]", "LocalHost"] {
        for host in [host.to_owned(), format!("{host}:{port}"), format!("{host}:1")] {
            let answer = send(app.post().header("host", &host).json(&typename)).await;
            assert_eq!(answer.status(), StatusCode::OK, "{host}");
        }
    }
    for host in
        ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1"]
    {
        for (method, path) in [
            (Method::POST, "/graphql"),
            (Method::GET, "/graphiql"),
            (Method::GET, "/health/live"),
            (Method::GET, "/"),
        ] {
            let request = app.request(method, path).header("host", host).header("accept-language", "de");
            let answer = send(request.json(&typename)).await;
            expect_headers(&answer, host);
            let answer = Answer::of(answer).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
            assert!(answer.expect_code("HTTP_MISDIRECTED_REQUEST").message.starts_with("Diese Anfrage"));
        }
    }
    let anywhere = TestApp::start().await;
    let answer = send(anywhere.post().header("host", "panda.example.org").json(&typename)).await;
    assert_eq!(answer.status(), StatusCode::OK);
}
