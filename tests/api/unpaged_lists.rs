//! Lists without pages cost their maximum size, and requests without a token have a separate budget.

use panda::{
    account::RoleAssignment,
    graphql::{CostLimits, Introspection, OperationPolicy},
};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// The full introspection query of graphql-js 16.
const INTROSPECTION: &str = include_str!("../../src/graphql/introspection.graphql");

async fn asked(request: reqwest::RequestBuilder, query: &str) -> Answer {
    let request = request.header("x-panda-cost", "1").json(&json!({ "query": query }));
    Answer::of(request.send().await.expect("the server answers")).await
}

/// The cost of an administrator's operation.
async fn cost(app: &TestApp, query: &str) -> u64 {
    cost_of(&asked(app.post(), query).await, "requested")
}

fn cost_of(answer: &Answer, member: &str) -> u64 {
    let cost = answer.body["extensions"]["cost"][member].as_u64();
    cost.unwrap_or_else(|| panic!("no cost: {:#}", answer.body))
}

/// The number of fields in a response.
fn fields(data: &Value) -> u64 {
    match data {
        Value::Object(members) => members.values().map(|value| 1 + fields(value)).sum(),
        Value::Array(entries) => entries.iter().map(fields).sum(),
        _ => 0,
    }
}

fn aliases(count: usize, field: &str) -> String {
    (0..count).map(|number| format!("a{number}: {field} ")).collect::<Vec<_>>().concat()
}

async fn with_public_introspection() -> TestApp {
    let policy = OperationPolicy { introspection: Introspection::Public, ..OperationPolicy::default() };
    TestApp::builder().policy(policy).start().await
}

#[tokio::test]
async fn an_unpaged_list_costs_its_maximum_length() {
    let app = TestApp::start().await;
    let catalogue = app.query("{ errorCatalogue { code } }").await.data("/errorCatalogue");
    let length = catalogue.as_array().expect("a list").len() as u64;
    assert!(length > 100);
    assert_eq!(cost(&app, "{ errorCatalogue { code message } }").await, 1 + 2 * length);
    let posts = "{ clinicians(first: 3) { edges { node { posts { startsOn endsOn } } } } }";
    assert_eq!(cost(&app, posts).await, 2 + 3 * (1 + 1 + 50 * 2));
    let permissions = "{ viewer { permissions { field } } }";
    let mutations_and_queries = cost(&app, permissions).await - 2;
    assert!((35..80).contains(&mutations_and_queries), "{mutations_and_queries}");
}

#[tokio::test]
async fn a_small_document_with_a_large_answer_is_refused() {
    let app = TestApp::start().await;
    let (lists, messages) = (aliases(24, "errorCatalogue { ...M }"), aliases(25, "message"));
    let query = format!("{{ {lists} }} fragment M on ErrorDefinition {{ {messages} }}");
    assert!(query.len() < 1_200);
    for request in [app.post(), app.post_anonymously()] {
        let refused = asked(request, &query).await.expect_code("QUERY_TOO_COMPLEX");
        assert!(refused.message.contains("may cost"), "{}", refused.message);
    }
}

#[tokio::test]
async fn typename_costs_as_much_as_any_field() {
    let app = TestApp::start().await;
    let query = |fields: &str| format!("{{ patients(first: 10) {{ edges {{ node {{ {fields} }} }} }} }}");
    assert_eq!(cost(&app, &query("id __typename again: __typename")).await, 2 + 10 * (1 + 3));
}

#[tokio::test]
async fn introspection_costs_the_number_of_its_response_fields() {
    let app = TestApp::start().await;
    for query in [
        INTROSPECTION,
        "{ __schema { types { name fields { args { type { name } } type { fields { name type { name ofType { name } } } } } } } }",
        "{ __schema { types { possibleTypes { name fields { name } } interfaces { name } } directives { args { name __typename } } } }",
        r#"{ __type(name: "Mutation") { fields { name type { kind } } } }"#,
        r#"query($name: String = "AppointmentStatus") { __type(name: $name) { enumValues { name } } }"#,
        r#"{ __type(name: "Nothing") { fields { name } } }"#,
    ] {
        let answer = asked(app.post(), query).await;
        let data = answer.data("");
        // The schema is rebuilt for each query, which counts as 5,000 fields. Unused types are counted,
        // too.
        let (counted, reported) = (cost_of(&answer, "requested") - 4_999, fields(&data));
        assert!(
            (reported..=reported + 5 + reported / 20).contains(&counted),
            "{counted} for {reported}: {query}"
        );
    }
    let wide = aliases(45, "fields { name description isDeprecated deprecationReason }");
    let query = format!("{{ __schema {{ types {{ {wide} }} }} }}");
    asked(app.post(), &query).await.expect_code("QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn anonymous_requests_have_a_small_budget() {
    let app = TestApp::start().await;
    let catalogue = "errorCatalogue { code message arguments }";
    let answer = asked(app.post_anonymously(), &format!("{{ {} }}", aliases(2, catalogue))).await;
    answer.data("/a1/100/code");
    assert_eq!(cost_of(&answer, "maximum"), 1_000);
    let four = format!("{{ {} }}", aliases(4, catalogue));
    asked(app.post_anonymously(), &four).await.expect_code("QUERY_TOO_COMPLEX");
    let answer = asked(app.post_as(RoleAssignment::Analyst), &four).await;
    answer.data("/a3/100/code");
    assert_eq!(cost_of(&answer, "maximum"), 50_000);
    let cost = CostLimits { anonymous: 300, ..CostLimits::default() };
    let policy = OperationPolicy { cost, ..OperationPolicy::default() };
    let app = TestApp::builder().policy(policy).start().await;
    let answer = asked(app.post_anonymously(), &format!("{{ {catalogue} }}")).await;
    answer.expect_code("QUERY_TOO_COMPLEX");
    assert_eq!(cost_of(&answer, "maximum"), 300);
}

#[tokio::test]
async fn a_forbidden_field_costs_only_its_error() {
    let app = TestApp::start().await;
    let page =
        "patients(first: 100) { edges { node { id appointments(first: 100) { edges { node { id } } } } } }";
    let answer =
        asked(app.post_anonymously(), &format!("{{ {page} __schema {{ types {{ name }} }} }}")).await;
    assert_eq!(answer.refusals(), ["UNAUTHENTICATED"]);
    assert_eq!(cost_of(&answer, "requested"), 5 + 1);
    let answer = asked(app.post_as(RoleAssignment::Analyst), &format!("{{ {page} }}")).await;
    assert_eq!(answer.refusals(), ["FORBIDDEN"]);
    asked(app.post(), &format!("{{ {page} }}")).await;
}

#[tokio::test]
async fn anonymous_introspection_fits_exactly_into_the_anonymous_budget() {
    let app = with_public_introspection().await;
    let answer = asked(app.post_anonymously(), INTROSPECTION).await;
    assert!(answer.data("/__schema/types").as_array().is_some_and(|types| types.len() > 50));
    let maximum = cost_of(&answer, "maximum");
    assert_eq!(maximum, cost_of(&answer, "requested"));
    assert!(maximum < 40_000, "{maximum} leaves little for a larger schema");
    let more = INTROSPECTION.replacen("description", "description more: description", 1);
    asked(app.post_anonymously(), &more).await.expect_code("QUERY_TOO_COMPLEX");
    asked(app.post(), &more).await.data("/__schema/types");
}
