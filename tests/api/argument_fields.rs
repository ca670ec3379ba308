//! An error of input coercion names the argument that a form fills in, for literals and variables alike.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// The codes of a response, and the path of each error.
fn refusals(answer: &Answer) -> (Vec<String>, Vec<Value>) {
    let errors = answer.body["errors"].as_array().expect("errors");
    (answer.refusals(), errors.iter().map(|error| error["path"].clone()).collect())
}

#[tokio::test]
async fn an_invalid_variable_is_reported_at_its_argument() {
    let app = TestApp::start().await;
    for (query, variables, refusal, path) in [
        (
            "query($whatever: Int) { patients(first: $whatever) { totalCount } }",
            json!({ "whatever": "ten" }),
            "BAD_USER_INPUT at first",
            json!(["patients"]),
        ),
        (
            "query($text: String) { found: patients(filter: { search: $text }) { totalCount } }",
            json!({ "text": 7 }),
            "BAD_USER_INPUT at filter.search",
            json!(["found"]),
        ),
        (
            "query($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { id } }",
            json!({ "a": "x" }),
            "FIELD_REQUIRED at ids.1",
            json!(["nodes"]),
        ),
        (
            "query($state: AppointmentStatus!) { appointments(filter: { status: [MISSED, $state] }) { totalCount } }",
            json!({ "state": "LATE" }),
            "BAD_USER_INPUT at filter.status.1",
            json!(["appointments"]),
        ),
        (
            "query($size: Int) { departments { edges { node { ...Staff } } } }
             fragment Staff on Department { clinicians(first: $size) { totalCount } }",
            json!({ "size": [1, 2] }),
            "BAD_USER_INPUT at first",
            json!(["departments"]),
        ),
        (
            "mutation($new: AddDepartmentInput!) { __typename addDepartment(input: $new) { department { id } } }",
            json!({ "new": { "code": "A", "name": null } }),
            "FIELD_REQUIRED at input.name",
            json!(["addDepartment"]),
        ),
        (
            "query($size: Int = \"ten\") { patients(first: $size) { totalCount } }",
            json!({}),
            "BAD_USER_INPUT at first",
            json!(["patients"]),
        ),
        (
            "query($is: Boolean!) { patients @include(if: $is) { totalCount } }",
            json!({ "is": 1 }),
            "BAD_USER_INPUT at is",
            json!(["patients"]),
        ),
    ] {
        for _ in 0..2 {
            let answer = app.send(query, variables.clone()).await;
            assert_eq!(refusals(&answer), (vec![refusal.to_owned()], vec![path.clone()]), "{query}");
        }
    }
}

#[tokio::test]
async fn a_literal_is_reported_like_a_variable() {
    let app = TestApp::start().await;
    for (query, refusal, path) in [
        ("{ nodes(ids: [\"x\", null]) { id } }", "FIELD_REQUIRED at ids.1", "nodes"),
        ("{ n: nodes(ids: [\"x\", 1.5]) { id } }", "BAD_USER_INPUT at ids.1", "n"),
        ("{ appointments(orderBy: {}) { totalCount } }", "FIELD_REQUIRED at orderBy.field", "appointments"),
    ] {
        assert_eq!(
            refusals(&app.query(query).await),
            (vec![refusal.to_owned()], vec![json!([path])]),
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_operation_with_several_root_fields_has_no_path() {
    let app = TestApp::start().await;
    let query = "query($size: Int) { patients(first: $size) { totalCount } departments { totalCount } }";
    let answer = app.send(query, json!({ "size": true })).await;
    assert_eq!(refusals(&answer), (vec!["BAD_USER_INPUT at first".to_owned()], vec![Value::Null]));
    let answer = app.query("{ patients(first: true) { totalCount } departments { totalCount } }").await;
    assert_eq!(refusals(&answer), (vec!["BAD_USER_INPUT at first".to_owned()], vec![Value::Null]));
}

#[tokio::test]
async fn all_faults_of_an_input_are_reported_at_once() {
    let app = TestApp::start().await;
    let query = "mutation($form: RegisterPatientInput!) { registerPatient(input: $form) { patient { id } } }";
    let form = json!({ "name": 7, "postcode": null, "addressLines": ["a", null, 2] });
    let answer = app.send_in("pl", query, json!({ "form": form })).await;
    answer.expect_refusals(&[
        "FIELD_REQUIRED at input.addressLines.1",
        "BAD_USER_INPUT at input.addressLines.2",
        "FIELD_REQUIRED at input.dateOfBirth",
        "BAD_USER_INPUT at input.name",
        "FIELD_REQUIRED at input.nhsNumber",
        "FIELD_REQUIRED at input.postcode",
    ]);
    let messages: Vec<String> = answer.faults().into_iter().map(|fault| fault.message).collect();
    assert_eq!(messages[..2], ["Wartość jest tu wymagana.", "Ta wartość nie jest oczekiwanego typu."]);
}
