//! The query parameters of the CSV report, and the errors of invalid ones.

use panda::account::RoleAssignment;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::json;

use crate::support::{Answer, TestApp, clinic};

const MARCH: &str = "from=2026-03-01&until=2026-04-01";

async fn answer(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("the server answers")).await
}

/// The codes of a URL that is refused with status 400.
async fn refused(app: &TestApp, query: &str) -> Vec<String> {
    let answer = answer(app.missed_csv(RoleAssignment::Staff, query)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {:#}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.refusals()
}

#[tokio::test]
async fn all_faults_of_a_url_are_reported_in_the_clients_language() {
    let app = TestApp::start().await;
    let query = "from=01.03.2026&until=2026-02-30&timeZone=Europe/Cardiff&groupBy=CLINICIAN,PATIENT&interval=HOUR\
        &clinicianId=17&departmentId=x&organisationId=&weekday=MON&hour=7,24&ageBand=OLD&leadTimeBand=LONG\
        &asOf=2026-03-01T00:00:00&costPerAppointment=30%20pounds&costPerHour=1e3&compareWith=YESTERDAY&orderBy=NAME\
        &direction=UP&bom=yes&colour=red&separator=pipe";
    let answer = answer(app.missed_csv_in("pl", RoleAssignment::Analyst, query)).await;
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
        "PARAMETER_VALUE_UNKNOWN at separator",
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
async fn a_parameter_has_at_most_one_fault() {
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

/// The last limit of rows is enforced by the database.
#[tokio::test]
async fn too_many_rows_found_during_the_query_are_refused_too() {
    let app = clinic().await;
    let vast = "from=2010-01-01&until=2026-03-04&interval=DAY&groupBy=CLINICIAN";
    assert_eq!(refused(&app, vast).await, ["STATISTICS_TOO_MANY_BUCKETS at groupBy"]);
}

#[tokio::test]
async fn url_parameters_use_the_words_of_graphql() {
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
        let answer =
            answer(app.missed_csv(
                RoleAssignment::Staff,
                &format!("{MARCH}&{parameter}={}", words[0].to_lowercase()),
            ))
            .await;
        let allowed = answer.expect_code("PARAMETER_VALUE_UNKNOWN").args["allowed"].clone();
        let mut allowed: Vec<&str> = allowed.as_str().expect("a text").split(", ").collect();
        allowed.sort_unstable();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        assert_eq!(allowed, words, "{name}");
    }
}

/// A plus sign in a query string means a space, unless it is encoded.
#[tokio::test]
async fn a_plus_sign_of_an_offset_or_a_zone_need_not_be_encoded() {
    let app = clinic().await;
    let missed = async |rest: &str| {
        let file = app.spreadsheet(&format!("{MARCH}&{rest}")).await;
        file.column("Missed").iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()
    };
    // The appointment of 10:00 ends at 10:30.
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
