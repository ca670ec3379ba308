//! Variables and literals must have the types of their positions (GraphQL specification, "Values of Correct
//! Type" and "All Variable Usages Are Allowed"). A refused document runs nothing.

use serde_json::{Value, json};

use crate::support::TestApp;

const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";

#[tokio::test]
async fn a_variable_of_another_type_than_its_position_is_refused() {
    let app = TestApp::start().await;
    for (query, variables) in [
        ("query($z: PatientBy) { patient(by: $z) { id } }", json!({ "z": { "id": "x" } })),
        ("query($z: Int!) { node(id: $z) { id } }", json!({ "z": 5 })),
        ("query($z: Boolean) { viewer { id @include(if: $z) role } }", json!({})),
        ("query($z: String) { viewer { id @skip(if: $z) role } }", json!({ "z": "a" })),
        ("query($z: ID) { nodes(ids: [$z]) { id } }", json!({ "z": "x" })),
        ("query($z: String!) { nodes(ids: [$z]) { id } }", json!({ "z": "x" })),
        ("query($z: [ID!]!) { node(id: $z) { id } }", json!({ "z": ["x"] })),
        ("query($z: ID!) { nodes(ids: $z) { id } }", json!({ "z": "x" })),
        ("query($z: [ID]!) { nodes(ids: $z) { id } }", json!({ "z": ["x"] })),
        ("query($z: ID) { patient(by: { id: $z }) { id } }", json!({ "z": "x" })),
        ("query($z: ID = \"x\") { patient(by: { id: $z }) { id } }", json!({})),
        (
            "query($z: String) { appointments(orderBy: { field: $z }, first: 1) { totalCount } }",
            json!({ "z": "STARTS_AT" }),
        ),
        (
            "query($z: AppointmentStatus) { appointments(filter: { status: [$z] }) { totalCount } }",
            json!({ "z": "ACTIVE" }),
        ),
        (
            "query($z: Int) { ...A } fragment A on Query { patients(after: $z) { totalCount } }",
            json!({ "z": 1 }),
        ),
        (
            "query($z: Int) { ...A } fragment A on Query { ...B } fragment B on Query { patients(after: $z) { totalCount } }",
            json!({}),
        ),
        ("query A { viewer { id } } query B($z: Int) { patients(after: $z) { totalCount } }", json!({})),
    ] {
        let operation = query.starts_with("query A").then_some("A");
        for _ in 0..2 {
            let body = json!({ "query": query, "variables": variables, "operationName": operation });
            let answer = app.post().json(&body).send().await.expect("an answer");
            let body: Value = answer.json().await.expect("JSON");
            assert_eq!(body.get("data"), None, "{query} {body:#}");
            assert_eq!(body["errors"][0]["extensions"]["code"], INVALID, "{query} {body:#}");
        }
    }
}

#[tokio::test]
async fn a_variable_whose_type_is_stricter_than_its_position_is_accepted() {
    let app = TestApp::start().await;
    for (query, variables) in [
        ("query($z: Int!) { patients(first: $z) { totalCount } }", json!({ "z": 5 })),
        ("query($z: [ID!]!) { nodes(ids: $z) { id } }", json!({ "z": "x" })),
        ("query($z: [ID!] = [\"x\"]) { nodes(ids: $z) { id } }", json!({})),
        ("query($z: ID = \"x\") { nodes(ids: [$z]) { id } }", json!({})),
        (
            "query($z: AppointmentStatus = ACTIVE) { appointments(filter: { status: [$z] }) { totalCount } }",
            json!({}),
        ),
        ("query($z: Boolean = true) { viewer { id @skip(if: $z) role } }", json!({})),
        (
            "query($z: [AppointmentStatus!]) { appointments(filter: { status: $z }) { totalCount } }",
            json!({ "z": null }),
        ),
    ] {
        app.send(query, variables).await.data("");
    }
}

#[tokio::test]
async fn a_refused_document_runs_nothing() {
    let app = TestApp::start().await;
    let add = r#"addDepartment(input: { code: "ENT", name: "Ears" }) { department { id } }"#;
    for (query, variables) in [
        (
            format!("mutation($n: String) {{ {add} removeDepartment(input: {{ id: $n }}) {{ removedId }} }}"),
            json!({}),
        ),
        (
            format!("mutation($n: String) {{ {add} removeDepartment(input: {{ id: $n }}) {{ removedId }} }}"),
            json!({ "n": "x" }),
        ),
        (format!("mutation {{ {add} again: {add} nothing }}"), json!({})),
        (format!("mutation {{ {add} viewer: __typename @nope }}"), json!({})),
        (format!("mutation A {{ {add} }} query B {{ node(id: {{}}) {{ id }} }}"), json!({})),
        (
            format!("mutation A {{ {add} }} query B {{ patients(first: 2147483648) {{ totalCount }} }}"),
            json!({}),
        ),
        (format!("mutation A($z: Int = \"1\") {{ {add} }} query B {{ __typename }}"), json!({})),
    ] {
        let operation = query.starts_with("mutation A").then_some("A");
        let body = json!({ "query": query, "variables": variables, "operationName": operation });
        let answer: Value =
            app.post().json(&body).send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer.get("data"), None, "{query} {answer:#}");
        assert_eq!(
            app.query("{ departments { totalCount } }").await.data("/departments/totalCount"),
            0,
            "{query}"
        );
    }
}

#[tokio::test]
async fn validation_does_not_depend_on_the_document_cache() {
    let app = TestApp::start().await;
    let query = "query A($z: AppointmentOrderField!) { appointments(orderBy: { field: $z }, first: 1) { totalCount } }";
    for _ in 0..2 {
        let refused = app.send(query, json!({ "z": "NOPE" })).await;
        refused.expect_refusals(&["BAD_USER_INPUT at orderBy.field"]);
        assert_eq!(refused.body.get("data"), None);
        assert_eq!(app.send(query, json!({ "z": "STARTS_AT" })).await.data("/appointments/totalCount"), 0);
    }
}

#[tokio::test]
async fn input_fields_and_defaults_are_checked_wherever_they_are_written() {
    let app = TestApp::start().await;
    for (query, code) in [
        (r#"{ patient(by: { id: "x", id: "y" }) { id } }"#, INVALID),
        (r#"{ appointments(filter: { startsAt: { from: "x", from: "x" } }) { totalCount } }"#, INVALID),
        (r#"query($z: PatientBy = { id: "x", id: "y" }) { patient(by: $z) { id } }"#, INVALID),
        ("query($z: PatientBy! = -1) { patient(by: $z) { id } }", "BAD_USER_INPUT"),
        (
            r#"query($z: OrderDirection = "ASC") { departments(orderBy: { field: CODE, direction: $z }) { totalCount } }"#,
            "BAD_USER_INPUT",
        ),
        ("query($z: Int = 2147483648) { patients(first: $z) { totalCount } }", "BAD_USER_INPUT"),
        ("query($z: Int! = null) { patients(first: $z) { totalCount } }", "FIELD_REQUIRED"),
        ("query($z: Int @nope) { patients(first: $z) { totalCount } }", INVALID),
        ("query($z: Int @skip(if: true)) { patients(first: $z) { totalCount } }", INVALID),
        (r#"{ patient(by: { id: "x", nhsNumber: "y" }) { id } }"#, "BAD_USER_INPUT"),
        ("{ patient(by: { id: null }) { id } }", "BAD_USER_INPUT"),
        ("{ patient(by: {}) { id } }", "BAD_USER_INPUT"),
        ("{ patient { id } }", INVALID),
        (
            "{ departments { ...A } } fragment A on DepartmentConnection { edges { node { clinicians(first: true) { totalCount } } } }",
            "BAD_USER_INPUT",
        ),
    ] {
        for _ in 0..2 {
            let refused = app.query(query).await;
            assert_eq!(refused.expect_code(code).code, code, "{query}");
            assert_eq!(refused.body.get("data"), None, "{query}");
        }
    }
}
