//! What the schema does not have is told without trouble, however much of it there is and however long it is.

use serde_json::json;

use crate::support::{TestApp, numbered};

#[tokio::test]
async fn a_type_that_there_is_not_is_told_wherever_a_variable_names_it() {
    let app = TestApp::start().await;
    for wanted in ["Nope", "[Nope]", "[Nope!]!", "[[Nope]]"] {
        for default in ["", " = 1", " = [1]", " = null", " = [{ a: [] }]"] {
            let query = format!("query($a: {wanted}{default}) {{ departments(first: $a) {{ totalCount }} }}");
            let fault = app.query(&query).await.expect_code("GRAPHQL_VALIDATION_FAILED");
            assert_eq!(fault.args["detail"], "Unknown type \"Nope\"", "{query}");
            let unused =
                format!("query A {{ __typename }} query B($a: {wanted}{default}) {{ viewer {{ id }} }}");
            let body = json!({ "query": unused, "operationName": "A" });
            let answer = app.post().json(&body).send().await.expect("an answer");
            assert!(answer.text().await.expect("a body").contains("GRAPHQL_VALIDATION_FAILED"), "{unused}");
        }
    }
}

#[tokio::test]
async fn a_few_unknown_names_are_told_one_by_one_and_many_are_not() {
    let app = TestApp::start().await;
    let unknown = |count: usize| numbered(count, |n| format!("departmets{n} "));
    let few = app.query(&format!("{{ {} }}", unknown(10))).await;
    assert_eq!(few.faults().len(), 10, "{:#}", few.body);
    for within in ["{ {} }", "{ departments { {} } }", "{ ...A } fragment A on Query { ... on Query { {} } }"]
    {
        let many = app.query(&within.replace("{}", &unknown(11))).await;
        let detail = many.expect_code("GRAPHQL_VALIDATION_FAILED").args["detail"].clone();
        let detail = detail.as_str().expect("a text");
        assert!(detail.contains("\"departmets0\"") && detail.ends_with("and many more"), "{detail}");
    }
    let arguments: String = numbered(11, |n| format!("firs{n}: 1 "));
    let many = app.query(&format!("{{ departments({arguments}) {{ totalCount }} }}")).await;
    many.expect_code("GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn a_document_names_and_gives_so_much_and_no_more() {
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
async fn a_key_that_could_be_no_fields_name_is_told_to_nobody() {
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
async fn a_number_that_is_out_of_range_is_told_in_words_of_ours() {
    let app = TestApp::start().await;
    for number in ["1e999", "-1e999", &"9".repeat(400)] {
        let refused = app.query(&format!("{{ departments(first: {number}) {{ totalCount }} }}")).await;
        let fault = refused.expect_code("GRAPHQL_PARSE_FAILED");
        assert_eq!(fault.args["detail"], "invalid number: number out of range");
        assert_eq!(refused.body["errors"][0]["locations"], json!([{ "line": 1, "column": 22 }]));
    }
}
