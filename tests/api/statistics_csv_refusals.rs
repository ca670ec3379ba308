//! Which callers may read the CSV report of missed appointments.

use std::time::Duration;

use nix::sys::signal::Signal;
use panda::{
    account::{Limit, Limits, RoleAssignment},
    clock::{Clock, SystemClock},
    graphql::permissions::{PermittedRecords, table},
    http::HttpConfig,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;

use crate::support::{Actor, Answer, Server, TestApp, panda, patient, token};

const MARCH: &str = "from=2026-03-01&until=2026-04-01";

async fn answer(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("the server answers")).await
}

#[tokio::test]
async fn the_file_has_the_permissions_of_the_graphql_field() {
    let app = TestApp::start().await;
    let own = patient(&app.a_patient(1).await);
    let row = table().iter().find(|row| (row.object, row.field) == ("Query", "missedAppointments"));
    let row = row.expect("a row");
    let all_actors: [Actor; 5] = [
        None,
        Some(own),
        Some(RoleAssignment::Analyst),
        Some(RoleAssignment::Staff),
        Some(RoleAssignment::Admin),
    ];
    let mut statuses = Vec::new();
    for who in all_actors {
        let answer = app.missed_csv(who, MARCH).send().await.expect("the server answers");
        let is_open = row.permitted_records(who.map(RoleAssignment::role)) != PermittedRecords::No;
        assert_eq!(answer.status() == StatusCode::OK, is_open, "{who:?}");
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [401, 403, 200, 200, 200]);
}

#[tokio::test]
async fn authentication_precedes_validation_of_the_url() {
    let app = TestApp::start().await;
    let anonymous = answer(app.missed_csv_in("de", None, "nothing=1")).await;
    assert_eq!(
        (anonymous.status, &anonymous.headers["www-authenticate"]),
        (StatusCode::UNAUTHORIZED, &"Bearer".parse().expect("a value"))
    );
    assert_eq!(
        anonymous.expect_code("UNAUTHENTICATED").message,
        "Sie sind nicht angemeldet, oder Ihre Sitzung ist abgelaufen. Bitte melden Sie sich an."
    );
    assert_eq!(anonymous.headers["content-language"], "de");
    let forged = answer(app.missed_csv(None, "nothing=1").bearer_auth("x.y.z")).await;
    assert_eq!(forged.headers["www-authenticate"], "Bearer error=\"invalid_token\"");
    forged.expect_code("UNAUTHENTICATED");
    let own = patient(&app.a_patient(1).await);
    let forbidden = answer(app.missed_csv(own, "nothing=1")).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    forbidden.expect_code("FORBIDDEN");
    assert!(!forbidden.headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn a_token_in_a_url_is_ignored_and_not_logged() {
    let app = TestApp::start().await;
    let mut command = panda();
    command.arg("serve").env("DATABASE_URL", &app.database.url_text).env("PANDA_LOG", "trace");
    let server = Server::start_with(&mut command);
    let secret = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1bmxpa2VseSJ9.c2VjcmV0";
    let queries = [
        format!("{MARCH}&access_token={secret}"),
        format!("{MARCH}&token={secret}"),
        format!("{MARCH}&{secret}"),
        format!("{MARCH}&asOf={secret}&groupBy={secret}&clinicianId={secret}"),
    ];
    let client = reqwest::Client::new();
    let expected =
        [&["PARAMETER_UNKNOWN at access_token"][..], &["PARAMETER_UNKNOWN at token"], &["PARAMETER_UNKNOWN"]];
    let bearer = token(RoleAssignment::Staff, SystemClock.now());
    for (n, query) in queries.iter().enumerate() {
        let get = || client.get(format!("{}/statistics/missed.csv?{query}", server.address));
        let anonymous = answer(get()).await;
        assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
        let signed_in = answer(get().bearer_auth(&bearer)).await;
        assert_eq!(signed_in.status, StatusCode::BAD_REQUEST);
        if let Some(expected) = expected.get(n) {
            signed_in.expect_refusals(expected);
        }
        for answer in [anonymous, signed_in] {
            assert!(!format!("{answer:?}").contains("eyJ"), "{answer:?}");
        }
    }
    server.program.signal(Signal::SIGTERM);
    let log = server.program.ended().stderr;
    assert_eq!(log.matches("\"path\":\"/statistics/missed.csv\"").count(), 2 * queries.len(), "{log}");
    assert!(!log.contains(secret) && !log.contains("dW5saWtlbHki"), "{log}");
}

#[tokio::test]
async fn a_request_for_the_file_counts_towards_the_rate_limit() {
    let limits = Limits { requests_by_user: Limit::new(2, Duration::from_hours(1_000)), ..Limits::default() };
    let app = TestApp::builder().rate_limits(limits).start().await;
    app.spreadsheet(MARCH).await;
    app.send_as(RoleAssignment::Staff, "{ __typename }", json!({})).await.data("/__typename");
    let refused = answer(app.missed_csv(RoleAssignment::Staff, MARCH)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds = refused.expect_code("RATE_LIMITED").args["retryAfterSeconds"].to_string();
    assert_eq!(refused.headers["retry-after"], seconds.as_str());
    app.spreadsheet_in("en-GB", RoleAssignment::Analyst, MARCH).await;
}

#[tokio::test]
async fn the_file_allows_get_and_head_only() {
    let app = TestApp::start().await;
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let answer = answer(app.request(method, "/statistics/missed.csv")).await;
        assert_eq!(
            (answer.status, &answer.headers["allow"]),
            (StatusCode::METHOD_NOT_ALLOWED, &"GET, HEAD".parse().expect("a value"))
        );
        answer.expect_code("HTTP_METHOD_NOT_ALLOWED");
    }
}

#[tokio::test]
async fn cors_origins_may_read_the_file() {
    let origin = "https://reports.example.org";
    let http = HttpConfig { origins: vec![origin.parse().expect("an origin")], ..HttpConfig::default() };
    let app = TestApp::builder().http(http).start().await;
    for (asking, allowed) in [(origin, Some(origin)), ("https://evil.example", None)] {
        let preflight = app.request(Method::OPTIONS, "/statistics/missed.csv");
        let preflight = preflight
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization");
        for request in [preflight, app.missed_csv(RoleAssignment::Staff, MARCH)] {
            let answer = request.header("origin", asking).send().await.expect("the server answers");
            assert_eq!(answer.status(), StatusCode::OK);
            let reported = answer.headers().get("access-control-allow-origin");
            assert_eq!(reported.map(|value| value.to_str().expect("a text")), allowed);
        }
    }
}

#[tokio::test]
async fn during_an_outage_the_file_returns_a_retry_time() {
    let app = TestApp::start().await;
    app.spreadsheet(MARCH).await;
    app.context.database.close();
    let refused = answer(app.missed_csv(RoleAssignment::Staff, MARCH)).await;
    assert_eq!(
        (refused.status, &refused.headers["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"2".parse().expect("a value"))
    );
    refused.expect_code("SERVICE_UNAVAILABLE");
}
