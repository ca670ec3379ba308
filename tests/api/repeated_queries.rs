//! A repeated document is parsed once, and gives correct results for other variables, callers and operation
//! names.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn a_repeated_query_has_the_same_result() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    let query = "query($id: ID!) { patient(by: { id: $id }) { id __typename name nhsNumber postcode } }";
    let first = app.send_raw_as(RoleAssignment::Admin, query, json!({ "id": patient })).await;
    assert!(first.text.contains("\"__typename\":\"Patient\",\"name\":"), "{}", first.text);
    for _ in 0..3 {
        assert_eq!(app.send_raw_as(RoleAssignment::Admin, query, json!({ "id": patient })).await, first);
    }
}

#[tokio::test]
async fn variables_are_validated_on_every_repetition() {
    let app = TestApp::start().await;
    let query = "query($first: Int, $at: PatientBy!) { patients(first: $first) { totalCount } patient(by: $at) { id } }";
    let good = json!({ "first": 1, "at": { "nhsNumber": "9434765919" } });
    assert_eq!(app.send(query, good.clone()).await.data("/patients/totalCount"), 0);
    for (bad, refusal) in [
        (json!({ "first": "one", "at": { "nhsNumber": "9434765919" } }), "BAD_USER_INPUT at first"),
        (json!({ "first": 1, "at": { "nhsNumber": 7 } }), "BAD_USER_INPUT at by.nhsNumber"),
        (json!({ "first": 1, "at": {} }), "BAD_USER_INPUT at by"),
        (json!({ "first": 1 }), "FIELD_REQUIRED at by"),
    ] {
        app.send(query, bad).await.expect_refusals(&[refusal]);
        assert_eq!(app.send(query, good.clone()).await.data("/patients/totalCount"), 0);
    }
    let nested =
        "query($n: Int) { patients(first: $n) { edges { node { appointments(first: $n) { edges { node {
        patient { appointments(first: $n) { edges { node { id } } } } } } } } } } }";
    app.send(nested, json!({ "n": 2 })).await.data("/patients");
    app.send(nested, json!({ "n": 100 })).await.expect_code("QUERY_TOO_COMPLEX");
    app.send(nested, json!({ "n": 2 })).await.data("/patients");
}

#[tokio::test]
async fn permissions_are_checked_per_caller_for_a_cached_document() {
    let app = TestApp::start().await;
    let query = "{ departments { totalCount } users { totalCount } __typename }";
    for _ in 0..2 {
        assert_eq!(app.query(query).await.data("/departments/totalCount"), 0);
        let staff = app.send_as(RoleAssignment::Staff, query, json!({})).await;
        staff.expect_refusals(&["FORBIDDEN"]);
        let data = json!({ "departments": { "totalCount": 0 }, "users": null, "__typename": "Query" });
        assert_eq!(staff.body["data"], data);
        let anonymous = app.send_as(None, query, json!({})).await;
        anonymous.expect_refusals(&["UNAUTHENTICATED", "UNAUTHENTICATED"]);
        let data = json!({ "departments": null, "users": null, "__typename": "Query" });
        assert_eq!(anonymous.body["data"], data);
    }
}

#[tokio::test]
async fn null_propagation_is_the_same_for_a_cached_document() {
    let app = TestApp::start().await;
    app.a_department("ENT").await;
    let query = "query($number: NhsNumber!, $cursor: String) { patient(by: { nhsNumber: $number }) { id }
        departments { edges { cursor node { name clinicians(after: $cursor) { totalCount } } } } }";
    let failing = json!({ "number": "9434765918", "cursor": "no cursor" });
    let first = app.send(query, failing.clone()).await;
    assert_eq!(first.refusals().len(), 2, "{:#}", first.body);
    let edge = &first.body["data"]["departments"]["edges"][0];
    assert!(
        edge["cursor"].is_string() && edge["node"].is_null(),
        "a connection may not be null, its node may"
    );
    for _ in 0..2 {
        assert_eq!(app.send(query, failing.clone()).await.body, first.body);
        let half = app.send(query, json!({ "number": "9434765918", "cursor": null })).await;
        half.expect_refusals(&["PATIENT_NHS_NUMBER_CHECKSUM at by.nhsNumber"]);
        assert_eq!(half.body["data"]["patient"], Value::Null);
        assert_eq!(half.body["data"]["departments"]["edges"][0]["node"]["clinicians"]["totalCount"], 0);
    }
}

#[tokio::test]
async fn the_operation_name_selects_within_a_cached_document() {
    let app = TestApp::start().await;
    let document = "query A { departments { totalCount } } query B { organisations { totalCount } }";
    for _ in 0..2 {
        for (name, list) in [("A", "departments"), ("B", "organisations")] {
            let body = json!({ "query": document, "operationName": name });
            let answer = app.post().json(&body).send().await.expect("an answer");
            let answer: Value = answer.json().await.expect("JSON");
            assert_eq!(answer, json!({ "data": { list: { "totalCount": 0 } } }));
        }
        app.query(document).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn fragments_are_merged_in_order() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let query = "query($id: ID!) {
        patient(by: { id: $id }) {
            ...One name
            ... on Node { id }
            ... on Clinician { version }
            appointments { totalCount }
            ...Two again: name
        }
        node(id: $id) { __typename ... on Patient { name ...Two } ... on Department { code } }
    }
    fragment One on Patient { postcode appointments { pageInfo { hasNextPage } } }
    fragment Two on Patient { name appointments { edges { cursor } } }";
    let without_clinician = query.replace("... on Clinician { version }", "");
    app.send(query, json!({ "id": id })).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    for _ in 0..2 {
        let response = app.send_raw_as(RoleAssignment::Admin, &without_clinician, json!({ "id": id })).await;
        let appointments = r#"{"pageInfo":{"hasNextPage":false},"totalCount":0,"edges":[]}"#;
        let patient = format!(
            r#"{{"postcode":"CF10 1EP","appointments":{appointments},"name":"Patient 1","id":"{id}","again":"Patient 1"}}"#
        );
        let node = r#"{"__typename":"Patient","name":"Patient 1","appointments":{"edges":[]}}"#;
        assert_eq!(response.text, format!(r#"{{"data":{{"patient":{patient},"node":{node}}}}}"#));
    }
}
