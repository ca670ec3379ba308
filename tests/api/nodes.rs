//! `nodes` beside `edges`: the same entries without cursors, at the same cost.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{Answer, Crowd, TestApp};

async fn crowded() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { appointments: 3, ..Crowd::of(7) });
    app.a_user_with(RoleAssignment::Staff);
    app
}

fn of_edges(connection: &Value) -> Vec<Value> {
    connection["edges"].as_array().expect("edges").iter().map(|edge| edge["node"].clone()).collect()
}

#[tokio::test]
async fn every_connection_has_the_entries_of_its_edges_as_nodes() {
    let app = crowded().await;
    let appointments = "appointments(last: 2) { nodes { id startsAt } edges { node { id startsAt } } }";
    let clinicians = "clinicians(first: 2) { nodes { id name } edges { node { id name } } }";
    let everything = format!(
        "{{ patients(first: 5) {{ nodes {{ id name {appointments} }} edges {{ node {{ id name {appointments} }} }} }}
            clinicians(last: 3) {{ nodes {{ id name {appointments} }} edges {{ node {{ id name {appointments} }} }} }}
            departments {{ nodes {{ id {clinicians} {appointments} }} edges {{ node {{ id {clinicians} {appointments} }} }} }}
            organisations {{ nodes {{ id {clinicians} }} edges {{ node {{ id {clinicians} }} }} }}
            users {{ nodes {{ id email }} edges {{ node {{ id email }} }} }}
            {appointments}
            missedAppointments(period: {{ from: \"2026-03-01\", until: \"2026-03-08\" }}, groupBy: [CLINICIAN]) {{
                rows {{ nodes {{ booked clinician {{ id }} }} edges {{ node {{ booked clinician {{ id }} }} }} }} }} }}"
    );
    let data = app.query(&everything).await.data("");
    let lists = ["patients", "clinicians", "departments", "organisations", "users", "appointments"];
    let pages = lists.map(|list| &data[list]);
    for page in pages.into_iter().chain([&data["missedAppointments"]["rows"]]) {
        let nodes = page["nodes"].as_array().expect("nodes");
        assert!(!nodes.is_empty() && *nodes == of_edges(page), "{page:#}");
    }
}

async fn costs(app: &TestApp, fields: &str) -> (Value, Value) {
    let query = format!("{{ appointments(first: 10) {{ {fields} }} }}");
    let request = app.post().header("x-panda-cost", "1").json(&json!({ "query": query }));
    let answer = Answer::of(request.send().await.expect("the server answers")).await;
    answer.data("/appointments");
    let cost = &answer.body["extensions"]["cost"];
    (cost["requested"].clone(), cost["statements"].clone())
}

#[tokio::test]
async fn nodes_cost_their_fields_per_entry_and_need_no_further_statements() {
    let app = crowded().await;
    app.wait_for_reference_cache().await;
    let fields = "{ status patient { name } clinician { name department { name } } }";
    let (nodes, edges) = (format!("nodes {fields}"), format!("edges {{ node {fields} }}"));
    assert_eq!(costs(&app, &edges).await, (json!(2 + 8 * 10), json!(3)));
    assert_eq!(costs(&app, &nodes).await, (json!(2 + 7 * 10), json!(3)));
    assert_eq!(costs(&app, &format!("{nodes} {edges}")).await, (json!(3 + 15 * 10), json!(3)));
    assert_eq!(costs(&app, &format!("{edges} {nodes}")).await, (json!(3 + 15 * 10), json!(3)));
}

#[tokio::test]
async fn an_unreadable_node_is_null_with_an_error_at_its_path() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd::of(3));
    app.database.execute(
        "ALTER TABLE patients DISABLE TRIGGER ALL; UPDATE patients SET name = '' WHERE id = md5('patient2')::uuid",
    );
    // Read by staff, who may read every field, and by an analyst, whose permission is checked per field.
    for fields in ["nodes { id name }", "nodes { id name } edges { node { id } }"] {
        let query = format!("{{ patients(orderBy: {{ field: CREATED_AT }}) {{ {fields} }} }}");
        let answer = app.query(&query).await;
        let nodes = answer.body["data"]["patients"]["nodes"].as_array().expect("nodes").clone();
        let places: Vec<usize> = (0..nodes.len()).filter(|n| nodes[*n].is_null()).collect();
        assert_eq!((nodes.len(), places.len()), (3, 1), "{:#}", answer.body);
        let errors = answer.body["errors"].as_array().expect("errors");
        assert_eq!(errors[0]["path"], json!(["patients", "nodes", places[0]]), "{:#}", answer.body);
        assert!(errors.iter().all(|error| error["extensions"]["code"] == "INTERNAL"), "{:#}", answer.body);
    }
}

/// If a field is forbidden to the caller, every field is checked against the permission table.
#[tokio::test]
async fn nodes_have_the_same_permissions_as_edges() {
    let app = crowded().await;
    for fields in ["name", "name appointments { totalCount }", "appointments { totalCount }"] {
        let query =
            format!("{{ clinicians(first: 2) {{ nodes {{ {fields} }} edges {{ node {{ {fields} }} }} }} }}");
        let answer = app.send_as(RoleAssignment::Analyst, &query, json!({})).await;
        let page = &answer.body["data"]["clinicians"];
        assert_eq!(page["nodes"].as_array().expect("nodes"), &of_edges(page), "{:#}", answer.body);
        let errors = answer.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        assert_eq!(errors.is_empty(), fields == "name", "{:#}", answer.body);
        assert!(errors.iter().all(|error| error["extensions"]["code"] == "FORBIDDEN"), "{:#}", answer.body);
    }
}
