//! Documents follow the grammar of the GraphQL specification, edition of September 2025.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn valid_documents_are_accepted() {
    let app = TestApp::start().await;
    for query in [
        "\"\"\"Reads the caller.\"\"\" query Q { viewer { id } }",
        "\"described\" query Q(\"also described\" $a: Boolean!) { ...F } \"a fragment\" fragment F on Query { viewer @skip(if: $a) { id } }",
        "{ departments(first: -0) { totalCount } }",
        "\u{feff}{ viewer { id } }",
        "query Q($a: Boolean = true,) { ,viewer, @skip(if: $a,) { id, }, } # the end",
        "query query { viewer { id } ...fragment } fragment fragment on Query { viewer { id } }",
    ] {
        app.send(query, json!({ "a": false })).await.data("");
    }
}

#[tokio::test]
async fn invalid_documents_are_refused() {
    let app = TestApp::start().await;
    for query in [
        "queryQ { viewer { id } }",
        "query Q() { viewer { id } }",
        "{ ...on } fragment on on Query { viewer { id } }",
        "query($a: Int @x = 1) { viewer { id } }",
        "\"described\" { viewer { id } }",
        "{ departments(first) { totalCount } }",
        "{ departments(orderBy: { field: NAME, direction }) { totalCount } }",
        "{ departments(orderBy: { direction DESC, field: NAME }) { totalCount } }",
        "{ viewer { id @skip(if: false false) } }",
        "query($a: OrderDirection = ASC, $f: DepartmentOrder = { field field: NAME }) { viewer { id } }",
        "{ viewer {} }",
        "{ viewer { id } } }",
        "{ node(id: \"\\ud83d\") { id } }",
        "{ node(id: \"\\u{110000}\") { id } }",
        "",
    ] {
        let fault = app.query(query).await.expect_code("GRAPHQL_PARSE_FAILED");
        assert!(!fault.message.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn escaped_strings_are_stored_by_their_meaning() {
    let app = TestApp::start().await;
    for (n, (literal, name)) in [
        (r#""Zo\u{EB} \u{1F600} \ud83d\ude00""#, "Zoë 😀 😀"),
        (r#""""Ward \"""A\""" B""""#, r#"Ward """A""" B"#),
        (r#""""Ward \u{41}""""#, r"Ward \u{41}"),
    ]
    .into_iter()
    .enumerate()
    {
        let query = format!(
            r#"mutation {{ addDepartment(input: {{ code: "D{n}", name: {literal} }}) {{ department {{ name }} }} }}"#
        );
        assert_eq!(app.query(&query).await.data("/addDepartment/department/name"), name);
    }
}
