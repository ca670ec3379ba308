//! A client can request the cost of its operation.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{Answer, Crowd, TestApp};

async fn with_cost(app: &TestApp, wanted: &str, query: &str, variables: Value) -> Answer {
    let body = json!({ "query": query, "variables": variables });
    let request = app.post().header("x-panda-cost", wanted).json(&body);
    Answer::of(request.send().await.expect("the server answers")).await
}

#[tokio::test]
async fn the_cost_is_reported_on_request() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { appointments: 3, ..Crowd::of(12) });
    app.wait_for_reference_cache().await;
    let query = "{ appointments(first: 10) { edges { node { status patient { name } clinician { name department { name } } } } } }";
    let (answer, sent) = app.statements(with_cost(&app, "1", query, json!({}))).await;
    answer.data("/appointments/edges/9/node/clinician/department/name");
    assert_eq!(
        answer.body["extensions"],
        json!({ "cost": { "requested": 2 + 8 * 10, "maximum": 50_000, "statements": 3 } })
    );
    assert_eq!(sent, 3, "as many as all connections have sent");
    for wanted in ["0", "", "true"] {
        assert!(with_cost(&app, wanted, query, json!({})).await.body.get("extensions").is_none(), "{wanted}");
    }
    assert!(app.query(query).await.body.get("extensions").is_none());
}

#[tokio::test]
async fn statements_of_other_operations_are_not_counted() {
    let app = TestApp::start().await;
    let one = "{ departments { edges { node { id } } } }";
    let crowd = (0..20).map(|_| with_cost(&app, "1", one, json!({})));
    for answer in futures_util::future::join_all(crowd).await {
        assert_eq!(answer.body["extensions"]["cost"]["statements"], 1, "{:#}", answer.body);
    }
    let nothing = with_cost(&app, "1", "{ __typename }", json!({})).await;
    assert_eq!(nothing.body["extensions"]["cost"]["statements"], 0);
}

#[tokio::test]
async fn a_mutation_reports_its_statements_too() {
    let app = TestApp::start().await;
    let query =
        r#"mutation { addDepartment(input: { code: "ENT", name: "Ears" }) { department { id name } } }"#;
    let (answer, sent) = app.statements(with_cost(&app, "1", query, json!({}))).await;
    assert_eq!(answer.body["extensions"]["cost"]["statements"], sent, "{:#}", answer.body);
    assert!(sent > 0);
}

#[tokio::test]
async fn an_operation_refused_for_its_cost_reports_it() {
    let app = TestApp::start().await;
    let query = "{ patients(first: 100) { edges { node { appointments(first: 100) { edges { node { id status endsAt startsAt } } } } } } }";
    let answer = with_cost(&app, "1", query, json!({})).await;
    answer.expect_code("QUERY_TOO_COMPLEX");
    assert_eq!(
        answer.body["extensions"]["cost"],
        json!({ "requested": 1 + 1 + 100 * (1 + 1 + 1 + 100 * 5), "maximum": 50_000, "statements": 0 })
    );
    assert!(with_cost(&app, "1", "{", json!({})).await.body.get("extensions").is_none());
}

/// The cost of the same document depends on its reader and on variables, also when the document is cached.
#[tokio::test]
async fn a_cached_document_costs_what_its_reader_and_its_variables_make_it_cost() {
    const ANONYMOUSLY: Option<RoleAssignment> = None;
    let app = TestApp::start().await;
    let cost = async |reader: Option<RoleAssignment>, query: &str, variables: Value| {
        let request = reader.map_or_else(|| app.post_anonymously(), |role| app.post_as(role));
        let request = request.header("x-panda-cost", "1");
        let request = request.json(&json!({ "query": query, "variables": variables }));
        let answer = Answer::of(request.send().await.expect("the server answers")).await;
        answer.body["extensions"]["cost"]["requested"].clone()
    };
    let fixed = "{ patients(first: 7) { edges { node { name } } } }";
    let varied = "query($n: Int) { patients(first: $n) { edges { node { name } } } }";
    for _ in 0..2 {
        for reader in [Some(RoleAssignment::Admin), ANONYMOUSLY, Some(RoleAssignment::Staff)] {
            let count = |first: u32| if reader.is_some() { 2 + 2 * first } else { 5 };
            assert_eq!(cost(reader, fixed, json!({})).await, count(7), "{reader:?}");
            for first in [3, 4] {
                assert_eq!(
                    cost(reader, varied, json!({ "n": first })).await,
                    count(first),
                    "{reader:?} {first}"
                );
            }
        }
    }
}
