//! Who is not given the file of missed appointments, and what is not an address of it.

use std::time::Duration;

use nix::sys::signal::Signal;
use panda::{
    account::{Limit, Limits},
    graphql::permissions::{Extent, table},
    http::Edge,
    principal::Standing,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;

use crate::support::{Answer, Server, Somebody, TestApp, panda, patient};

const MARCH: &str = "from=2026-03-01&until=2026-04-01";

async fn answer(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("the server answers")).await
}

/// What is refused of an address, with status 400.
async fn refused(app: &TestApp, query: &str) -> Vec<String> {
    let answer = answer(app.missed_csv(Standing::Staff, query)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {:#}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.refusals()
}

#[tokio::test]
async fn whoever_may_ask_graphql_is_given_the_file_and_nobody_else() {
    let app = TestApp::start().await;
    let own = patient(&app.a_patient(1).await);
    let row = table().iter().find(|row| (row.object, row.field) == ("Query", "missedAppointments"));
    let row = row.expect("a row");
    let everybody: [Somebody; 5] =
        [None, Some(own), Some(Standing::Analyst), Some(Standing::Staff), Some(Standing::Admin)];
    let mut statuses = Vec::new();
    for who in everybody {
        let answer = app.missed_csv(who, MARCH).send().await.expect("the server answers");
        let is_open = row.extent(who.map(Standing::role)) != Extent::No;
        assert_eq!(answer.status() == StatusCode::OK, is_open, "{who:?}");
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [401, 403, 200, 200, 200]);
}

#[tokio::test]
async fn whoever_is_not_let_in_is_told_why_before_the_address_is_looked_at() {
    let app = TestApp::start().await;
    let nobody = answer(app.missed_csv_in("de", None, "nothing=1")).await;
    assert_eq!(
        (nobody.status, &nobody.headers["www-authenticate"]),
        (StatusCode::UNAUTHORIZED, &"Bearer".parse().expect("a value"))
    );
    assert_eq!(nobody.expect_code("UNAUTHENTICATED").message, "Sie sind nicht oder nicht mehr angemeldet.");
    assert_eq!(nobody.headers["content-language"], "de");
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
async fn everything_that_is_wrong_with_an_address_is_told_at_once_in_the_readers_language() {
    let app = TestApp::start().await;
    let query = "from=01.03.2026&until=2026-02-30&timeZone=Europe/Cardiff&groupBy=CLINICIAN,PATIENT&interval=HOUR\
        &clinicianId=17&departmentId=x&organisationId=&weekday=MON&hour=7,24&ageBand=OLD&leadTimeBand=LONG\
        &asOf=2026-03-01T00:00:00&costPerAppointment=30%20pounds&costPerHour=1e3&compareWith=YESTERDAY&orderBy=NAME\
        &direction=UP&bom=yes&colour=red";
    let answer = answer(app.missed_csv_in("pl", Standing::Analyst, query)).await;
    assert_eq!(
        (answer.status, &answer.headers["content-language"]),
        (StatusCode::BAD_REQUEST, &"pl".parse().expect("a value"))
    );
    answer.expect_refusals(&[
        "PARAMETER_VALUE_UNKNOWN at ageBand",
        "TIMESTAMP_WITHOUT_OFFSET at asOf",
        "PARAMETER_VALUE_UNKNOWN at bom",
        "ID_MALFORMED at clinicianId",
        "PARAMETER_UNKNOWN at colour",
        "PARAMETER_VALUE_UNKNOWN at compareWith",
        "STATISTICS_COST_OUT_OF_RANGE at costPerAppointment",
        "STATISTICS_COST_AMBIGUOUS at costPerHour",
        "STATISTICS_COST_OUT_OF_RANGE at costPerHour",
        "ID_MALFORMED at departmentId",
        "PARAMETER_VALUE_UNKNOWN at direction",
        "DATE_INVALID at from",
        "PARAMETER_VALUE_UNKNOWN at groupBy",
        "STATISTICS_HOUR_OUT_OF_RANGE at hour",
        "PARAMETER_VALUE_UNKNOWN at interval",
        "PARAMETER_VALUE_UNKNOWN at leadTimeBand",
        "PARAMETER_VALUE_UNKNOWN at orderBy",
        "ID_MALFORMED at organisationId",
        "TIME_ZONE_UNKNOWN at timeZone",
        "DATE_INVALID at until",
        "PARAMETER_VALUE_UNKNOWN at weekday",
    ]);
    let direction = answer.faults().into_iter().find(|fault| fault.field == "direction").expect("a fault");
    assert_eq!(direction.message, "To nie jest jedna z wartości tego parametru, którymi są: ASC, DESC.");
    assert_eq!(direction.args, json!({ "allowed": "ASC, DESC" }));
    assert!(
        !answer.body.to_string().contains("Cardiff"),
        "what was given is not repeated: {:#}",
        answer.body
    );
}

#[tokio::test]
async fn a_parameter_is_refused_for_one_reason() {
    let app = TestApp::start().await;
    assert_eq!(refused(&app, "").await, ["PARAMETER_MISSING at from", "PARAMETER_MISSING at until"]);
    assert_eq!(refused(&app, "from=&until=2026-04-01").await, ["DATE_INVALID at from"]);
    let twice = format!("{MARCH}&from=2026-03-02&interval=DAY&interval=DAY&asOf=x&asOf=y&bom=true&bom=true");
    let repeated = ["asOf", "bom", "from", "interval"].map(|name| format!("PARAMETER_REPEATED at {name}"));
    assert_eq!(refused(&app, &twice).await, repeated);
    assert_eq!(refused(&app, "from=2026-03-02&until=2026-03-02").await, ["STATISTICS_PERIOD_EMPTY at until"]);
    assert_eq!(
        refused(&app, &format!("{MARCH}&groupBy=&hour=")).await,
        ["PARAMETER_VALUE_UNKNOWN at groupBy", "STATISTICS_HOUR_OUT_OF_RANGE at hour"]
    );
    let vast = "from=2000-01-01&until=2026-01-01&interval=DAY&groupBy=HOUR";
    assert_eq!(refused(&app, vast).await, ["STATISTICS_TOO_MANY_BUCKETS at groupBy"]);
}

/// Whose rows are too many is told by the database in the end.
#[tokio::test]
async fn rows_that_turn_out_to_be_too_many_are_refused_too() {
    let app = crate::support::clinic().await;
    let vast = "from=2010-01-01&until=2026-03-04&interval=DAY&groupBy=CLINICIAN";
    assert_eq!(refused(&app, vast).await, ["STATISTICS_TOO_MANY_BUCKETS at groupBy"]);
}

#[tokio::test]
async fn each_word_of_graphql_is_a_word_of_an_address() {
    let app = TestApp::start().await;
    for (name, parameter) in [
        ("StatisticsDimension", "groupBy"),
        ("Interval", "interval"),
        ("Weekday", "weekday"),
        ("AgeBand", "ageBand"),
        ("LeadTimeBand", "leadTimeBand"),
        ("StatisticsComparison", "compareWith"),
        ("MissedAppointmentsOrderField", "orderBy"),
        ("OrderDirection", "direction"),
    ] {
        let query = format!("{{ __type(name: \"{name}\") {{ enumValues {{ name }} }} }}");
        let words = app.query(&query).await.data("/__type/enumValues");
        let words: Vec<String> = words
            .as_array()
            .expect("words")
            .iter()
            .map(|word| word["name"].as_str().expect("a name").to_owned())
            .collect();
        assert!(words.len() > 1);
        for word in &words {
            app.spreadsheet(&format!("{MARCH}&{parameter}={word}")).await;
        }
        let answer = answer(
            app.missed_csv(Standing::Staff, &format!("{MARCH}&{parameter}={}", words[0].to_lowercase())),
        )
        .await;
        let allowed = answer.expect_code("PARAMETER_VALUE_UNKNOWN").args["allowed"].clone();
        let mut allowed: Vec<&str> = allowed.as_str().expect("a text").split(", ").collect();
        allowed.sort_unstable();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        assert_eq!(allowed, words, "{name}");
    }
}

/// A plus sign in an address means a space, unless it is encoded.
#[tokio::test]
async fn a_plus_sign_of_an_offset_or_a_zone_need_not_be_encoded() {
    let app = crate::support::clinic().await;
    let missed = async |rest: &str| {
        let file = app.spreadsheet(&format!("{MARCH}&{rest}")).await;
        file.column("Missed").iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()
    };
    // The appointment of ten o'clock ends at half past ten.
    let before = missed("asOf=2026-03-03T10:29:59Z").await;
    let after = missed("asOf=2026-03-03T10:30:00Z").await;
    assert_ne!(before, after);
    for (instant, expected) in [
        ("2026-03-03T11:29:59+01:00", &before),
        ("2026-03-03T11:29:59%2B01:00", &before),
        ("2026-03-03+11:29:59+01:00", &before),
        ("2026-03-03T11:30:00+01:00", &after),
        ("2026-03-03T09:30:00-01:00", &after),
    ] {
        assert_eq!(missed(&format!("asOf={instant}")).await, *expected, "{instant}");
    }
    for zone in ["Etc/GMT+5", "Etc/GMT%2B5"] {
        missed(&format!("timeZone={zone}")).await;
    }
    for local in ["2026-03-03+11:30", "2026-03-03+11:30:00"] {
        assert_eq!(
            refused(&app, &format!("{MARCH}&asOf={local}")).await,
            ["TIMESTAMP_WITHOUT_OFFSET at asOf"]
        );
    }
}

#[tokio::test]
async fn a_token_in_an_address_lets_nobody_in_and_is_written_down_nowhere() {
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
    let bearer = crate::support::token(Standing::Staff, panda::clock::Clock::now(&panda::clock::SystemClock));
    for (n, query) in queries.iter().enumerate() {
        let get = || client.get(format!("{}/statistics/missed.csv?{query}", server.address));
        let nobody = answer(get()).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        let somebody = answer(get().bearer_auth(&bearer)).await;
        assert_eq!(somebody.status, StatusCode::BAD_REQUEST);
        if let Some(expected) = expected.get(n) {
            somebody.expect_refusals(expected);
        }
        for answer in [nobody, somebody] {
            assert!(!format!("{answer:?}").contains("eyJ"), "{answer:?}");
        }
    }
    server.program.signal(Signal::SIGTERM);
    let log = server.program.ended().stderr;
    assert_eq!(log.matches("\"path\":\"/statistics/missed.csv\"").count(), 2 * queries.len(), "{log}");
    assert!(!log.contains(secret) && !log.contains("dW5saWtlbHki"), "{log}");
}

#[tokio::test]
async fn a_request_for_the_file_counts_as_any_other() {
    let limits = Limits { requests_by_user: Limit::new(2, Duration::from_hours(1_000)), ..Limits::default() };
    let app = TestApp::start_behind(Edge::default(), limits).await;
    app.spreadsheet(MARCH).await;
    app.send_as(Standing::Staff, "{ __typename }", json!({})).await.data("/__typename");
    let refused = answer(app.missed_csv(Standing::Staff, MARCH)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds = refused.expect_code("RATE_LIMITED").args["retryAfterSeconds"].to_string();
    assert_eq!(refused.headers["retry-after"], seconds.as_str());
    app.spreadsheet_in("en-GB", Standing::Analyst, MARCH).await;
}

#[tokio::test]
async fn the_file_can_only_be_got() {
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
async fn pages_of_listed_origins_may_get_the_file() {
    let origin = "https://reports.example.org";
    let edge = Edge { origins: vec![origin.parse().expect("an origin")], ..Edge::default() };
    let app = TestApp::start_behind(edge, Limits::default()).await;
    for (asking, allowed) in [(origin, Some(origin)), ("https://evil.example", None)] {
        let asked = app.missed_csv(Standing::Staff, MARCH).header("origin", asking).send().await;
        let asked = asked.expect("the server answers");
        let told =
            asked.headers().get("access-control-allow-origin").map(|value| value.to_str().expect("a text"));
        assert_eq!(told, allowed);
    }
}

#[tokio::test]
async fn while_the_database_is_away_one_is_told_when_to_come_again() {
    let app = TestApp::start().await;
    app.spreadsheet(MARCH).await;
    app.panda.database.close();
    let refused = answer(app.missed_csv(Standing::Staff, MARCH)).await;
    assert_eq!(
        (refused.status, &refused.headers["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"2".parse().expect("a value"))
    );
    refused.expect_code("SERVICE_UNAVAILABLE");
}
