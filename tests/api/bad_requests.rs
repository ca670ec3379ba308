//! For any request, the response has an error code and reveals no internals, and the server still runs.

use std::collections::HashSet;

use nix::sys::signal::Signal;
use panda::{
    account::RoleAssignment,
    clock::{Clock, SystemClock},
};
use reqwest::header::{HeaderName, HeaderValue};

use crate::support::{
    HostileContext, ResponseChecker, Server, TargetField, TestApp, Writer, anything, nhs_number, token,
};

const TYPENAME: &str = r#"{"query":"{ __typename }"}"#;

/// Bodies with members of every type, and some without members.
fn bodies() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for value in anything() {
        for member in ["query", "variables", "operationName", "extensions", "documentId", "nothing"] {
            all.push(format!(r#"{{"query":"{{ __typename }}","{member}":{value}}}"#).into());
        }
        all.push(
            format!(r#"{{"extensions":{{"persistedQuery":{{"version":1,"sha256Hash":{value}}}}}}}"#).into(),
        );
        all.push(
            format!(
                r#"{{"query":"query A {{ __typename }} query B {{ __typename }}","operationName":{value}}}"#
            )
            .into(),
        );
        all.push(value.into());
    }
    for depth in [127, 128, 1_000, 30_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            all.push(
                format!(
                    r#"{{"query":"{{ __typename }}","variables":{{"a":{}1{}}}}}"#,
                    open.repeat(depth),
                    close.repeat(depth)
                )
                .into(),
            );
            all.push(open.repeat(depth).into());
        }
    }
    all.push("[".repeat(100_000).into());
    all.push(vec![0xff; 1_000]);
    all.push([b"\xef\xbb\xbf", TYPENAME.as_bytes()].concat());
    all.push(TYPENAME.encode_utf16().flat_map(u16::to_le_bytes).collect());
    all.push(b"{\"query\":\"{ __typename }\"}{\"query\":\"{ __typename }\"}".to_vec());
    all.push(b"{\"query\":\"\xed\xa0\x80\"}".to_vec());
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_bodies_get_coded_errors() {
    let app = TestApp::start().await;
    let checker = ResponseChecker::of(&app, Vec::new()).await;
    let (mut wrongs, mut codes) = (Vec::new(), HashSet::new());
    for (n, body) in bodies().into_iter().enumerate() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let accept = ["application/json", "application/graphql-response+json"][n % 2];
        let post = app.post().header("content-type", "application/json").header("accept", accept);
        let response = post.body(body).send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        match checker.check(status, &headers, &response.text().await.expect("a body")) {
            Ok(answer) => drop(codes.insert(answer["errors"][0]["extensions"]["code"].to_string())),
            Err(wrong) => wrongs.push(format!("{shown}: {wrong}")),
        }
    }
    assert!(wrongs.is_empty(), "{wrongs:#?}");
    assert!(codes.len() >= 5, "they come to different ends: {codes:?}");
    app.query("{ __typename }").await.data("");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_headers_get_coded_errors() {
    let app = TestApp::start().await;
    let token = token(RoleAssignment::Admin, app.now());
    let checker = ResponseChecker::of(&app, vec![token.clone(), "s3cret".to_owned()]).await;
    let long = "a".repeat(8_000);
    let tokens = [
        "Bearer",
        "Bearer ",
        "Bearer s3cret",
        "Basic s3cret",
        "bearer a.b.c",
        &format!("Bearer {token}.s3cret"),
    ]
    .map(str::to_owned);
    let values = [
        "",
        " ",
        "*",
        "*/*",
        ",",
        ";;;,,",
        "q=1",
        "*;q=",
        "a;q=2",
        "en-GB;q=0.0000001",
        "\u{80}",
        "\u{fe}",
        "[::1]",
        "255.255.255.256",
        "1",
        "true",
        "application/json;charset=\"utf-8",
        "../../etc/passwd",
        "%00",
        "' OR 1=1 --",
        "s3cret@x y",
        &long,
    ]
    .map(str::to_owned);
    let names = [
        "accept",
        "accept-language",
        "accept-encoding",
        "authorization",
        "content-type",
        "content-language",
        "host",
        "origin",
        "referer",
        "x-forwarded-for",
        "forwarded",
        "x-request-id",
        "x-panda-cost",
        "cookie",
        "if-none-match",
        "range",
        "expect",
        "te",
        "x-http-method-override",
    ];
    let mut wrongs = Vec::new();
    for name in names {
        for value in tokens.iter().chain(&values) {
            let Ok(header) = HeaderValue::from_bytes(value.as_bytes()) else { continue };
            // The HTTP client library would interpret these headers itself.
            if name == "expect" || (name == "host" && value.trim().is_empty()) {
                continue;
            }
            let mut post = app.post_anonymously().body(TYPENAME);
            if name != "content-type" {
                post = post.header("content-type", "application/json");
            }
            let response =
                post.header(HeaderName::from_static(name), header).send().await.expect("the server answers");
            let (status, mut headers) = (response.status().as_u16(), response.headers().clone());
            // The request supplied its own ID.
            headers.remove("x-request-id");
            if let Err(wrong) = checker.check(status, &headers, &response.text().await.expect("a body")) {
                wrongs.push(format!("{name}: {value:.80}: {wrong}"));
            }
        }
    }
    assert!(wrongs.is_empty(), "{wrongs:#?}");
    app.query("{ __typename }").await.data("");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_survives_hostile_requests_and_logs_no_secrets() {
    let context = HostileContext::prepare().await;
    let server = Server::start(&context.app.database.url_text);
    let checker = ResponseChecker::of(&context.app, context.secrets.clone()).await;
    let admin = token(RoleAssignment::Admin, SystemClock.now());
    let mut wrongs = Vec::new();
    let mut count = 0;
    for name in ["registerPatient", "login", "refresh", "addUser", "bookAppointment"] {
        let field = context
            .types
            .fields("Mutation")
            .into_iter()
            .find(|field| field.name == name)
            .expect("a mutation");
        let target = TargetField { kind: "mutation", before: "{".to_owned(), field, after: "}" };
        let writer = Writer { types: &context.types, known: &context.known, target: &target };
        for (what, body) in writer.alone(&context.secrets, 31) {
            count += 1;
            let post = server.post_by(&admin).header("content-type", "application/json");
            let response = post.body(body).send().await.expect("the server answers");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            if let Err(wrong) = checker.check(status, &headers, &response.text().await.expect("a body")) {
                wrongs.push(format!("{what}: {wrong}"));
            }
        }
    }
    for body in bodies().into_iter().step_by(17) {
        let post = server.post().header("content-type", "application/json").body(body);
        let status = post.send().await.expect("the server answers").status();
        assert!(status.as_u16() < 500, "{status}");
    }
    assert!(wrongs.is_empty() && count > 100, "{wrongs:#?}");
    let query = format!("{{ patient(by: {{ nhsNumber: \"{}\" }}) {{ postcode }} }}", nhs_number(77));
    assert_eq!(server.query(&query).await.text("/patient/postcode"), "ZE3 9JZ");
    server.program.signal(Signal::SIGTERM);
    let ended = server.program.ended();
    assert!(ended.status.success(), "{ended:?}");
    for line in ended.stderr.lines() {
        assert!(!line.contains("panic") && !line.contains("\"ERROR\""), "{line}");
        let leaked = context.secrets.iter().find(|secret| line.contains(*secret));
        assert!(leaked.is_none(), "{leaked:?} in {line}");
    }
    assert!(
        ended.stderr.lines().filter(|line| line.contains("answered")).count() > count,
        "every request is logged"
    );
}
