//! Cross-origin requests: listed origins may use the API, and others can read nothing.

use std::time::Duration;

use panda::{
    account::{Limit, Limits},
    http::HttpConfig,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;

use crate::support::{Server, TestApp, panda};

const OURS: &str = "https://booking.example.org";
const OTHERS: [&str; 6] = [
    "https://evil.example.org",
    "https://booking.example.org.evil.example",
    "https://booking.example.org:8443",
    "http://booking.example.org",
    "https://BOOKING.example.org",
    "null",
];

async fn start() -> TestApp {
    let origins = [OURS, "http://localhost:3000"].map(|origin| origin.parse().expect("an origin")).into();
    let requests_by_user = Limit::new(1, Duration::from_hours(1));
    let limits = Limits { requests_by_user, ..Limits::default() };
    TestApp::builder().http(HttpConfig { origins, ..HttpConfig::default() }).rate_limits(limits).start().await
}

/// A browser's preflight request.
async fn preflight(app: &TestApp, origin: &str, path: &str) -> Response {
    app.request(Method::OPTIONS, path)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .send()
        .await
        .expect("the server answers")
}

/// The values of a header on all its lines, in lower case and sorted.
fn list(response: &Response, name: &str) -> Vec<String> {
    let lines = response.headers().get_all(name).iter().map(|line| line.to_str().expect("a text"));
    let mut list: Vec<String> =
        lines.flat_map(|line| line.split(',')).map(|entry| entry.trim().to_lowercase()).collect();
    list.sort();
    list
}

fn is_silent(response: &Response) -> bool {
    !response.headers().keys().any(|name| name.as_str().starts_with("access-control-"))
}

#[tokio::test]
async fn a_preflight_of_a_listed_origin_states_the_allowed_requests() {
    let app = start().await;
    for origin in [OURS, "http://localhost:3000"] {
        let answer = preflight(&app, origin, "/graphql").await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["access-control-allow-origin"], origin);
        assert_eq!(list(&answer, "access-control-allow-methods"), ["get", "post"]);
        let headers =
            ["accept", "accept-language", "authorization", "content-type", "x-panda-cost", "x-request-id"];
        assert_eq!(list(&answer, "access-control-allow-headers"), headers);
        assert_eq!(answer.headers()["access-control-max-age"], "3600");
        assert!(!answer.headers().contains_key("access-control-allow-credentials"));
        assert_eq!(list(&answer, "vary"), ["accept", "accept-language", "origin"]);
    }
}

#[tokio::test]
async fn a_listed_origin_may_read_results_and_errors() {
    let app = start().await;
    let ask = async |request: reqwest::RequestBuilder| {
        request.header("origin", OURS).send().await.expect("the server answers")
    };
    let typename = json!({ "query": "{ __typename }" });
    for (request, status) in [
        (app.post().json(&typename), StatusCode::OK),
        (app.post().json(&typename), StatusCode::TOO_MANY_REQUESTS),
        (app.post_anonymously().bearer_auth("x").json(&typename), StatusCode::UNAUTHORIZED),
        (app.post_anonymously().body("x"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (app.get("/graphql"), StatusCode::METHOD_NOT_ALLOWED),
        (app.get("/.well-known/jwks.json"), StatusCode::OK),
    ] {
        let answer = ask(request).await;
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()["access-control-allow-origin"], OURS, "{status}");
        let reported = [
            "content-disposition",
            "content-language",
            "retry-after",
            "www-authenticate",
            "x-panda-cost",
            "x-request-id",
        ];
        assert_eq!(list(&answer, "access-control-expose-headers"), reported, "{status}");
        assert!(!answer.headers().contains_key("access-control-allow-credentials"));
        assert_eq!(list(&answer, "vary"), ["accept", "accept-language", "origin"], "{status}");
    }
}

#[tokio::test]
async fn another_origin_gets_no_cors_headers() {
    let app = start().await;
    for origin in OTHERS {
        let asked = preflight(&app, origin, "/graphql").await;
        assert!(!asked.headers().contains_key("access-control-allow-origin"), "{origin}");
        let typename = json!({ "query": "{ __typename }" });
        let request = app.post_anonymously().header("origin", origin).json(&typename);
        let answer = request.send().await.expect("the server answers");
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{origin}");
        assert_eq!(list(&answer, "vary"), ["accept", "accept-language", "origin"]);
    }
}

#[tokio::test]
async fn only_the_api_allows_cross_origin_requests() {
    let app = start().await;
    for path in
        ["/graphiql", "/graphiql/start.js", "/health/live", "/health/ready", "/nowhere", "/.well-known"]
    {
        let answer = app.get(path).header("origin", OURS).send().await.expect("the server answers");
        assert!(is_silent(&answer), "{path}: {:?}", answer.headers());
        assert_eq!(list(&answer, "vary"), ["accept", "accept-language"], "{path}");
        let asked = preflight(&app, OURS, path).await;
        assert!(is_silent(&asked), "{path}: {:?}", asked.headers());
        assert!(asked.status().is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn cors_is_off_by_default() {
    let app = TestApp::start().await;
    for origin in OTHERS.into_iter().chain([OURS]) {
        let asked = preflight(&app, origin, "/graphql").await;
        assert_eq!(asked.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert!(is_silent(&asked), "{:?}", asked.headers());
        let request = app.post().header("origin", origin).json(&json!({ "query": "{ __typename }" }));
        let answer = request.send().await.expect("the server answers");
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(is_silent(&answer), "{:?}", answer.headers());
        assert_eq!(list(&answer, "vary"), ["accept", "accept-language"]);
    }
}

#[tokio::test]
async fn allowed_origins_are_a_setting() {
    let app = TestApp::start().await;
    let server = Server::start_with(
        panda()
            .arg("serve")
            .env("DATABASE_URL", &app.database.url_text)
            .env("PANDA_CORS_ORIGINS", format!("http://localhost:3000, {OURS}")),
    );
    for (origin, is_listed) in [(OURS, true), ("http://localhost:3000", true), (OTHERS[0], false)] {
        let request = server.post().header("origin", origin).json(&json!({ "query": "{ __typename }" }));
        let answer = request.send().await.expect("the server answers");
        let allowed = answer.headers().get("access-control-allow-origin").cloned();
        assert_eq!(allowed.is_some_and(|allowed| allowed == origin), is_listed, "{origin}");
    }
}
