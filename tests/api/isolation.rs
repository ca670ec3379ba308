//! Patient isolation: no query reveals the existence or data of another patient.

use std::collections::BTreeSet;

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{IsolationFixture, absent, nhs_number, patient, primary_key};

/// The fields of a page.
const PAGE: &str = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id version } }";
const PAGES: [&str; 4] = ["first: 0", "first: 1", "first: 100", "last: 2"];

/// Every list in every order and page size, with one operation for all filters.
fn lists(list: &str, filters: &[String], orders: &[&str], (before, after): (&str, &str)) -> Vec<String> {
    let mut queries = Vec::new();
    for order in orders {
        for page in PAGES {
            let lists = filters.iter().enumerate().map(|(n, filter)| {
                format!("{list}{n}: {list}(filter: {{ {filter} }} {order} {page}) {{ {PAGE} }}\n")
            });
            queries.push(format!("{{ {before} {} {after} }}", lists.collect::<String>()));
        }
    }
    queries
}

const APPOINTMENT_ORDERS: [&str; 3] =
    ["", "orderBy: { field: STARTS_AT, direction: DESC }", "orderBy: { field: CREATED_AT }"];
const PATIENT_ORDERS: [&str; 4] = [
    "",
    "orderBy: { field: NAME, direction: DESC }",
    "orderBy: { field: DATE_OF_BIRTH }",
    "orderBy: { field: CREATED_AT }",
];

fn every_list(world: &IsolationFixture) -> Vec<String> {
    let mut queries = lists("patients", &world.patient_filters(), &PATIENT_ORDERS, ("", ""));
    for (before, after) in world.places() {
        queries.extend(lists(
            "appointments",
            &world.appointment_filters(),
            &APPOINTMENT_ORDERS,
            (&before, after),
        ));
    }
    queries
}

/// Every node ID and every count in a response.
fn ids_and_counts(value: &Value, ids: &mut BTreeSet<String>, counts: &mut Vec<u64>) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| ids_and_counts(entry, ids, counts)),
        Value::Object(fields) => {
            ids.extend(fields.get("id").and_then(Value::as_str).map(str::to_owned));
            counts.extend(fields.get("totalCount").and_then(Value::as_u64));
            fields.values().for_each(|field| ids_and_counts(field, ids, counts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_reveals_other_patients() {
    let world = IsolationFixture::create().await;
    let queries = every_list(&world);
    let mut responses = Vec::new();
    let (mut ids, mut counts) = (BTreeSet::new(), Vec::new());
    for query in &queries {
        let response = world.send_raw(query, json!({})).await;
        assert_eq!(response.status, 200, "{}", response.text);
        ids_and_counts(&serde_json::from_str(&response.text).expect("JSON"), &mut ids, &mut counts);
        responses.push(response);
    }
    let own: BTreeSet<String> = world.own_appointments.iter().chain([&world.own]).cloned().collect();
    assert_eq!(ids, own);
    assert_eq!(counts.iter().max(), Some(&(world.own_appointments.len() as u64)));
    // For staff, the same queries return other patients' data too.
    let by_staff = world.app.send_raw_as(RoleAssignment::Staff, &queries[0], json!({})).await;
    assert_ne!(by_staff.text, responses[0].text);
    world.remove_others();
    for (query, before) in queries.iter().zip(responses) {
        assert_eq!(world.send_raw(query, json!({})).await, before, "{query}");
    }
    // If no other patient exists, staff see the same as the patient, except cursors.
    let query = "{ appointments(first: 100) { totalCount edges { node { id patient { id } } } } patients { totalCount edges { node { id } } } }";
    let by_staff = world.app.send_raw_as(RoleAssignment::Staff, query, json!({})).await;
    assert_eq!(world.send_raw(query, json!({})).await, by_staff);
}

#[tokio::test]
async fn nested_counts_include_own_appointments_only() {
    let world = IsolationFixture::create().await;
    let own = primary_key(&world.own);
    for (ids, kind, column) in [
        (&world.clinicians, "Clinician", "clinician_id"),
        (&world.departments, "Department", "department_id"),
        (&world.organisations, "Organisation", "organisation_id"),
    ] {
        for id in ids {
            let count = format!("SELECT count(*) FROM appointments WHERE {column} = '{}'", primary_key(id));
            let (of_all, of_own) = (
                world.app.database.number(&count),
                world.app.database.number(&format!("{count} AND patient_id = '{own}'")),
            );
            assert!(0 < of_own && of_own < of_all, "{kind}: {of_own} of {of_all}");
            let query = format!(
                r#"{{ node(id: "{id}") {{ ... on {kind} {{ appointments(first: 100) {{ totalCount edges {{ node {{ patient {{ id }} }} }} }} }} }} }}"#
            );
            let list = world.data(&query).await["node"]["appointments"].clone();
            assert_eq!(list["totalCount"], of_own);
            let edges = list["edges"].as_array().expect("edges").clone();
            assert_eq!(i64::try_from(edges.len()), Ok(of_own));
            assert!(edges.iter().all(|edge| edge["node"]["patient"]["id"] == *world.own));
        }
    }
}

/// Another patient's ID, one that never existed, and one of a removed record.
#[tokio::test]
async fn another_patients_id_reads_like_an_absent_one() {
    let world = IsolationFixture::create().await;
    let app = &world.app;
    let gone = app.a_patient(70).await;
    app.mutate("removePatient", json!({ "id": gone }), "removedId").await.data("");
    let people = [
        (world.other.clone(), world.other_number.clone()),
        (absent(&world.other), nhs_number(IsolationFixture::UNUSED_NUMBER)),
        (gone, nhs_number(70)),
    ];
    let appointments =
        [world.other_appointments[0].clone(), absent(&world.other_appointments[0]), absent(&world.own)];
    let queries = [
        "query($id: ID!) { node(id: $id) { __typename id } }",
        "query($id: ID!) { node(id: $id) { ... on Patient { name nhsNumber appointments { totalCount } } } }",
        "query($id: ID!, $visit: ID!, $own: ID!) { nodes(ids: [$id, $own, $visit, $id]) { __typename id ... on Appointment { status } } }",
        "query($id: ID!) { patient(by: { id: $id }) { name version } }",
        "query($number: NhsNumber!) { patient(by: { nhsNumber: $number }) { name version } }",
        "query($visit: ID!) { appointment(id: $visit) { startsAt status version patient { name } clinician { name } } }",
        "query($visit: ID!) { node(id: $visit) { __typename ... on Appointment { startsAt patient { id } } } }",
        "query($id: ID) { appointments(filter: { patientId: $id }) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } } }",
        "query($number: NhsNumber) { appointments(filter: { nhsNumber: $number }, last: 1) { totalCount pageInfo { hasPreviousPage } edges { cursor } } }",
        "query($number: NhsNumber) { patients(filter: { nhsNumber: $number }) { totalCount pageInfo { hasNextPage } edges { cursor } } }",
    ];
    for who in [patient(&world.own), RoleAssignment::Analyst] {
        for query in queries {
            let mut responses = Vec::new();
            for ((id, number), visit) in people.iter().zip(&appointments) {
                let variables = json!({ "id": id, "number": number, "visit": visit, "own": world.own });
                let response = app.send_raw_as(who, query, variables).await;
                assert!(
                    !response.text.contains(id)
                        && !response.text.contains(number)
                        && !response.text.contains(visit),
                    "{}",
                    response.text
                );
                responses.push(response);
            }
            assert_eq!(responses[0], responses[1], "{query} as {who:?}");
            assert_eq!(responses[0], responses[2], "{query} as {who:?}");
        }
    }
    // For the patient's own ID, each query returns data.
    for query in queries {
        let variables = json!({ "id": world.own, "number": world.own_number, "visit": world.own_appointments[0], "own": world.own });
        let own = app.send_as(patient(&world.own), query, variables.clone()).await.data("");
        let other = json!({ "id": world.other, "number": world.other_number, "visit": world.other_appointments[0], "own": world.own });
        assert_ne!(own, app.send_as(patient(&world.own), query, other).await.data(""), "{query}");
    }
}

#[tokio::test]
async fn an_analyst_cannot_read_any_patient() {
    let world = IsolationFixture::create().await;
    let ids = json!({ "ids": [world.own, world.other, world.own_appointments[0], world.clinicians[0]] });
    let found = world
        .app
        .send_as(RoleAssignment::Analyst, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", ids)
        .await;
    assert_eq!(found.data("/nodes"), json!([null, null, null, { "__typename": "Clinician" }]));
}

#[tokio::test]
async fn a_cursor_of_a_wider_scope_is_invalid() {
    let world = IsolationFixture::create().await;
    let own = patient(&world.own);
    let list = |filter: &str| {
        format!(
            "query($after: String) {{ list: appointments(first: 2, after: $after, filter: {{ {filter} }}) {{ edges {{ cursor node {{ id }} }} }} }}"
        )
    };
    let beneath = |id: &str| {
        format!(
            "query($after: String) {{ node(id: \"{id}\") {{ ... on Clinician {{ list: appointments(first: 2, after: $after) {{ edges {{ cursor node {{ id }} }} }} }} }} }}"
        )
    };
    let patients =
        "query($after: String) { list: patients(first: 2, after: $after) { edges { cursor node { id } } } }";
    let queries = [
        list(""),
        list(&format!(r#"patientId: "{}""#, world.other)),
        list(&format!(r#"nhsNumber: "{}""#, world.own_number)),
        beneath(&world.clinicians[0]),
        patients.to_owned(),
    ];
    for query in queries {
        let pointer =
            if query.contains("node(id") { "/node/list/edges/0/cursor" } else { "/list/edges/0/cursor" };
        let of_staff = world.app.send_as(RoleAssignment::Staff, &query, json!({})).await.text(pointer);
        let refused = world.send_raw(&query, json!({ "after": of_staff })).await;
        assert!(refused.text.contains("CURSOR_INVALID"), "{}", refused.text);
        // The response is the same for any other text and for a cursor of another list.
        assert_eq!(world.send_raw(&query, json!({ "after": "nonsense" })).await, refused, "{query}");
        let elsewhere =
            world.app.send_as(own, &list("status: [ACTIVE]"), json!({})).await.text("/list/edges/0/cursor");
        assert_eq!(world.send_raw(&query, json!({ "after": elsewhere })).await, refused, "{query}");
        // The patient's own cursor is valid for the patient, but not for staff.
        let answer = world.app.send_as(own, &query, json!({})).await;
        if let Some(mine) = answer.body["data"].pointer(pointer) {
            world.app.send_as(own, &query, json!({ "after": mine })).await.data("");
            world
                .app
                .send_as(RoleAssignment::Staff, &query, json!({ "after": mine }))
                .await
                .expect_code("CURSOR_INVALID");
        } else {
            assert!(query.contains(&world.other), "{query}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patients_query_takes_no_more_statements_than_a_staff_query() {
    let world = IsolationFixture::create().await;
    let (own, visit) = (&world.own, &world.own_appointments[0]);
    for query in [
        "{ appointments { totalCount edges { node { startsAt patient { name } clinician { name department { name } } } } } }".to_owned(),
        "{ clinicians { edges { node { appointments { totalCount edges { node { patient { name } } } } } } } }".to_owned(),
        "{ departments { edges { node { appointments { edges { node { patient { name } } } } } } } }".to_owned(),
        "{ patients { totalCount edges { node { appointments { totalCount edges { node { clinician { name } } } } } } } }".to_owned(),
        r#"{ patients(filter: { search: "ahmed" }) { totalCount edges { node { name } } } }"#.to_owned(),
        format!(r#"{{ node(id: "{own}") {{ id }} nodes(ids: ["{own}", "{visit}"]) {{ id }} }}"#),
        format!(r#"{{ patient(by: {{ nhsNumber: "{}" }}) {{ name }} appointment(id: "{visit}") {{ status }} }}"#, world.own_number),
    ] {
        let (by_staff, of_staff) = world.app.statements(world.app.send_as(RoleAssignment::Staff, &query, json!({}))).await;
        let (by_patient, of_patient) = world.app.statements(world.app.send_as(patient(own), &query, json!({}))).await;
        by_staff.data("");
        by_patient.data("");
        assert!(0 < of_patient && of_patient <= of_staff, "{query}: {of_patient} and {of_staff}");
    }
}
