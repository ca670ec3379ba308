//! Errors of the GraphQL layer have a code and a message in the client's language, like all others.

use panda::i18n;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const PARSE: &str = "GRAPHQL_PARSE_FAILED";
const VALIDATION: &str = "GRAPHQL_VALIDATION_FAILED";
const INPUT: &str = "BAD_USER_INPUT";
const REQUIRED: &str = "FIELD_REQUIRED";
const COMPLEX: &str = "QUERY_TOO_COMPLEX";

const REGISTER: &str =
    "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";

/// A query of the given depth, with a schema field at each level.
fn nested(depth: usize) -> String {
    let levels = ["appointments", "edges", "node", "patient"];
    let fields: Vec<&str> = levels.iter().cycle().take(depth - 1).copied().collect();
    let leaf = ["id", "totalCount", "cursor", "id"][(depth - 1) % 4];
    format!("{{ {} {{ {leaf} {}", fields.join(" { "), "} ".repeat(depth))
}

/// Texts that would reveal internals of the program.
const INSIDES: [&str; 20] = [
    "::", "Option<", "Vec<", "Box<", "String(", "Some(", "None", "i32", "i64", "u32", "u64", "usize",
    "serde", "async", "diesel", "panda", "src/", ".rs", "SELECT ", "INSERT ",
];

#[track_caller]
fn expect(answer: &Answer, code: &str) {
    assert!(answer.body["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{:#}", answer.body);
    for fault in answer.faults() {
        assert_eq!(fault.code, code, "{:#}", answer.body);
        let german = i18n::negotiate("de");
        assert_eq!(fault.message, i18n::message(german, code, fault.args.as_object().expect("arguments")));
        let english =
            i18n::message(i18n::Locale::default(), code, fault.args.as_object().expect("arguments"));
        assert_ne!(fault.message, english);
    }
    for error in answer.body["errors"].as_array().expect("errors") {
        assert_eq!(error["extensions"]["locale"], "de");
        let text = error.to_string();
        let shown: Vec<_> = INSIDES.iter().filter(|inside| text.contains(*inside)).collect();
        assert!(shown.is_empty(), "{shown:?} in {text}");
    }
}

async fn german(app: &TestApp, query: &str, variables: Value) -> Answer {
    app.send_in("de-AT", query, variables).await
}

#[tokio::test]
async fn a_syntax_error_has_a_code() {
    let app = TestApp::start().await;
    for query in ["", "{", "}", "{ a(", "query", "{ \u{0} }", "{ a(b: \"unfinished) }", "# only a remark"] {
        let answer = german(&app, query, json!({})).await;
        expect(&answer, PARSE);
        let detail = answer.faults()[0].args["detail"].as_str().expect("a text").to_owned();
        // The detail does not repeat the input, which may be long.
        assert!(!detail.contains('\n') && detail.len() < 300, "{detail}");
        assert!(answer.body["errors"][0]["locations"][0]["line"].is_number(), "{:#}", answer.body);
    }
}

#[tokio::test]
async fn an_invalid_document_has_a_code() {
    let app = TestApp::start().await;
    for query in [
        "{ nothingOfThatName }",
        "{ patients { nothingOfThatName } }",
        "{ patients(nothing: 1) { totalCount } }",
        "{ patients }",
        "{ patients(first: $unknown) { totalCount } }",
        "query($n: NoSuchType) { patients(first: $n) { totalCount } }",
        "query($n: Int, $n: Int) { patients(first: $n) { totalCount } }",
        "{ ...NoSuchFragment }",
        "{ a: __typename a: patients { totalCount } }",
        "mutation { removePatient { removedId } }",
        "subscription { patients { totalCount } }",
    ] {
        expect(&german(&app, query, json!({})).await, VALIDATION);
    }
}

#[tokio::test]
async fn a_literal_of_the_wrong_type_has_a_code() {
    let app = TestApp::start().await;
    for query in [
        r#"{ patients(first: "ten") { totalCount } }"#,
        "{ patients(first: 1.5) { totalCount } }",
        "{ patients(first: 99999999999) { totalCount } }",
        "{ patient(by: {}) { name } }",
        r#"{ patient(by: { id: "a", nhsNumber: "b" }) { name } }"#,
        "{ patient(by: { nhsNumber: 5 }) { name } }",
        "{ nodes(ids: [[]]) { id } }",
        "{ appointments(filter: { status: [NEVER] }) { totalCount } }",
        "{ appointments(filter: { nothing: 1 }) { totalCount } }",
        r#"mutation { addDepartment(input: { code: [], name: "N" }) { department { id } } }"#,
    ] {
        expect(&german(&app, query, json!({})).await, INPUT);
    }
    for query in [
        "{ nodes(ids: null) { id } }",
        "{ nodes(ids: [null]) { id } }",
        "{ appointments(orderBy: {}) { totalCount } }",
        "mutation { addDepartment(input: { code: null }) { department { id } } }",
    ] {
        expect(&german(&app, query, json!({})).await, REQUIRED);
    }
}

#[tokio::test]
async fn a_variable_of_the_wrong_type_has_a_code() {
    let app = TestApp::start().await;
    let page = "query($n: Int) { patients(first: $n) { totalCount } }";
    for number in [json!("ten"), json!(1.5), json!(99_999_999_999_i64), json!([]), json!({}), json!(true)] {
        expect(&german(&app, page, json!({ "n": number })).await, INPUT);
    }
    let good = json!({ "nhsNumber": "1", "name": "N", "dateOfBirth": "2000-01-01", "postcode": "M1 1AE" });
    for (field, value) in [
        ("nhsNumber", json!(9_434_765_919_i64)),
        ("name", json!(["N"])),
        ("dateOfBirth", json!({ "year": 2000 })),
        ("addressLines", json!([1])),
        ("nothingOfThatName", json!(1)),
    ] {
        let mut input = good.clone();
        input[field] = value;
        expect(&german(&app, REGISTER, json!({ "input": input })).await, INPUT);
    }
    for variables in [json!({ "input": {} }), json!({ "input": null }), json!({})] {
        expect(&german(&app, REGISTER, variables).await, REQUIRED);
    }
}

#[tokio::test]
async fn a_query_may_have_twelve_levels_and_no_more() {
    let app = TestApp::start().await;
    app.query(&nested(12)).await.data("/appointments");
    for depth in [13, 32, 33, 34, 60, 400, 4_000] {
        let answer = german(&app, &nested(depth), json!({})).await;
        assert!(answer.body.get("data").is_none());
        expect(&answer, COMPLEX);
    }
    let cycle = "{ patients { edges { node { ...F } } } } fragment F on Patient { appointments { edges { node { patient { ...F } } } } }";
    let refused = german(&app, cycle, json!({})).await;
    assert!(refused.body.get("data").is_none(), "{:#}", refused.body);
}

#[tokio::test]
async fn an_ambiguous_operation_is_refused() {
    let app = TestApp::start().await;
    for operation in [json!({}), json!({ "operationName": "C" })] {
        let mut body = json!({ "query": "query A { __typename } query B { __typename }" });
        body.as_object_mut().expect("an object").extend(operation.as_object().expect("an object").clone());
        let answer = Answer::of(app.post().json(&body).send().await.expect("the server answers")).await;
        assert!(answer.body.get("data").is_none(), "{:#}", answer.body);
        assert_eq!(answer.faults().len(), 1, "{:#}", answer.body);
    }
    for query in [
        "{ __typename } query B { __typename }",
        "query A { __typename } query A { __typename }",
        "{ ...F } fragment F on Query { __typename } fragment F on Query { __typename }",
        "subscription { anything }",
        "fragment F on Query { __typename }",
    ] {
        let answer = app.query(query).await;
        assert!(answer.body.get("data").is_none(), "{:#}", answer.body);
        answer.expect_code("GRAPHQL_VALIDATION_FAILED");
    }
}

#[tokio::test]
async fn an_internal_error_has_only_a_general_message() {
    let app = TestApp::start().await;
    app.database.execute("DROP TABLE appointments CASCADE");
    let broken = app.post().header("x-request-id", "broken-1").header("accept-language", "de");
    let query = json!({ "query": "{ appointments { totalCount } }" });
    let answer = Answer::of(broken.json(&query).send().await.expect("the server answers")).await;
    expect(&answer, "INTERNAL");
    assert_eq!(answer.faults()[0].args, json!({ "requestId": "broken-1" }));
    assert!(answer.faults()[0].message.contains("broken-1"));
    assert!(!answer.body.to_string().contains("relation"), "{:#}", answer.body);
}
