//! The catalogue lists the root fields for each code, retryable codes, and codes that end a
//! session.
//!
//! The test client checks every response against the catalogue (`support/seen.rs`). A missing root field
//! fails the test that observes it.

use std::{collections::BTreeSet, fs};

use panda::error_catalogue;
use serde_json::Value;

use crate::support::{ANSWERED_BY, TestApp, seen_codes};

#[tokio::test]
async fn a_definition_states_how_a_client_handles_the_code() {
    let app = TestApp::start().await;
    let listed = app.query("{ errorCatalogue { code retryable endsSession answeredBy } }").await;
    let listed = listed.data("/errorCatalogue");
    let listed = listed.as_array().expect("definitions");
    let codes = |property: &str| -> Vec<&str> {
        let of = listed.iter().filter(|definition| definition[property] == true);
        of.map(|definition| definition["code"].as_str().expect("a code")).collect()
    };
    assert_eq!(codes("retryable"), ["HTTP_REQUEST_TIMEOUT", "RATE_LIMITED", "SERVICE_UNAVAILABLE"]);
    assert_eq!(codes("endsSession"), ["ACCOUNT_REFRESH_TOKEN_INVALID"]);
    let fields = |code: &str| {
        let definition = listed.iter().find(|definition| definition["code"] == code).expect("the code");
        definition["answeredBy"].clone()
    };
    assert_eq!(
        fields("APPOINTMENT_CLINICIAN_BUSY"),
        serde_json::json!(["amendAppointment", "bookAppointment"])
    );
    assert_eq!(fields("HTTP_NOT_FOUND"), serde_json::json!([]));
    assert!(fields("SERVICE_UNAVAILABLE").as_array().is_some_and(|fields| fields.len() > 30));
}

#[tokio::test]
async fn the_enum_of_the_schema_has_exactly_the_codes_of_the_catalogue() {
    let app = TestApp::start().await;
    let query = r#"{ __type(name: "ErrorCode") { enumValues { name description } } }"#;
    let values = app.query(query).await.data("/__type/enumValues");
    let values = values.as_array().expect("values");
    let names: BTreeSet<&str> = values.iter().filter_map(|value| value["name"].as_str()).collect();
    assert_eq!(names, error_catalogue::codes().iter().map(|definition| definition.code).collect());
    assert!(values.iter().all(|value| value["description"].as_str().is_some_and(|text| !text.is_empty())));
    let catalogue = app.query("{ errorCatalogue { code } }").await.data("/errorCatalogue/0/code");
    assert_eq!(catalogue, Value::from("ACCOUNT_CREDENTIALS_INVALID"));
}

/// Reads the observations of all tests. `.ci/run` runs it after them.
#[test]
#[ignore = "the other tests have to run first"]
fn every_root_field_in_the_catalogue_was_observed_with_its_code() {
    let seen = fs::read_to_string(seen_codes()).expect("the tests record what they see");
    let seen: BTreeSet<&str> = seen.lines().collect();
    let roots = ANSWERED_BY["INTERNAL"].len();
    let mut missing = Vec::new();
    for (code, fields) in ANSWERED_BY.iter() {
        let is_seen = |field: &&String| seen.contains(format!("{code} {field}").as_str());
        // If any field can return a code, one observation is enough.
        if fields.len() == roots && fields.iter().any(|field| is_seen(&field)) {
            continue;
        }
        missing.extend(fields.iter().filter(|field| !is_seen(field)).map(|field| format!("{code} {field}")));
    }
    missing.sort();
    assert!(missing.is_empty(), "never seen: {missing:#?}");
}
