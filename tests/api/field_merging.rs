//! Selections with the same response key must merge, or the document is refused (GraphQL specification,
//! "Field Selection Merging").

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn fields_of_two_records_are_never_merged_into_one_object() {
    let app = TestApp::start().await;
    let (a, b) = (app.a_patient(1).await, app.a_patient(2).await);
    for query in [
        r#"{ patient(by: { id: "A" }) { name } ... on Query { patient(by: { id: "B" }) { nhsNumber } } }"#,
        r#"{ ...One ...Two } fragment One on Query { patient(by: { id: "A" }) { name } }
           fragment Two on Query { patient(by: { id: "B" }) { nhsNumber } }"#,
        r#"{ node(id: "A") { id } ... { node(id: "B") { ... on Patient { name } } } }"#,
        r#"{ nodes(ids: ["A"]) { id } nodes(ids: ["A", "B"]) { __typename } }"#,
        r#"{ patient(by: { id: "A" }) { appointments(first: 1) { totalCount } }
             patient(by: { id: "A" }) { appointments(last: 1) { totalCount } } }"#,
        r#"{ patient(by: { id: "A" }) { appointments { edges { node { x: id } } } }
             ... on Query { patient(by: { id: "A" }) { appointments { edges { node { x: status } } } } } }"#,
        "{ viewer { k: id } viewer { k: role } }",
        "{ viewer { k: id ... on User { k: role } } }",
        r#"{ node(id: "A") { ... on Patient { x: name } ... on Clinician { x: version } } }"#,
        r#"{ node(id: "A") { ... on Patient { x: name } ... on User { x: patient { id } } } }"#,
        "{ a: departments { totalCount } a: clinicians { totalCount } }",
        "query($x: ID!, $y: ID!) { node(id: $x) { id } node(id: $y) { id } }",
    ] {
        let query = query.replace("\"A\"", &format!("\"{a}\"")).replace("\"B\"", &format!("\"{b}\""));
        for _ in 0..2 {
            let refused = app.send(&query, json!({ "x": a, "y": b })).await;
            assert_eq!(refused.body.get("data"), None, "{query} {:#}", refused.body);
            assert!(
                refused.refusals().iter().all(|code| code == "GRAPHQL_VALIDATION_FAILED"),
                "{:#}",
                refused.body
            );
        }
    }
}

#[tokio::test]
async fn selections_of_the_same_field_are_merged() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let organisation = app.an_organisation("RZZ01").await;
    let posts =
        json!({ "id": clinician, "posts": [{ "organisationId": organisation, "startsOn": "2020-01-01" }] });
    app.mutate("amendClinician", posts, "clinician { id }").await.data("");
    app.an_appointment(&patient, &clinician, 60).await;
    let department = json!({ "code": "ENT", "name": "Department ENT" });
    for (query, expected) in [
        (
            "{ node(id: $p) { id } node(id: $p) { ... on Patient { name } } node(id: $p) { ... on Clinician { name } } }",
            json!({ "node": { "id": patient, "name": "Patient 1" } }),
        ),
        (
            "{ clinician(id: $c) { department { code } ...A ... { department { name } } } } fragment A on Clinician { department { code } }",
            json!({ "clinician": { "department": department } }),
        ),
        (
            "{ clinician(id: $c) { posts { startsOn } posts { organisation { odsCode } } posts { endsOn @skip(if: true) } } }",
            json!({ "clinician": { "posts": [{ "startsOn": "2020-01-01", "organisation": { "odsCode": "RZZ01" } }] } }),
        ),
        (
            "{ nodes(ids: [$p, $c]) { ... on Patient { name } } nodes(ids: [$p, $c]) { ... on Clinician { name } __typename } }",
            json!({ "nodes": [
                { "name": "Patient 1", "__typename": "Patient" },
                { "name": "Dr ENT", "__typename": "Clinician" },
            ] }),
        ),
        (
            "{ patients { edges { node { name } } } patients { totalCount edges { node { appointments { totalCount } } cursor @skip(if: true) } } }",
            json!({ "patients": {
                "edges": [{ "node": { "name": "Patient 1", "appointments": { "totalCount": 1 } } }], "totalCount": 1,
            } }),
        ),
        (
            "{ clinician(id: $c) { id @skip(if: true) } clinician(id: $c) { name } clinician(id: $c) { id @include(if: false) } }",
            json!({ "clinician": { "name": "Dr ENT" } }),
        ),
        (
            "{ departments { edges { node { code } } } ... @include(if: false) { departments { edges { node { name } } } } }",
            json!({ "departments": { "edges": [{ "node": { "code": "ENT" } }] } }),
        ),
    ] {
        let query = query.replace("$p", &format!("\"{patient}\"")).replace("$c", &format!("\"{clinician}\""));
        for _ in 0..2 {
            let answer = app.query(&query).await;
            assert_eq!(answer.data("").to_string(), expected.to_string(), "{query}");
        }
    }
}

#[tokio::test]
async fn a_field_that_is_selected_twice_is_resolved_once() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    let once = "{ patients { totalCount edges { node { name } } } }";
    let twice = "{ patients { totalCount } patients { totalCount edges { node { name } } } }";
    app.query(once).await.data("");
    let (_, expected) = app.statements(app.query(once)).await;
    let (answer, counted) = app.statements(app.query(twice)).await;
    assert_eq!(counted, expected);
    assert_eq!(answer.data("/patients/totalCount"), 1);
    let failing = format!(
        r#"{{ node(id: "{patient}") {{ ... on Patient {{ appointments(first: 1, last: 1) {{ totalCount }} }} }}
            ... {{ node(id: "{patient}") {{ ... on Patient {{ appointments(first: 1, last: 1) {{ edges {{ cursor }} }} }} }} }} }}"#
    );
    let refused = app.query(&failing).await;
    refused.expect_code("PAGE_DIRECTION_AMBIGUOUS");
    assert_eq!(refused.body["data"]["node"], json!({ "appointments": null }));
}

#[tokio::test]
async fn null_propagation_works_within_objects_of_an_interface() {
    let app = TestApp::start().await;
    let (organisation, department) = (app.an_organisation("RJ1").await, app.a_department("ENT").await);
    let query = format!(
        r#"{{ viewer {{ id }} nodes(ids: ["{organisation}", "{department}"]) {{
            ... on Organisation {{ a: clinicians(first: 1) {{ edges {{ cursor }} }} }}
            ... on Department {{ a: clinicians(first: 1, after: "x") {{ totalCount }} }} }} }}"#
    );
    let refused = app.query(&query).await;
    let _refusal = refused.expect_code("CURSOR_INVALID");
    assert_eq!(refused.body["data"]["nodes"], json!([{ "a": { "edges": [] } }, null]));
}
