//! Names that are not in the schema are reported, in any number and of any length.

use serde_json::json;

use crate::support::{TestApp, numbered};

#[tokio::test]
async fn an_unknown_type_of_a_variable_is_reported_everywhere() {
    let app = TestApp::start().await;
    for wanted in ["Nope", "[Nope]", "[Nope!]!", "[[Nope]]"] {
        for default in ["", " = 1", " = [1]", " = null", " = [{ a: [] }]"] {
            let query = format!("query($a: {wanted}{default}) {{ departments(first: $a) {{ totalCount }} }}");
            let fault = app.query(&query).await.expect_code("GRAPHQL_VALIDATION_FAILED");
            assert_eq!(
                fault.args["detail"], r#"cannot find type "Nope" in the schema. Did you mean "Node"?"#,
                "{query}"
            );
            let unused =
                format!("query A {{ __typename }} query B($a: {wanted}{default}) {{ viewer {{ id }} }}");
            let body = json!({ "query": unused, "operationName": "A" });
            let answer = app.post().json(&body).send().await.expect("an answer");
            assert!(answer.text().await.expect("a body").contains("GRAPHQL_VALIDATION_FAILED"), "{unused}");
        }
    }
}

#[tokio::test]
async fn the_first_ten_unknown_names_are_reported() {
    let app = TestApp::start().await;
    let unknown = |count: usize| numbered(count, |n| format!("departmets{n} "));
    for count in [10, 11, 1_000] {
        for within in
            ["{ {} }", "{ departments { {} } }", "{ ...A } fragment A on Query { ... on Query { {} } }"]
        {
            let refused = app.query(&within.replace("{}", &unknown(count))).await;
            assert_eq!(refused.refusals(), ["GRAPHQL_VALIDATION_FAILED"; 10], "{:#}", refused.body);
            assert!(refused.faults()[0].message.contains("\"departmets0\""), "{:#}", refused.body);
        }
    }
    let arguments: String = numbered(11, |n| format!("firs{n}: 1 "));
    let refused = app.query(&format!("{{ departments({arguments}) {{ totalCount }} }}")).await;
    assert_eq!(refused.refusals(), ["GRAPHQL_VALIDATION_FAILED"; 10], "{:#}", refused.body);
}

#[tokio::test]
async fn a_misspelt_name_gets_a_suggestion() {
    let app = TestApp::start().await;
    for (query, detail) in [
        (
            "{ departmets { totalCount } }",
            r#"type "Query" does not have a field "departmets". Did you mean "departments" or "department"?"#,
        ),
        (
            "{ departments(fist: 1) { totalCount } }",
            r#"the argument "fist" is not supported by "Query.departments". Did you mean "first"?"#,
        ),
        (
            "query($by: PatientBi) { patient(by: $by) { id } }",
            r#"cannot find type "PatientBi" in the schema. Did you mean "PatientBy" or "Patient"?"#,
        ),
        ("{ zzz }", r#"type "Query" does not have a field "zzz""#),
    ] {
        let fault = app.query(query).await.expect_code("GRAPHQL_VALIDATION_FAILED");
        assert_eq!(fault.args["detail"], detail);
    }
}

#[tokio::test]
async fn names_and_values_in_a_document_are_limited() {
    let app = TestApp::start().await;
    let (long, longer) = ("a".repeat(128), "a".repeat(129));
    app.query(&format!("{{ {long} }}")).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    for query in [format!("{{ {longer} }}"), format!("{{ departments({longer}: 1) {{ totalCount }} }}")] {
        app.query(&query).await.expect_code("QUERY_TOO_COMPLEX");
    }
    let variables = |count: usize| numbered(count, |n| format!("$a{n}: Int "));
    app.query(&format!("query({}) {{ __typename }}", variables(1_000)))
        .await
        .expect_refusals(&["GRAPHQL_VALIDATION_FAILED"; 10]);
    for query in [
        format!("query({}) {{ __typename }}", variables(1_001)),
        format!("{{ viewer {} {{ id }} }}", "@include(if: true) ".repeat(501)),
        format!("{{ __typename @a({}) }}", "a: 1 ".repeat(1_000)),
        format!("query {} {{ __typename }}", "@a ".repeat(1_001)),
        format!("{{ ...A {} }} fragment A on Query {{ __typename }}", "@a ".repeat(1_001)),
        format!("{{ ...A }} fragment A on Query {} {{ __typename }}", "@a ".repeat(1_001)),
        format!("{{ ... {} {{ __typename }} }}", "@a ".repeat(1_001)),
    ] {
        app.query(&query).await.expect_code("QUERY_TOO_COMPLEX");
    }
}

#[tokio::test]
async fn a_key_that_is_no_valid_name_is_not_quoted() {
    let app = TestApp::start().await;
    let query =
        "mutation($input: AddDepartmentInput!) { addDepartment(input: $input) { department { id } } }";
    for key in
        ["9434765919", "Gwenhwyfar Testperson", "gwen@example.org", "a.b.c", &"a".repeat(43), "\u{0}", ""]
    {
        let refused = app.send(query, json!({ "input": { "code": "A", "name": "B", key: 1 } })).await;
        assert_eq!(refused.refusals(), ["BAD_USER_INPUT at input"], "{key}");
        assert!(key.len() < 2 || !refused.body.to_string().contains(key), "{:#}", refused.body);
    }
    let misspelt = app.send(query, json!({ "input": { "code": "A", "name": "B", "nmae": 1 } })).await;
    misspelt.expect_refusals(&["BAD_USER_INPUT at input.nmae"]);
}

#[tokio::test]
async fn a_number_beyond_the_range_of_its_type_is_refused() {
    let app = TestApp::start().await;
    for number in ["1e999", "-1e999", "1e400", "2147483648", "-2147483649", &"9".repeat(400)] {
        let refused = app.query(&format!("{{ departments(first: {number}) {{ totalCount }} }}")).await;
        let fault = refused.expect_code("BAD_USER_INPUT");
        assert_eq!(fault.args["detail"], "expected a value of type \"Int\"");
        assert_eq!(refused.body["errors"][0]["locations"], json!([{ "line": 1, "column": 15 }]));
    }
}
