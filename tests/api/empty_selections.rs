//! An object without selected fields is `{}`, and fields are in the order of their first applicable selection
//! (GraphQL specification, "Field Collection" and "Serialized Map Ordering").

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn an_object_without_selected_fields_is_empty_and_not_null() {
    let app = TestApp::start().await;
    let clinician = app.some_clinician("ENT").await;
    let catalogue = app.query("{ errorCatalogue { code @skip(if: true) } }").await.data("/errorCatalogue");
    let catalogue = catalogue.as_array().expect("a list");
    assert!(catalogue.len() > 20 && catalogue.iter().all(|entry| *entry == json!({})));
    for (query, expected) in [
        ("{ __typename @skip(if: true) }", json!({})),
        ("{ departments { totalCount @skip(if: true) } }", json!({ "departments": {} })),
        (
            "{ departments { edges { node { code @include(if: false) } cursor @skip(if: true) } pageInfo { hasNextPage @skip(if: true) } } }",
            json!({ "departments": { "edges": [{ "node": {} }], "pageInfo": {} } }),
        ),
        ("{ node(id: $c) { ... on Patient { name } } }", json!({ "node": {} })),
        ("{ node(id: \"x\") { ... on Patient { name } } }", json!({ "node": null })),
        ("{ nodes(ids: [$c, \"x\"]) { ... on Patient { name } } }", json!({ "nodes": [{}, null] })),
        ("{ __schema { description @skip(if: true) } }", json!({ "__schema": {} })),
        ("{ __schema { queryType { name @skip(if: true) } } }", json!({ "__schema": { "queryType": {} } })),
        ("{ viewer { id @skip(if: true) } }", json!({ "viewer": null })),
        (
            "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2026-02-01\" }) { asOf @skip(if: true) } }",
            json!({ "missedAppointments": {} }),
        ),
    ] {
        let query = query.replace("$c", &format!("\"{clinician}\""));
        for _ in 0..2 {
            assert_eq!(app.query(&query).await.data(""), expected, "{query}");
        }
    }
    let variable =
        app.send("query($a: Boolean!) { viewer @skip(if: $a) { id } }", json!({ "a": true })).await;
    assert_eq!(variable.body, json!({ "data": {} }));
}

#[tokio::test]
async fn an_executed_mutation_returns_an_object_for_any_selection() {
    let app = TestApp::start().await;
    let add = |code: &str, selected: &str| {
        format!(
            r#"mutation {{ addDepartment(input: {{ code: "{code}", name: "{code}" }}) {{ {selected} }} }}"#
        )
    };
    let answer = app.query(&add("A", "department @skip(if: true) { name }")).await;
    assert_eq!(answer.data(""), json!({ "addDepartment": {} }));
    let answer = app.query(&add("B", "department { name @skip(if: true) }")).await;
    assert_eq!(answer.data(""), json!({ "addDepartment": { "department": {} } }));
    let refused = app.query(&add("B", "department @skip(if: true) { name }")).await;
    assert_eq!(refused.body["data"], json!({ "addDepartment": null }));
    assert_eq!(app.query("{ departments { totalCount } }").await.data("/departments/totalCount"), 2);
}

#[tokio::test]
async fn fields_come_in_the_order_of_the_first_selection_that_applies() {
    let app = TestApp::start().await;
    let clinician = app.some_clinician("ENT").await;
    for (query, expected) in [
        ("{ d: __typename @skip(if: true) e: __typename d: __typename }", r#"{"e":"Query","d":"Query"}"#),
        (
            "{ clinician(id: $c) { a: name @skip(if: true) b: version a: name } }",
            r#"{"clinician":{"b":1,"a":"Dr ENT"}}"#,
        ),
        (
            "{ node(id: $c) { ... on Patient { version name } ... on Clinician { name version } } }",
            r#"{"node":{"name":"Dr ENT","version":1}}"#,
        ),
        (
            "{ node(id: $c) { ...A ...B } } fragment A on Patient { version } fragment B on Node { __typename ... on Clinician { name } ...C }
             fragment C on Clinician { version name }",
            r#"{"node":{"__typename":"Clinician","name":"Dr ENT","version":1}}"#,
        ),
        (
            "{ clinician(id: $c) { department { code } name department { name __typename } } }",
            r#"{"clinician":{"department":{"code":"ENT","name":"Department ENT","__typename":"Department"},"name":"Dr ENT"}}"#,
        ),
    ] {
        let query = query.replace("$c", &format!("\"{clinician}\""));
        let body = json!({ "query": query });
        for _ in 0..2 {
            let text = app.post().json(&body).send().await.expect("an answer").text().await.expect("a text");
            assert_eq!(text, format!(r#"{{"data":{expected}}}"#), "{query}");
        }
    }
}

#[tokio::test]
async fn conditions_apply_to_typename_too() {
    let app = TestApp::start().await;
    let query = "query($z: Boolean!) { __typename @skip(if: $z) departments { __typename @include(if: $z) totalCount } }";
    let kept = json!({ "__typename": "Query", "departments": { "totalCount": 0 } });
    let left_out = json!({ "departments": { "__typename": "DepartmentConnection", "totalCount": 0 } });
    for _ in 0..2 {
        assert_eq!(app.send(query, json!({ "z": false })).await.data(""), kept);
        assert_eq!(app.send(query, json!({ "z": true })).await.data(""), left_out);
    }
    for query in [
        "{ __typename @skip(if: $undefined) }",
        "{ __typename @skip(if: true) @skip(if: true) }",
        "{ departments { __typename @include(if: true) @include(if: true) } }",
    ] {
        app.query(query).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn every_combination_of_conditions_selects_the_right_fields() {
    let app = TestApp::start().await;
    let query = "query($a: Boolean!, $b: Boolean!, $c: Boolean!) {
        a: __typename @include(if: $a) b: __typename @include(if: $b) c: __typename @skip(if: $c) }";
    for _ in 0..2 {
        for bits in 0..8 {
            let [a, b, c] = [1, 2, 4].map(|bit| bits & bit != 0);
            let expected: serde_json::Map<String, Value> = [("a", a), ("b", b), ("c", !c)]
                .into_iter()
                .filter(|(_, is_included)| *is_included)
                .map(|(key, _)| (key.to_owned(), json!("Query")))
                .collect();
            let answer = app.send(query, json!({ "a": a, "b": b, "c": c })).await;
            assert_eq!(answer.data(""), Value::Object(expected));
        }
    }
}

#[tokio::test]
async fn introspection_conforms_to_the_specification() {
    let app = TestApp::start().await;
    let query = r#"{ __schema { description types { name kind i: interfaces { name } } }
        node: __type(name: "Node") { interfaces { name } } patient: __type(name: "Patient") { interfaces { name } }
        id: __type(name: "ID") { interfaces { name } } }"#;
    let answer = app.query(query).await;
    assert_eq!(answer.data("/__schema/description"), Value::Null);
    assert_eq!(answer.data("/node"), json!({ "interfaces": [] }));
    assert_eq!(answer.data("/patient"), json!({ "interfaces": [{ "name": "Node" }] }));
    assert_eq!(answer.data("/id"), json!({ "interfaces": null }));
    for of in answer.data("/__schema/types").as_array().expect("types") {
        let has_interfaces = ["OBJECT", "INTERFACE"].iter().any(|kind| of["kind"] == *kind);
        assert_eq!(of["i"].is_array(), has_interfaces, "{of}");
        // `graphql_strict::introspection` relies on it.
        assert!(of["kind"] != "INTERFACE" || of["i"] == json!([]), "{of}");
    }
}
