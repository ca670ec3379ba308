//! A request has exactly one valid host (RFC 9112, section 3.2).

use crate::support::{RawConnection, TestApp};

/// The status of a request with this request line and these headers, and the code of a rejection.
async fn ask(app: &TestApp, first: &str, lines: &[&str]) -> (u16, Option<String>) {
    let mut bare = RawConnection::connect(&app.address).await;
    let head: Vec<&str> = [first].into_iter().chain(lines.iter().copied()).collect();
    bare.send_text(&format!("{}\r\n\r\n", head.join("\r\n"))).await;
    let reported = bare.receive().await.expect("an answer");
    if reported.status == 200 {
        return (200, None);
    }
    assert!(
        reported.head.contains("content-type: application/json") && reported.head.contains("x-request-id: "),
        "{reported:?}"
    );
    (reported.status, reported.json()["errors"][0]["extensions"]["code"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_request_needs_exactly_one_valid_host() {
    let app = TestApp::start().await;
    let refused = (400, Some("HTTP_HOST_INVALID".to_owned()));
    let live = "GET /health/live HTTP/1.1";
    for lines in [
        &[][..],
        &["host: localhost", "host: localhost"],
        &["host: localhost", "Host: example.org"],
        &["host: local host"],
        &["host: user@localhost"],
        &["host: localhost:http"],
        &["host: localhost, localhost"],
        &["host: [::1"],
        &["host: http://localhost"],
        &["host: \u{e9}"],
    ] {
        assert_eq!(ask(&app, live, lines).await, refused, "{lines:?}");
        assert_eq!(ask(&app, "GET http://localhost/health/live HTTP/1.1", lines).await, refused, "{lines:?}");
        if !lines.is_empty() {
            assert_eq!(ask(&app, "GET /health/live HTTP/1.0", lines).await, refused, "{lines:?}");
        }
        for first in ["GET /nothing HTTP/1.1", "POST /graphql HTTP/1.1", "OPTIONS /graphql HTTP/1.1"] {
            assert_eq!(ask(&app, first, lines).await, refused, "{first} {lines:?}");
        }
    }
    for host in
        ["localhost", "localhost:80", "example.org:", "[::1]:8080", "192.0.2.1", "a_b.example.org", ""]
    {
        assert_eq!(ask(&app, live, &[&format!("host: {host}")]).await, (200, None), "{host}");
    }
    assert_eq!(ask(&app, "GET /health/live HTTP/1.0", &[]).await, (200, None));
    // An absolute target takes precedence over the header, which may name another host.
    let absolute = "GET http://example.org/health/live HTTP/1.1";
    assert_eq!(ask(&app, absolute, &["host: localhost"]).await, (200, None));
}
