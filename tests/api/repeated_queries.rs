//! A document that comes again is not read again, and means the same: for other values, other callers, and other operations of it.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn the_same_query_has_the_same_answer_however_often_it_comes() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    let query = "query($id: ID!) { patient(by: { id: $id }) { id __typename name nhsNumber postcode } }";
    let first = app.hear_as(RoleAssignment::Admin, query, json!({ "id": patient })).await;
    assert!(first.text.contains("\"__typename\":\"Patient\",\"name\":"), "{}", first.text);
    for _ in 0..3 {
        assert_eq!(app.hear_as(RoleAssignment::Admin, query, json!({ "id": patient })).await, first);
    }
}

#[tokio::test]
async fn values_are_judged_each_time() {
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
async fn what_is_open_to_one_caller_is_not_to_the_next() {
    let app = TestApp::start().await;
    let query = "{ departments { totalCount } users { totalCount } __typename }";
    for _ in 0..2 {
        assert_eq!(app.query(query).await.data("/departments/totalCount"), 0);
        let staff = app.send_as(RoleAssignment::Staff, query, json!({})).await;
        staff.expect_refusals(&["FORBIDDEN"]);
        let data = json!({ "departments": { "totalCount": 0 }, "users": null, "__typename": "Query" });
        assert_eq!(staff.body["data"], data);
        let nobody = app.send_as(None, query, json!({})).await;
        nobody.expect_refusals(&["UNAUTHENTICATED", "UNAUTHENTICATED"]);
        let data = json!({ "departments": null, "users": null, "__typename": "Query" });
        assert_eq!(nobody.body["data"], data);
    }
}

#[tokio::test]
async fn a_failing_field_takes_along_what_it_took_along_the_first_time() {
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
async fn of_a_document_with_several_operations_the_one_that_is_named_is_run() {
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
async fn what_fragments_select_is_answered_once_and_in_its_place() {
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
        let heard = app.hear_as(RoleAssignment::Admin, &without_clinician, json!({ "id": id })).await;
        let appointments = r#"{"pageInfo":{"hasNextPage":false},"totalCount":0,"edges":[]}"#;
        let patient = format!(
            r#"{{"postcode":"CF10 1EP","appointments":{appointments},"name":"Patient 1","id":"{id}","again":"Patient 1"}}"#
        );
        let node = r#"{"__typename":"Patient","name":"Patient 1","appointments":{"edges":[]}}"#;
        assert_eq!(heard.text, format!(r#"{{"data":{{"patient":{patient},"node":{node}}}}}"#));
    }
}
