//! IDs are opaque and typed, and an invalid one is not an error in reads.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::support::TestApp;

const KINDS: [&str; 5] = ["Patient", "Clinician", "Department", "Organisation", "Appointment"];

/// A server with one record of each type, and their IDs in the order of the types.
async fn one_of_each() -> (TestApp, [String; 5]) {
    let app = TestApp::start().await;
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let (clinician, organisation) =
        (app.a_clinician("Dr Who", &department).await, app.an_organisation("RJ1").await);
    let appointment = app.an_appointment(&patient, &clinician, 60).await;
    (app, [patient, clinician, department, organisation, appointment])
}

/// Texts that identify nothing, one for each kind of fault.
fn garbage(id: &str) -> Vec<String> {
    let bytes = URL_SAFE_NO_PAD.decode(id).expect("an identifier");
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (absent, unknown) = ([&bytes[..16], &[!bytes[16]]].concat(), [b"?", &bytes[1..]].concat());
    vec![
        String::new(),
        " ".to_owned(),
        "1".to_owned(),
        "01890000-0000-7000-8000-000000000000".to_owned(),
        "\0".to_owned(),
        "🐼".to_owned(),
        "A".repeat(1_000),
        format!("{id}="),
        format!(" {id}"),
        id.to_lowercase(),
        encoded(&bytes[..16]),
        encoded(&bytes[1..]),
        encoded(&[&bytes[..], b"0"].concat()),
        encoded(&unknown),
        encoded(&absent),
    ]
}

#[tokio::test]
async fn every_object_is_found_by_its_id() {
    let (app, ids) = one_of_each().await;
    let query = "query($id: ID!, $ids: [ID!]!) { node(id: $id) { __typename id }
        nodes(ids: $ids) { __typename id
            ... on Patient { nhsNumber } ... on Clinician { name } ... on Department { code } ... on Organisation { odsCode }
            ... on Appointment { status } } }";
    for (id, kind) in ids.iter().zip(KINDS) {
        let found = app.send(query, json!({ "id": id, "ids": [] })).await;
        assert_eq!(found.data("/node"), json!({ "__typename": kind, "id": id }));
        assert_eq!(found.data("/nodes"), json!([]));
    }
    // In the order of the request, with repetitions.
    let [patient, clinician, department, organisation, appointment] = &ids;
    let wanted = [appointment, patient, "nothing", department, clinician, patient, organisation];
    let found = app.send(query, json!({ "id": "nothing", "ids": wanted })).await;
    assert_eq!(found.data("/node"), json!(null));
    let a_patient =
        json!({ "__typename": "Patient", "id": patient, "nhsNumber": crate::support::nhs_number(1) });
    assert_eq!(
        found.data("/nodes"),
        json!([
            { "__typename": "Appointment", "id": appointment, "status": "ACTIVE" },
            a_patient,
            null,
            { "__typename": "Department", "id": department, "code": "ENT" },
            { "__typename": "Clinician", "id": clinician, "name": "Dr Who" },
            a_patient,
            { "__typename": "Organisation", "id": organisation, "odsCode": "RJ1" },
        ])
    );
}

#[tokio::test]
async fn at_most_a_hundred_ids_can_be_requested_at_once() {
    let (app, [patient, ..]) = one_of_each().await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let hundred = app.send(query, json!({ "ids": vec![&patient; 100] })).await;
    assert_eq!(hundred.data("/nodes").as_array().map(Vec::len), Some(100));
    let more = app.send(query, json!({ "ids": vec![&patient; 101] })).await;
    assert_eq!(more.refusals().len(), 1);
    assert_eq!(more.faults()[0].field, "ids");
    assert_eq!(more.faults()[0].args, json!({ "maximum": 100 }));
}

#[tokio::test]
async fn an_invalid_id_reads_as_null() {
    let (app, ids) = one_of_each().await;
    let query = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } clinician(id: $id) { id }
        appointment(id: $id) { id } patient(by: { id: $id }) { id } department(by: { id: $id }) { id }
        organisation(by: { id: $id }) { id } }";
    let nothing = json!({ "node": null, "nodes": [null], "clinician": null, "appointment": null, "patient": null,
                          "department": null, "organisation": null });
    for id in ids.iter().flat_map(|id| garbage(id)) {
        assert_eq!(app.send(query, json!({ "id": id })).await.data(""), nothing, "{id}");
    }
}

#[tokio::test]
async fn an_id_of_another_type_reads_as_null() {
    let (app, ids) = one_of_each().await;
    let fields = [
        "patient(by: { id: $id })",
        "clinician(id: $id)",
        "department(by: { id: $id })",
        "organisation(by: { id: $id })",
        "appointment(id: $id)",
    ];
    for (n, field) in fields.iter().enumerate() {
        for (m, id) in ids.iter().enumerate() {
            let query = format!("query($id: ID!) {{ found: {field} {{ id }} }}");
            let expected = if n == m { json!({ "id": id }) } else { json!(null) };
            assert_eq!(
                app.send(&query, json!({ "id": id })).await.data("/found"),
                expected,
                "{field} by {id}"
            );
        }
    }
}

#[tokio::test]
async fn a_filter_by_an_id_of_another_type_is_refused() {
    let (app, ids) = one_of_each().await;
    let [patient, clinician, department, organisation, appointment] = ids.each_ref().map(String::as_str);
    for (list, filter, wrong, right) in [
        ("appointments", "patientId", clinician, patient),
        ("appointments", "clinicianId", patient, clinician),
        ("appointments", "departmentId", organisation, department),
        ("appointments", "organisationId", department, organisation),
        ("clinicians", "departmentId", appointment, department),
        ("clinicians", "organisationId", department, organisation),
    ] {
        let kind = if list == "clinicians" { "ClinicianFilter" } else { "AppointmentFilter" };
        let query = format!("query($filter: {kind}) {{ {list}(filter: $filter) {{ totalCount }} }}");
        let filtered = |id: &str| app.send(&query, json!({ "filter": { filter: id } }));
        let refusal = format!("ID_MALFORMED at filter.{filter}");
        filtered(wrong).await.expect_refusals(&[&refusal]);
        filtered("x").await.expect_refusals(&[&refusal]);
        filtered(right).await.data("");
        // A well-formed ID without a record returns null.
        let absent = garbage(right).pop().expect("the last is well formed");
        assert_eq!(filtered(&absent).await.data(&format!("/{list}/totalCount")), 0, "{filter}");
    }
    let both = json!({ "filter": { "patientId": "x", "clinicianId": "y" } });
    let query = "query($filter: AppointmentFilter) { appointments(filter: $filter) { totalCount } }";
    let refused = app.send(query, both).await;
    refused.expect_refusals(&["ID_MALFORMED at filter.clinicianId", "ID_MALFORMED at filter.patientId"]);
}

#[tokio::test]
async fn a_mutation_of_an_absent_record_returns_not_found() {
    let (app, ids) = one_of_each().await;
    let mutations: [(&str, usize); 11] = [
        ("amendPatient", 0),
        ("removePatient", 0),
        ("amendClinician", 1),
        ("removeClinician", 1),
        ("amendDepartment", 2),
        ("removeDepartment", 2),
        ("amendOrganisation", 3),
        ("removeOrganisation", 3),
        ("amendAppointment", 4),
        ("cancelAppointment", 4),
        ("attendAppointment", 4),
    ];
    for (mutation, kind) in mutations {
        let others = ids.iter().enumerate().filter(|(n, _)| *n != kind).map(|(_, id)| id.clone());
        for id in garbage(&ids[kind]).into_iter().chain(others) {
            let answer = app.mutate(mutation, json!({ "id": id }), "__typename").await;
            assert_eq!(answer.refusals(), ["NOT_FOUND at input.id"], "{mutation} {id}");
            assert_eq!(answer.body["data"], json!({ mutation: Value::Null }));
        }
    }
}
