//! Input coercion errors are reported before execution, all at once, each with its location.

use serde_json::{Value, json};

use crate::support::{Answer, Fault, TestApp};

const REGISTER: &str =
    "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";
const BOOK: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";

async fn send(app: &TestApp, query: &str, variables: Value) -> Answer {
    let body = json!({ "query": query, "variables": variables });
    let request = app.post().header("accept", "application/graphql-response+json").json(&body);
    Answer::of(request.send().await.expect("the server answers")).await
}

const REQUIRED: &str = "FIELD_REQUIRED";

/// Expects that nothing ran, and these errors with their locations: the detail of a wrong value, or the code
/// of a missing one.
#[track_caller]
fn expect_faults(answer: &Answer, expected: &[(&str, &str)]) {
    assert_eq!(answer.status, 400, "{:#}", answer.body);
    assert!(answer.body.get("data").is_none(), "{:#}", answer.body);
    let faults = answer.faults();
    let detail = |fault: &Fault| match fault.code.as_str() {
        "BAD_USER_INPUT" => fault.args["detail"].as_str().expect("a detail").to_owned(),
        code => code.to_owned(),
    };
    let reported: Vec<(String, String)> =
        faults.iter().map(|fault| (fault.field.clone(), detail(fault))).collect();
    let reported: Vec<(&str, &str)> = reported.iter().map(|(field, detail)| (&**field, &**detail)).collect();
    assert_eq!(reported, expected, "{:#}", answer.body);
    assert!(answer.body["errors"][0]["locations"][0]["line"].is_u64(), "{:#}", answer.body);
}

#[tokio::test]
async fn all_missing_and_mistyped_values_are_reported_at_once() {
    let app = TestApp::start().await;
    let input = json!({ "name": 7, "dateOfBirth": null, "postcode": ["CF10 1EP", "CF10 1EQ"], "addressLines": ["a", 1, null], "nick": "x" });
    let answer = send(&app, REGISTER, json!({ "input": input })).await;
    expect_faults(
        &answer,
        &[
            ("input.addressLines.1", "expected a value of type \"String\""),
            ("input.addressLines.2", REQUIRED),
            ("input.dateOfBirth", REQUIRED),
            ("input.name", "expected a value of type \"String\""),
            ("input.nhsNumber", REQUIRED),
            ("input.nick", "\"RegisterPatientInput\" has no such field"),
            ("input.postcode", "expected a value of type \"Postcode\""),
        ],
    );
    assert_eq!(app.query("{ patients { totalCount } }").await.data("/patients/totalCount"), 0);
}

#[tokio::test]
async fn a_missing_required_variable_is_reported() {
    let app = TestApp::start().await;
    for variables in [json!({}), json!({ "other": 1 }), json!({ "input": null })] {
        let answer = send(&app, REGISTER, variables).await;
        expect_faults(&answer, &[("input", REQUIRED)]);
    }
    let several = "query($a: Int!, $b: Boolean!, $c: ID! = \"x\") {
        patients(first: $a) @include(if: $b) { totalCount } node(id: $c) { id } }";
    let answer = send(&app, several, json!({ "b": "yes" })).await;
    expect_faults(&answer, &[("b", "expected a value of type \"Boolean\""), ("first", REQUIRED)]);
}

#[tokio::test]
async fn numbers_have_the_range_of_their_type() {
    let app = TestApp::start().await;
    let query = "query($first: Int) { patients(first: $first) { totalCount } }";
    for number in ["2147483648", "-2147483649", "1e400", "1.5", "1e2", "99999999999999999999999"] {
        let body = format!(r#"{{"query":"{query}","variables":{{"first":{number}}}}}"#);
        let request = app.post().header("content-type", "application/json").body(body);
        let answer = Answer::of(request.send().await.expect("the server answers")).await;
        let codes = answer.refusals();
        assert!(
            ["BAD_USER_INPUT at first", "HTTP_BODY_INVALID"].contains(&codes[0].as_str()),
            "{number}: {codes:?}"
        );
        let written = app.query(&format!("{{ patients(first: {number}) {{ totalCount }} }}")).await;
        let codes = written.refusals();
        assert!(
            ["BAD_USER_INPUT at first", "GRAPHQL_PARSE_FAILED"].contains(&codes[0].as_str()),
            "{number}: {codes:?}"
        );
    }
    app.send(query, json!({ "first": 100 })).await.data("/patients/totalCount");
}

#[tokio::test]
async fn literals_are_validated_like_variables() {
    let app = TestApp::start().await;
    for (arguments, place) in [
        (r#"(orderBy: "NAME")"#, "orderBy"),
        (r#"(orderBy: { field: "NAME" })"#, "orderBy.field"),
        ("(orderBy: { field: HEIGHT })", "orderBy.field"),
        ("(first: \"ten\")", "first"),
        ("(filter: { search: 12 })", "filter.search"),
        ("(filter: 5)", "filter"),
        ("(after: SOMETHING)", "after"),
        ("(filter: { search: [\"a\"] })", "filter.search"),
    ] {
        let answer = send(&app, &format!("{{ patients{arguments} {{ totalCount }} }}"), json!({})).await;
        assert_eq!(answer.status, 400, "{arguments}: {:#}", answer.body);
        assert_eq!(answer.refusals(), [format!("BAD_USER_INPUT at {place}")], "{arguments}");
    }
}

#[tokio::test]
async fn a_patient_reference_needs_exactly_one_field() {
    let app = TestApp::start().await;
    let query = "query($by: PatientBy!) { patient(by: $by) { id } }";
    for by in [
        json!({}),
        json!({ "id": null }),
        json!({ "id": "x", "nhsNumber": "9434765919" }),
        json!({ "id": "x", "nhsNumber": null }),
    ] {
        expect_faults(
            &send(&app, query, json!({ "by": by })).await,
            &[("by", "exactly one field of \"PatientBy\" must be given")],
        );
    }
    let inner = "query($id: ID, $number: NhsNumber) { patient(by: { id: $id, nhsNumber: $number }) { id } }";
    let answer = send(&app, inner, json!({ "id": "x" })).await;
    assert_eq!(answer.status, 400, "{:#}", answer.body);
    let unset = "query($id: ID!) { patient(by: { id: $id }) { id } }";
    for nothing in [json!({}), json!({ "id": null })] {
        let answer = send(&app, unset, nothing).await;
        expect_faults(&answer, &[("by.id", REQUIRED)]);
    }
    app.send(unset, json!({ "id": "bm90aGluZw" })).await.data("/patient");
}

#[tokio::test]
async fn a_single_value_is_coerced_to_a_list() {
    let app = TestApp::start().await;
    let query =
        "query($status: [AppointmentStatus!]) { appointments(filter: { status: $status }) { totalCount } }";
    app.send(query, json!({ "status": "ACTIVE" })).await.data("/appointments/totalCount");
    app.query("{ appointments(filter: { status: MISSED }) { totalCount } }")
        .await
        .data("/appointments/totalCount");
    let answer = send(&app, query, json!({ "status": ["ACTIVE", "LATE"] })).await;
    expect_faults(&answer, &[("filter.status.1", "expected a value of type \"AppointmentStatus\"")]);
}

#[tokio::test]
async fn unknown_types_are_refused_in_every_position() {
    let app = TestApp::start().await;
    for query in [
        "query($x: Nothing) { patients(first: $x) { totalCount } }",
        "query($x: [Nothing!] = [1]) { patients(first: $x) { totalCount } }",
        "query($x: Nothing = {}) { patients(first: $x) { totalCount } }",
        "query($x: Patient) { patients(first: $x) { totalCount } }",
    ] {
        let answer = send(&app, query, json!({ "x": [1] })).await;
        assert_eq!(answer.status, 400, "{query}: {:#}", answer.body);
        assert!(
            answer.faults().iter().all(|fault| fault.code == "GRAPHQL_VALIDATION_FAILED"),
            "{:#}",
            answer.body
        );
    }
}

#[tokio::test]
async fn no_error_quotes_the_input() {
    let app = TestApp::start().await;
    let secret = "Aoife Ní Bhriain";
    for input in [
        json!(secret),
        json!([secret]),
        json!({ secret: secret }),
        json!({ "patient": secret, "startsAt": { "a": secret } }),
    ] {
        for query in [BOOK, REGISTER] {
            let answer = send(&app, query, json!({ "input": input })).await;
            assert_eq!(answer.status, 400, "{:#}", answer.body);
            assert!(!answer.body.to_string().contains("Aoife"), "{:#}", answer.body);
        }
    }
    let written = format!(
        "{{ patients(first: \"{secret}\", filter: \"{secret}\", orderBy: {{ field: Aoife }}) {{ totalCount }} }}"
    );
    let answer = send(&app, &written, json!({})).await;
    assert!(!answer.body.to_string().contains("Aoife"), "{:#}", answer.body);
    let broken = format!("{{ patients(filter: {{ search: \"{secret}\" }} }}");
    let answer = send(&app, &broken, json!({})).await;
    answer.expect_code("GRAPHQL_PARSE_FAILED");
    assert!(!answer.body.to_string().contains("Aoife"), "{:#}", answer.body);
}
