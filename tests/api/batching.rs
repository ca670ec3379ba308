//! The number of SQL statements of a nested query does not depend on the number of records.

use panda::graphql::{CostLimits, DocumentLimits, OperationPolicy};
use serde_json::{Value, json};

use crate::support::{Crowd, TestApp, with};

/// A server with more than a hundred records of each type.
async fn crowded() -> TestApp {
    // Limits are high, because these tests count statements only.
    let limits = DocumentLimits { depth: 20, ..DocumentLimits::default() };
    let cost = CostLimits { signed_in: 1_000_000, ..CostLimits::default() };
    let policy = OperationPolicy { limits, cost, ..OperationPolicy::default() };
    let app = TestApp::builder().policy(policy).start().await;
    app.add_crowd(Crowd { appointments: 12, ..Crowd::of(105) });
    app.wait_for_reference_cache().await;
    app
}

/// Expects that a query with the variable `$first` takes that many statements for pages of 1, 20 and 100.
async fn expect_statements(app: &TestApp, expected: u64, list: &str, query: &str) {
    for first in [1, 20, 100] {
        let (answer, statements) = app.statements(app.send(query, json!({ "first": first }))).await;
        let entries = answer.data(&format!("/{list}/edges"));
        assert_eq!(entries.as_array().map(Vec::len), Some(first), "{query}");
        assert_eq!(statements, expected, "{query} with {first}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_appointments_with_nested_objects_takes_three_statements() {
    let app = crowded().await;
    let query = "query($first: Int) { appointments(first: $first) { edges { node {
        startsAt status patient { name nhsNumber } clinician { name department { name } } } } } }";
    // The page, the patients, and the version check of the reference cache.
    expect_statements(&app, 3, "appointments", query).await;
    let only = "query($first: Int) { appointments(first: $first) { edges { node { id status } } pageInfo { endCursor } } }";
    expect_statements(&app, 1, "appointments", only).await;
    let left_out = "query($first: Int, $all: Boolean = false) { appointments(first: $first) { edges { node {
        id patient @include(if: $all) { name } } } } }";
    expect_statements(&app, 1, "appointments", left_out).await;
    let spread = "query($first: Int) { appointments(first: $first) { edges { ...E } } }
        fragment E on AppointmentEdge { entry: node { whose: patient { name } ...C } }
        fragment C on Appointment { clinician { name } }";
    expect_statements(&app, 3, "appointments", spread).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_cache_is_checked_once_per_operation() {
    let app = crowded().await;
    let query = "query($first: Int) { appointments(first: $first) { edges { node {
        patient { name } department { name } organisation { name }
        clinician { name posts { organisation { name } } department { name } } } } } }";
    // Appointments, patients, posts, and the version check of the reference cache.
    expect_statements(&app, 4, "appointments", query).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_appointments_of_many_patients_are_batched() {
    let app = crowded().await;
    let query = "query($first: Int) { patients(first: $first) { edges { node {
        name appointments(first: 10) { edges { node { startsAt clinician { name } } } } } } } }";
    expect_statements(&app, 3, "patients", query).await;
    let counted = "query($first: Int) { patients(first: $first) { totalCount edges { node {
        all: appointments(first: 0) { totalCount }
        missed: appointments(filter: { status: [MISSED] }, last: 3) { totalCount edges { node { id } } } } } } }";
    // One for the patients and one for each of the two lists, which includes the total count.
    expect_statements(&app, 3, "patients", counted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_many_patients_lists_are_batched_from_either_end() {
    let app = crowded().await;
    let order = "orderBy: { field: STARTS_AT, direction: DESC }";
    let ask = |page: &str| {
        format!(
            "query($first: Int) {{ patients(first: $first) {{ edges {{ node {{ name appointments({order}, {page}) {{
                edges {{ node {{ startsAt durationMinutes status }} }} pageInfo {{ hasNextPage startCursor endCursor }} }} }} }} }} }}"
        )
    };
    for page in ["first: 10", "last: 10"] {
        expect_statements(&app, 2, "patients", &ask(page)).await;
    }
    // A cursor belongs to the list of one patient, and is invalid in another's.
    let first = app.send(&ask("first: 1"), json!({ "first": 1 })).await;
    let cursor = first.text("/patients/edges/0/node/appointments/pageInfo/endCursor");
    for page in ["first: 10, after", "last: 10, before", "first: 10, before", "last: 10, after"] {
        let query = ask(&format!("{page}: {cursor:?}"));
        let (answer, statements) = app.statements(app.send(&query, json!({ "first": 1 }))).await;
        answer.data("/patients/edges/0/node/appointments/edges");
        assert_eq!(statements, 2, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nested_lists_are_batched() {
    let app = crowded().await;
    let query = "query($first: Int) { departments(first: $first) { edges { node {
        name clinicians { edges { node { name appointments(first: 5) { edges { node { startsAt patient { name } } } } } } }
        } } } }";
    expect_statements(&app, 4, "departments", query).await;
    let counted = "query($first: Int) { departments(first: $first) { totalCount edges { node {
        clinicians { totalCount edges { node { appointments { totalCount edges { node { id } } } } } } } } } }";
    expect_statements(&app, 3, "departments", counted).await;
    let organisations = "query($first: Int) { organisations(first: $first) { edges { node {
        clinicians { totalCount edges { node { department { name } } } } appointments(first: 3) { edges { node {
            patient { name } } } } } } } }";
    expect_statements(&app, 5, "organisations", organisations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn circular_references_are_read_once() {
    let app = crowded().await;
    let query = "query($first: Int) { clinicians(first: $first) { edges { node {
        department { clinicians { edges { node { name department { name } appointments(first: 2) { edges { node {
            clinician { name department { name } } } } } } } } } } } } }";
    // Clinicians, the version check of their departments, the departments' clinicians, and their
    // appointments.
    expect_statements(&app, 4, "clinicians", query).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_number_of_ids_takes_one_statement_per_uncached_type() {
    let app = crowded().await;
    let mut ids = Vec::new();
    for list in ["patients", "clinicians", "departments", "organisations", "appointments"] {
        ids.extend(app.ids(list).await.into_iter().take(20));
    }
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for (wanted, expected) in [(&ids[..20], 1), (&ids[..40], 2), (&ids[..], 3)] {
        let (answer, statements) = app.statements(app.send(query, json!({ "ids": wanted }))).await;
        let expected_nodes: Vec<Value> = wanted.iter().map(|id| json!({ "id": id })).collect();
        assert_eq!(answer.data("/nodes"), Value::from(expected_nodes));
        assert_eq!(statements, expected);
    }
    // A repeated ID is read once, and a record read for one field is reused for another.
    let query = "query($ids: [ID!]!, $id: ID!) {
        one: nodes(ids: $ids) { ... on Patient { name } } two: nodes(ids: $ids) { id }
        node(id: $id) { id } patient(by: { id: $id }) { name } }";
    let variables = json!({ "ids": [ids[0], ids[0], ids[1]], "id": ids[1] });
    assert_eq!(app.statements(app.send(query, variables)).await.1, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_counted_only_on_request() {
    let app = crowded().await;
    for list in ["patients", "clinicians", "departments", "organisations", "appointments"] {
        let query = format!(
            "query($first: Int) {{ {list}(first: $first) {{ edges {{ cursor }} pageInfo {{ hasNextPage }} }} }}"
        );
        expect_statements(&app, 1, list, &query).await;
        let query =
            format!("query($first: Int) {{ {list}(first: $first) {{ edges {{ cursor }} totalCount }} }}");
        // In the statement of the page, so that both have the same snapshot.
        expect_statements(&app, 1, list, &query).await;
    }
    let skipped = "query($first: Int, $count: Boolean = false) {
        patients(first: $first) { edges { cursor } totalCount @include(if: $count) } }";
    expect_statements(&app, 1, "patients", skipped).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_takes_the_minimum_of_statements() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let booking = app.booking(&patient, &clinician, 60);
    let book = || app.mutate("bookAppointment", booking.clone(), "appointment { id }");
    // Patient and clinician are read together, and the appointment is inserted. Then the conflict is read.
    let (booked, statements) = app.statements(book()).await;
    assert_eq!((booked.refusals().len(), statements), (0, 2));
    let (refused, statements) = app.statements(book()).await;
    assert_eq!((refused.refusals().len(), statements), (2, 3));
    let (other, organisation) = (app.a_department("GUM").await, app.an_organisation("RJ1").await);
    let everything = json!({ "departmentId": other, "organisationId": organisation });
    let booking = with(app.booking(&patient, &clinician, 120), everything);
    let (booked, statements) =
        app.statements(app.mutate("bookAppointment", booking, "appointment { id }")).await;
    assert_eq!((booked.refusals().len(), statements), (0, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uncached_reference_data_is_batched() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { appointments: 12, ..Crowd::of(105) });
    // Without a version, nothing is cached.
    app.database.execute("DELETE FROM reference_version");
    let query = "query($first: Int) { appointments(first: $first) { edges { node {
        patient { name } department { name } organisation { name }
        clinician { name posts { organisation { name } } department { name } } } } } }";
    // Appointments, patients, clinicians, departments, organisations, posts; no further ones for records
    // below clinicians.
    expect_statements(&app, 6, "appointments", query).await;
}
