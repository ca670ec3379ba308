//! `@skip` and `@include` select fields by their conditions, and the conditions are validated everywhere.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

#[tokio::test]
async fn a_condition_may_be_a_variable_with_a_default() {
    let app = TestApp::start().await;
    let query = "query($a: Boolean! = true, $b: Boolean = false) {
        departments { totalCount @skip(if: $a) edges @include(if: $b) { cursor } __typename }
        one: viewer @skip(if: $a) { id } two: viewer @include(if: $b) { id }
    }";
    let none = json!({ "departments": { "__typename": "DepartmentConnection" } });
    assert_eq!(app.query(query).await.data(""), none);
    let given = app.send(query, json!({ "a": false, "b": true })).await;
    let all = json!({
        "departments": { "totalCount": 0, "edges": [], "__typename": "DepartmentConnection" }, "one": null, "two": null,
    });
    assert_eq!(given.data(""), all);
}

#[tokio::test]
async fn an_operation_without_included_fields_returns_an_empty_object() {
    let app = TestApp::start().await;
    for query in ["{ __typename @skip(if: true) }", "{ viewer @include(if: false) { id } }"] {
        assert_eq!(app.query(query).await.data(""), json!({}), "{query}");
    }
    let variable =
        app.send("query($a: Boolean!) { viewer @skip(if: $a) { id } }", json!({ "a": true })).await;
    assert_eq!(variable.body, json!({ "data": {} }));
}

#[tokio::test]
async fn directives_around_typename_are_validated_too() {
    let app = TestApp::start().await;
    for around in [
        "@include",
        "@skip(unless: true)",
        "@skip(if: true, unless: true)",
        "@nothing",
        "@oneOf",
        "(a: 1)",
        "{ id }",
    ] {
        let query = format!("{{ __typename {around} departments {{ __typename }} }}");
        let only_invalid =
            |answer: &Answer| answer.refusals().iter().all(|code| code == "GRAPHQL_VALIDATION_FAILED");
        assert!(only_invalid(&app.query(&query).await), "{query}");
        let within = format!(
            "{{ departments {{ ...A }} }} fragment A on DepartmentConnection {{ __typename {around} }}"
        );
        assert!(only_invalid(&app.query(&within).await), "{within}");
    }
    for condition in ["1", "\"true\"", "[true]", "{}", "null", "TRUE"] {
        let query = format!("{{ __typename @include(if: {condition}) }}");
        let refused = app.query(&query).await;
        refused.expect_code(if condition == "null" { "FIELD_REQUIRED" } else { "BAD_USER_INPUT" });
        assert_eq!(refused.body.get("data"), None::<&Value>);
    }
    assert_eq!(
        app.query("{ __typename @include(if: true) @skip(if: false) }").await.text("/__typename"),
        "Query"
    );
}
