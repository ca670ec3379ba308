//! Introspection is open to all in a demo, and elsewhere requires a token.

use panda::{
    account::RoleAssignment,
    graphql::{Introspection, OperationPolicy},
};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, patient};

const SCHEMA: &str = r#"{ __typename __schema { queryType { name } } __type(name: "Patient") { name fields { name } } again: __schema { description } }"#;
const MISSPELT: &str = "{ patientz { totalCount } patients(firts: 1) { totalCount } }";

async fn asked(request: reqwest::RequestBuilder, query: &str) -> Answer {
    Answer::of(request.json(&json!({ "query": query })).send().await.expect("the server answers")).await
}

fn hints(answer: &Answer) -> usize {
    answer.faults().iter().filter(|fault| fault.message.contains("Did you mean")).count()
}

#[tokio::test]
async fn introspection_of_a_service_requires_a_token() {
    let app = TestApp::start().await;
    let answer = asked(app.post_anonymously(), SCHEMA).await;
    assert_eq!(
        answer.data(""),
        json!({ "__typename": "Query", "__schema": null, "__type": null, "again": null })
    );
    let answer = asked(app.post_anonymously(), MISSPELT).await;
    assert_eq!(answer.refusals(), ["GRAPHQL_VALIDATION_FAILED"; 2]);
    assert_eq!(hints(&answer), 0, "{:#}", answer.body);
}

#[tokio::test]
async fn every_signed_in_role_may_introspect() {
    let app = TestApp::start().await;
    let record = app.a_patient(1).await;
    for assignment in
        [RoleAssignment::Admin, RoleAssignment::Staff, RoleAssignment::Analyst, patient(&record)]
    {
        let answer = asked(app.post_as(assignment), SCHEMA).await;
        assert_eq!(answer.data("/__schema/queryType/name"), "Query");
        assert_eq!(answer.data("/__type/name"), "Patient");
        assert_eq!(answer.data("/again/description"), Value::Null);
        assert_eq!(hints(&asked(app.post_as(assignment), MISSPELT).await), 2);
    }
}

#[tokio::test]
async fn a_demo_allows_anonymous_introspection() {
    let policy = OperationPolicy { introspection: Introspection::Public, ..OperationPolicy::default() };
    let app = TestApp::builder().policy(policy).start().await;
    // Without a token, a document may contain one introspection.
    let once = r#"{ __type(name: "Patient") { name fields { name } } }"#;
    assert_eq!(asked(app.post_anonymously(), once).await.data("/__type/name"), "Patient");
    assert_eq!(hints(&asked(app.post_anonymously(), MISSPELT).await), 2);
}

#[tokio::test]
async fn an_unknown_type_is_null_for_all_callers() {
    let app = TestApp::start().await;
    let query = r#"{ __type(name: "Nothing") { name } }"#;
    assert_eq!(app.query(query).await.data("/__type"), Value::Null);
}

#[tokio::test]
async fn every_field_of_the_introspection_types_can_be_read() {
    let app = TestApp::start().await;
    let paths = [
        ("__Schema", "{ __schema { {} } }"),
        ("__Type", "{ __schema { types { {} } } }"),
        ("__Field", "{ __schema { types { fields { {} } } } }"),
        ("__InputValue", "{ __schema { types { inputFields { {} } } } }"),
        ("__EnumValue", "{ __schema { types { enumValues { {} } } } }"),
        ("__Directive", "{ __schema { directives { {} } } }"),
    ];
    for (of, path) in paths {
        let query = format!(
            r#"{{ __type(name: "{of}") {{ fields {{ name args {{ name }} type {{ kind ofType {{ kind ofType {{ kind ofType {{ kind }} }} }} }} }} }} }}"#
        );
        let fields = app.query(&query).await.data("/__type/fields");
        for field in fields.as_array().expect("fields") {
            let has_fields = field["type"].to_string().contains("\"OBJECT\"");
            let arguments = if field["args"] == json!([]) { "" } else { "(includeDeprecated: true)" };
            let name = field["name"].as_str().expect("a name");
            let selected = if has_fields { " { __typename }" } else { "" };
            let query = path.replace("{}", &format!("{name}{arguments}{selected}"));
            app.query(&query).await.data("/__schema");
        }
    }
}
