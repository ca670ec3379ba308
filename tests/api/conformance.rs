//! Responses conform to the GraphQL specification when fields fail.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// A server that cannot read departments: every field that returns one fails.
async fn broken() -> (TestApp, String, String) {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let clinician = app.a_clinician("Dr Sharma", &department).await;
    let patient = app.a_patient(1).await;
    app.database.execute("ALTER TABLE departments RENAME TO elsewhere");
    (app, clinician, patient)
}

fn without_errors(answer: &Answer) -> Value {
    answer.body["data"].clone()
}

#[tokio::test]
async fn null_propagates_to_the_nearest_nullable_parent_only() {
    let (app, clinician, patient) = broken().await;
    let query = "query($c: ID!, $p: ID!) {
        one: node(id: $c) { ... on Clinician { name department { name } } }
        two: node(id: $p) { ... on Patient { name } }
        both: nodes(ids: [$c, $p]) { id ... on Clinician { department { name } } }
    }";
    let answer = app.send(query, json!({ "c": clinician, "p": patient })).await;
    assert_eq!(
        without_errors(&answer),
        json!({ "one": null, "two": { "name": "Patient 1" }, "both": [null, { "id": patient }] })
    );
    assert_eq!(answer.refusals(), ["INTERNAL", "INTERNAL"]);
    let paths: Vec<&Value> =
        answer.body["errors"].as_array().expect("errors").iter().map(|e| &e["path"]).collect();
    assert!(paths.contains(&&json!(["one", "department"])), "{paths:?}");
    assert!(paths.contains(&&json!(["both", 0, "department"])), "{paths:?}");
}

#[tokio::test]
async fn null_propagates_to_data_if_no_parent_is_nullable() {
    let (app, ..) = broken().await;
    let answer = app.query(r#"{ errorCatalogue(locale: "?") { code } patients { totalCount } }"#).await;
    assert_eq!(answer.body.get("data"), Some(&Value::Null));
    answer.expect_code("LOCALE_INVALID");
    // A protected root field is nullable, so its error does not propagate to others.
    let answer = app.query("{ departments { totalCount } patients { totalCount } }").await;
    let data = json!({ "departments": null, "patients": { "totalCount": 1 } });
    assert_eq!(answer.body.get("data"), Some(&data));
    answer.expect_code("INTERNAL");
    // A list entry is nullable, so its error does not propagate to the list.
    let answer = app
        .query("{ clinicians { edges { node { name department { name } } } } patients { totalCount } }")
        .await;
    let data = json!({ "clinicians": { "edges": [{ "node": null }] }, "patients": { "totalCount": 1 } });
    assert_eq!(answer.body.get("data"), Some(&data));
    answer.expect_code("INTERNAL");
}

#[tokio::test]
async fn an_internal_error_reveals_only_the_request_id() {
    let (app, ..) = broken().await;
    let answer = app.query("{ departments { totalCount } }").await;
    let fault = answer.expect_code("INTERNAL");
    assert_eq!(fault.args, json!({ "requestId": answer.headers["x-request-id"].to_str().expect("text") }));
    let text = answer.body.to_string();
    for word in ["departments\" does", "relation", "SELECT", "diesel", "Error"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[tokio::test]
async fn response_fields_are_in_query_order() {
    let app = TestApp::start().await;
    let clinician = app.some_clinician("ENT").await;
    let query = "query Other { patients { totalCount } }
        query Order($id: ID!) {
            b: patients { totalCount pageInfo { hasNextPage } edges { node { id } } }
            a: clinician(id: $id) { ...Names version department { code } id }
        }
        fragment Names on Clinician { department { name } name }";
    let body = json!({ "query": query, "variables": { "id": clinician }, "operationName": "Order" });
    let text = app.post().json(&body).send().await.expect("an answer").text().await.expect("a text");
    assert_eq!(
        text,
        format!(
            r#"{{"data":{{"b":{{"totalCount":0,"pageInfo":{{"hasNextPage":false}},"edges":[]}},"a":{{"department":{{"name":"Department ENT","code":"ENT"}},"name":"Dr ENT","version":1,"id":"{clinician}"}}}}}}"#
        )
    );
}

#[tokio::test]
async fn an_ambiguous_operation_name_is_a_request_error() {
    let app = TestApp::start().await;
    for name in [Value::Null, json!("C")] {
        let body = json!({ "query": "query A { __typename } query B { __typename }", "operationName": name });
        let answer = Answer::of(app.post().json(&body).send().await.expect("an answer")).await;
        answer.expect_code("GRAPHQL_VALIDATION_FAILED");
        assert_eq!(answer.body.get("data"), None);
    }
}

#[tokio::test]
async fn a_mutation_selected_twice_with_the_same_input_runs_once() {
    let app = TestApp::start().await;
    let add = |n: i32, select: &str| {
        format!(
            r#"addDepartment(input: {{ code: "D{n}", name: "Department {n}" }}) {{ department {{ {select} }} }}"#
        )
    };
    for (n, query) in [
        format!("mutation {{ {} {} }}", add(0, "code"), add(0, "name")),
        format!(
            "mutation {{ {} ...Again }} fragment Again on Mutation {{ {} }}",
            add(1, "code"),
            add(1, "name")
        ),
        format!(
            "mutation {{ ...Add ... {{ ...Add }} }} fragment Add on Mutation {{ {} }}",
            add(2, "code name")
        ),
    ]
    .iter()
    .enumerate()
    {
        let department = json!({ "code": format!("D{n}"), "name": format!("Department {n}") });
        assert_eq!(app.query(query).await.data(""), json!({ "addDepartment": { "department": department } }));
    }
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), 3);
    let other = format!("mutation {{ {} {} }}", add(4, "code"), add(5, "code"));
    app.query(&other).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), 3);
}

#[tokio::test]
async fn a_repeated_status_in_a_filter_counts_once() {
    let app = TestApp::start().await;
    let clinician = app.some_clinician("ENT").await;
    app.an_appointment(&app.a_patient(1).await, &clinician, 60).await;
    let statuses = vec!["ACTIVE"; 2_000];
    let query = "query($s: [AppointmentStatus!]) { appointments(filter: { status: $s }) { totalCount } }";
    assert_eq!(app.send(query, json!({ "s": statuses })).await.data("/appointments/totalCount"), 1);
}
