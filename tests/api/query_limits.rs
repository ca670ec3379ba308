//! Limits of an operation are enforced before validation.

use panda::graphql::{CostLimits, DocumentLimits, Introspection, OperationPolicy};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// A server with its own limits.
async fn limited(limits: DocumentLimits, cost: CostLimits) -> TestApp {
    let policy = OperationPolicy { limits, cost, ..OperationPolicy::default() };
    TestApp::builder().policy(policy).start().await
}

#[track_caller]
fn expect_too_complex(answer: &Answer, because: &str) {
    let fault = answer.expect_code("QUERY_TOO_COMPLEX");
    let detail = fault.args["detail"].as_str().expect("a detail");
    assert!(detail.contains(because), "{detail}");
    assert!(fault.message.contains(detail), "{}", fault.message);
    assert!(answer.body.get("data").is_none(), "{:#}", answer.body);
}

/// Expects that the document at the limit runs, and the one above it is refused.
async fn expect_bound(app: &TestApp, most: &str, more: &str, because: &str) {
    app.query(most).await.data("/__typename");
    expect_too_complex(&app.query(more).await, because);
}

#[tokio::test]
async fn a_document_has_a_limit_of_bytes() {
    let app = TestApp::start().await;
    let padded = |bytes: usize| format!("{{ __typename }}{}", " ".repeat(bytes - 14));
    expect_bound(&app, &padded(32 * 1024), &padded(32 * 1024 + 1), "32768 bytes").await;
}

#[tokio::test]
async fn a_document_has_a_limit_of_braces_and_brackets() {
    let app = TestApp::start().await;
    for bracket in ["{", "["] {
        let comment = |count: usize| format!("{{ __typename }} #{}\n#\"", bracket.repeat(count));
        expect_bound(&app, &comment(199), &comment(200), "200 opening braces").await;
    }
}

#[tokio::test]
async fn a_document_has_a_limit_of_aliases() {
    let app = TestApp::start().await;
    let aliased = |count: usize| {
        let aliased = (0..count).map(|number| format!("a{number}: __typename ")).collect::<Vec<_>>().concat();
        format!("{{ __typename {aliased} }}")
    };
    expect_bound(&app, &aliased(50), &aliased(51), "50 aliases").await;
}

#[tokio::test]
async fn fragments_count_once_per_spread() {
    let app = TestApp::start().await;
    // Two for the spreads of the first fragment, and as many fields in the second.
    let spread = |fields: usize| {
        let fields = "__typename ".repeat(fields);
        format!(
            "{{ __typename ...A ...A }} fragment A on Query {{ ...B ...B }} fragment B on Query {{ {fields} }}"
        )
    };
    // 1 + 2 × (1 + 2 × (1 + n)) = 2,000 where n is 498.25.
    expect_bound(&app, &spread(498), &spread(499), "2000 fields").await;
}

#[tokio::test]
async fn a_fragment_cycle_is_refused() {
    let app = TestApp::start().await;
    for query in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ... { ...B } } fragment B on Query { __typename ...A }",
        "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }",
    ] {
        let fault = app.query(query).await.expect_code("GRAPHQL_VALIDATION_FAILED");
        assert!(fault.args["detail"].as_str().expect("a detail").contains("spreads itself"), "{fault:?}");
    }
}

#[tokio::test]
async fn field_depth_is_limited_in_every_notation() {
    let app = TestApp::start().await;
    // Each repetition adds a depth of four: appointments, edges, node, clinician.
    let round =
        |inner: &str| format!("appointments(first: 1) {{ edges {{ node {{ clinician {{ {inner} }} }} }} }}");
    let twelve = round(&round("appointments(first: 1) { edges { node { id } } }"));
    app.query(&format!("{{ {twelve} }}")).await.data("/appointments/edges");
    let thirteen = round(&round("appointments(first: 1) { edges { node { patient { id } } } }"));
    let answer = app.query(&format!("{{ {thirteen} }}")).await;
    expect_too_complex(&answer, "12 deep");
    assert!(answer.body["errors"][0]["locations"][0]["line"] == 1, "{:#}", answer.body);
    let hidden = round("...Deeper");
    let fragment = format!(
        "fragment Deeper on Clinician {{ ... {{ {} }} }}",
        round("appointments { edges { node { patient { id } } } }")
    );
    expect_too_complex(&app.query(&format!("{{ {hidden} }} {fragment}")).await, "12 deep");
}

#[tokio::test]
async fn a_page_of_a_hundred_with_three_nested_objects_is_within_limits() {
    let app = TestApp::start().await;
    let query =
        "{ appointments(first: 100) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node {
        id startsAt endsAt durationMinutes status postcode attendedAt cancelledAt
        patient { id nhsNumber name dateOfBirth postcode addressLines email phone }
        clinician { id name department { id code name } }
        organisation { id odsCode name postcode } } } } }";
    app.query(query).await.data("/appointments/edges");
}

#[tokio::test]
async fn fields_in_a_list_cost_once_per_possible_entry() {
    let app =
        limited(DocumentLimits::default(), CostLimits { signed_in: 1_000, ..CostLimits::default() }).await;
    let cost = async |arguments: &str, variables: Value| {
        let declared = if arguments.contains("$n") { "($n: Int = 7, $m: Int)" } else { "($m: Int)" };
        let declared = if arguments.contains("$m") { declared } else { "" };
        let query = format!(
            "query{declared} {{ appointments{arguments} {{ edges {{ node {{ id patient {{ id }} }} }} }} }}"
        );
        let body = json!({ "query": query, "variables": variables });
        let request = app.post().header("x-panda-cost", "1").json(&body);
        let answer = Answer::of(request.send().await.expect("the server answers")).await;
        answer.body["extensions"]["cost"]["requested"].clone()
    };
    // One for the list and one for its edges, and per edge a node, its id, its patient and the patient's id.
    assert_eq!(cost("", json!({})).await, 2 + 4 * 20);
    assert_eq!(cost("(first: 3, last: $m)", json!({})).await, 2 + 4 * 3);
    assert_eq!(cost("(last: $m)", json!({ "m": 50 })).await, 2 + 4 * 50);
    assert_eq!(cost("(first: $n, last: $m)", json!({})).await, 2 + 4 * 7);
    assert_eq!(cost("(first: $n, last: $m)", json!({ "n": 0 })).await, 2);
    assert_eq!(cost("(first: $m)", json!({ "m": null })).await, 2 + 4 * 20);
    assert_eq!(cost("(first: $m)", json!({ "m": -5 })).await, 2);
    assert_eq!(cost("(first: $m)", json!({ "m": 2_000_000_000 })).await, 2 + 4 * 100);
    let nested =
        "{ patients(first: 100) { edges { node { appointments(first: 5) { edges { node { id } } } } } } }";
    expect_too_complex(&app.query(nested).await, "may cost");
    let several = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Patient { appointments(first: 100) { edges { node { id } } } } } }";
    let ids: Vec<Value> = (0..5).map(|_| json!("x")).collect();
    expect_too_complex(&app.send(several, json!({ "ids": ids })).await, "may cost");
}

#[tokio::test]
async fn expensive_fields_have_an_extra_cost() {
    let app = TestApp::start().await;
    let report = r#": missedAppointments(period: { from: "2026-01-01", until: "2026-02-01" }) { asOf }"#;
    let reports =
        |count: usize| (0..count).map(|number| format!("r{number}{report} ")).collect::<Vec<_>>().concat();
    app.query(&format!("{{ {} }}", reports(19))).await.data("/r18/asOf");
    expect_too_complex(&app.query(&format!("{{ {} }}", reports(20))).await, "may cost");
    let schemas = |count: usize| {
        (0..count)
            .map(|number| format!("s{number}: __schema {{ description }} "))
            .collect::<Vec<_>>()
            .concat()
    };
    app.query(&format!("{{ {} }}", schemas(9))).await.data("/s8");
    expect_too_complex(&app.query(&format!("{{ {} }}", schemas(10))).await, "may cost");
}

#[tokio::test]
async fn introspection_allows_the_depth_of_tools_and_no_more() {
    let policy = OperationPolicy { introspection: Introspection::Public, ..OperationPolicy::default() };
    let app = TestApp::builder().policy(policy).start().await;
    // The introspection query of graphql-js 16 with all options.
    let tools = "query IntrospectionQuery { __schema { description queryType { name } mutationType { name } subscriptionType { name }
        types { ...FullType } directives { name description isRepeatable locations args { ...InputValue } } } }
      fragment FullType on __Type { kind name description specifiedByURL isOneOf
        fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
        inputFields { ...InputValue } interfaces { ...TypeRef }
        enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
      fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
      fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";
    assert!(app.query(tools).await.data("/__schema/types").as_array().is_some_and(|types| types.len() > 50));
    let round = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } }";
    expect_too_complex(&app.query(&format!("{round} }}")).await, "nests cyclic introspection fields");
    let deep =
        format!("{{ __type(name: \"Query\") {{ {} name {} }}", "ofType { ".repeat(16), "} ".repeat(17));
    expect_too_complex(&app.query(&deep).await, "16 deep");
}

#[tokio::test]
async fn a_response_reports_at_most_ten_document_faults() {
    let app = TestApp::start().await;
    let unused = (0..30).map(|number| format!("$v{number}: Int ")).collect::<Vec<_>>().concat();
    let answer = app.query(&format!("query({unused}) {{ __typename }}")).await;
    assert_eq!(answer.refusals(), ["GRAPHQL_VALIDATION_FAILED"; 10]);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let answer = app.send(query, json!({ "ids": vec![json!(true); 30] })).await;
    assert_eq!(answer.faults().len(), 10);
    assert!(answer.faults().iter().all(|fault| fault.code == "BAD_USER_INPUT"), "{:#}", answer.body);
}

#[tokio::test]
async fn limits_are_settings() {
    let limits = DocumentLimits { bytes: 300, brackets: 5, aliases: 1, selections: 6, depth: 3 };
    let app = limited(limits, CostLimits { signed_in: 30, anonymous: 7 }).await;
    for (query, because) in [
        (format!("{{ __typename }}{}", " ".repeat(300)), "300 bytes"),
        ("{ __typename } #{{{{{".to_owned(), "5 opening"),
        ("{ a: __typename b: __typename }".to_owned(), "1 aliases"),
        (format!("{{ {} }}", "__typename ".repeat(7)), "6 fields"),
        ("{ patients { edges { node { id } } } }".to_owned(), "3 deep"),
        ("{ patients(first: 29) { edges { cursor } } }".to_owned(), "may cost 31, and at most 30"),
    ] {
        expect_too_complex(&app.query(&query).await, because);
    }
    app.query("{ patients(first: 28) { edges { cursor } } }").await.data("/patients/edges");
}
