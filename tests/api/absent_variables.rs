//! A variable that the client does not send leaves its argument or input field absent (GraphQL specification,
//! "Coercing Field Arguments" and "Input Objects"). The tests read the schema, so new inputs are covered too.

use serde_json::{Value, json};

use crate::support::{InputPlace, InputSchema, TestApp, with};

/// Creates a record with a value in every field. Returns its type, its ID, and the fields to compare.
async fn records(app: &TestApp) -> Vec<(&'static str, String, &'static str)> {
    let (department, organisation) = (app.a_department("ENT").await, app.an_organisation("RZZ01").await);
    let address = json!({ "id": organisation, "addressLines": ["1 High Street"], "postcode": "SE1 9RT" });
    app.mutate("amendOrganisation", address, "organisation { id }").await.data("");
    let patient = app.a_patient(1).await;
    let contact = json!({
        "id": patient, "email": "zoe@example.org", "phone": "020 7946 0018", "addressLines": ["1 High Street"],
    });
    app.mutate("amendPatient", contact, "patient { id }").await.data("");
    let clinician = app.a_clinician("Dr Sharma", &department).await;
    let posts =
        json!({ "id": clinician, "posts": [{ "organisationId": organisation, "startsOn": "2020-01-01" }] });
    app.mutate("amendClinician", posts, "clinician { id }").await.data("");
    let place = json!({ "organisationId": organisation, "postcode": "CF10 1EP" });
    let booked = app.book(with(app.booking(&patient, &clinician, 60), place)).await;
    let user = app.an_account_of(&patient, "pat@example.org").await;
    let locale = json!({ "id": user, "locale": "cy" });
    app.mutate("amendUser", locale, "user { id }").await.data("");
    vec![
        ("Department", department, "code name version updatedAt"),
        ("Organisation", organisation, "odsCode name kind postcode addressLines timeZone version updatedAt"),
        (
            "Patient",
            patient,
            "nhsNumber name dateOfBirth postcode addressLines email phone version updatedAt",
        ),
        ("Clinician", clinician, "name department { id } posts { startsOn endsOn } version updatedAt"),
        (
            "Appointment",
            booked.text("/bookAppointment/appointment/id"),
            "startsAt durationMinutes postcode clinician { id } department { id } organisation { id } version updatedAt",
        ),
        ("User", user, "displayName email role locale isActive patient { id } version updatedAt"),
    ]
}

#[tokio::test]
async fn an_amendment_does_not_change_fields_with_absent_variables() {
    let app = TestApp::start().await;
    let (schema, mut amended) = (InputSchema::of(&app).await, 0);
    for (name, id, fields) in records(&app).await {
        let read = format!("query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {fields} }} }} }}");
        let before = app.send(&read, json!({ "id": id })).await.data("/node");
        assert!(!before.to_string().contains("null") || name == "Clinician", "{name}: {before}");
        for (field, of) in schema.nullable_fields(&format!("Amend{name}Input")) {
            let payload = name.to_lowercase();
            let query = format!(
                "mutation($id: ID!, $v: {of}) {{ amend{name}(input: {{ id: $id, {field}: $v }}) {{ {payload} {{ {fields} }} }} }}"
            );
            let answer = app.send(&query, json!({ "id": id })).await;
            assert_eq!(answer.data(&format!("/amend{name}/{payload}")), before, "{name}.{field}");
            amended += 1;
        }
    }
    assert!(amended >= 31, "{amended}");
}

#[tokio::test]
async fn an_absent_variable_equals_an_absent_field_and_a_default_equals_a_literal() {
    let app = TestApp::start().await;
    let schema = InputSchema::of(&app).await;
    let (mut places, mut sensitive) = (0, 0);
    for InputPlace { kind, before, after, key, of, literal } in schema.places() {
        let document = |variables: &str, given: &str| format!("{kind}{variables} {before}{given}{after}");
        let answer = async |document: String, variables: Value| {
            let mut body = app.send(&document, variables).await.body;
            for error in body["errors"].as_array_mut().into_iter().flatten() {
                let fields = error.as_object_mut().expect("an error");
                fields.retain(|name, _| name != "locations");
            }
            body
        };
        let without = answer(document("", ""), json!({})).await;
        let absent = answer(document(&format!("($v: {of})"), &format!("{key}: $v")), json!({})).await;
        assert_eq!(absent, without, "{kind} {before}{key}");
        let defaulted =
            answer(document(&format!("($v: {of} = {literal})"), &format!("{key}: $v")), json!({})).await;
        let given = answer(document("", &format!("{key}: {literal}")), json!({})).await;
        assert_eq!(defaulted, given, "{kind} {before}{key}: {literal}");
        let null =
            answer(document(&format!("($v: {of})"), &format!("{key}: $v")), json!({ "v": null })).await;
        sensitive += i32::from(null != without || given != without);
        places += 1;
    }
    assert!(places > 100 && sensitive > 50, "{places} {sensitive}");
}

#[tokio::test]
async fn an_absent_variable_at_a_position_with_a_default_has_the_default() {
    let app = TestApp::start().await;
    let (b, a) = (app.a_department("B").await, app.a_department("A").await);
    let query = "query($d: OrderDirection) {
        departments(orderBy: { field: CODE, direction: $d }) { edges { node { id } } } }";
    let ids = async |variables: Value| {
        let answer = app.send(query, variables).await;
        let id = |n: usize| answer.text(&format!("/departments/edges/{n}/node/id"));
        [id(0), id(1)]
    };
    for _ in 0..2 {
        assert_eq!(ids(json!({})).await, [a.clone(), b.clone()]);
        assert_eq!(ids(json!({ "d": "DESC" })).await, [b.clone(), a.clone()]);
    }
    let appointment = app.an_appointment(&app.a_patient(1).await, &app.some_clinician("ENT").await, 60).await;
    let attend = "mutation($id: ID!, $l: Boolean) {
        attendAppointment(input: { id: $id, arrivedLate: $l }) { appointment { arrivedLate } } }";
    app.clock.advance(chrono::TimeDelta::hours(1));
    let attended = app.send(attend, json!({ "id": appointment })).await;
    assert_eq!(attended.data("/attendAppointment/appointment/arrivedLate"), false);
}

#[tokio::test]
async fn null_at_a_non_null_position_is_an_error_of_its_field() {
    let app = TestApp::start().await;
    let query = "query($d: OrderDirection = DESC, $id: ID = \"x\") {
        viewer { role } departments(orderBy: { field: CODE, direction: $d }) { totalCount } node(id: $id) { id } }";
    for _ in 0..2 {
        assert_eq!(app.send(query, json!({})).await.data("/viewer"), Value::Null);
        let refused = app.send(query, json!({ "d": null })).await;
        refused.expect_code("FIELD_REQUIRED");
        assert_eq!(refused.body["errors"][0]["path"], json!(["departments"]));
        assert_eq!(refused.body["data"], json!({ "viewer": null, "departments": null, "node": null }));
        let refused = app.send(query, json!({ "id": null })).await;
        assert_eq!(refused.body["errors"][0]["path"], json!(["node"]));
        assert_eq!(refused.body["data"]["departments"], json!({ "totalCount": 0 }));
        assert_eq!(refused.body["data"]["node"], Value::Null);
    }
}
