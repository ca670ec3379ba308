//! Several mutations in one operation, and concurrent changes of one record.

use serde_json::json;

use crate::support::{TestApp, with};

async fn booked() -> (TestApp, String) {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let id = app.an_appointment(&patient, &clinician, 60).await;
    (app, id)
}

#[tokio::test]
async fn an_amendment_of_an_older_version_changes_nothing() {
    for (mutation, changes) in [
        ("amendAppointment", json!({ "postcode": "M1 1AE" })),
        ("amendAppointment", json!({})),
        ("cancelAppointment", json!({})),
        ("attendAppointment", json!({})),
    ] {
        let (app, id) = booked().await;
        app.amend(&id, json!({ "durationMinutes": 20 })).await.data("");
        let before = app.recorded(&id).await;
        for version in [1, 3, 0, -1] {
            let input = json!({ "id": id, "expectedVersion": version });
            let refused = app.mutate(mutation, with(input, changes.clone()), "appointment { id }");
            let fault = refused.await.expect_code("VERSION_CONFLICT");
            let expected = json!({ "currentVersion": 2, "updatedAt": before["updatedAt"] });
            assert_eq!((fault.field.as_str(), fault.args), ("input.expectedVersion", expected));
        }
        assert_eq!(app.recorded(&id).await, before);
        let input = with(json!({ "id": id, "expectedVersion": 2 }), changes);
        app.mutate(mutation, input, "appointment { id }").await.data("");
    }
}

#[tokio::test]
async fn a_refused_mutation_does_not_affect_its_siblings() {
    let (app, id) = booked().await;
    let query = r#"mutation($id: ID!) {
        first: amendAppointment(input: { id: $id, durationMinutes: 20 }) { appointment { version durationMinutes } }
        early: amendAppointment(input: { id: $id, startsAt: "2020-01-01T00:00:00Z", postcode: "?" }) { appointment { id } }
        second: cancelAppointment(input: { id: $id, expectedVersion: 2 }) { appointment { version status } }
        again: cancelAppointment(input: { id: $id }) { appointment { version status } }
        other: addDepartment(input: { code: "GUM", name: "Genitourinary medicine" }) { department { code } }
    }"#;
    let answer = app.send(query, json!({ "id": id })).await;
    answer.expect_refusals(&[
        "APPOINTMENT_ALREADY_CANCELLED at input.id",
        "POSTCODE_INVALID at input.postcode",
        "APPOINTMENT_STARTS_IN_PAST at input.startsAt",
    ]);
    let paths: Vec<_> =
        answer.body["errors"].as_array().expect("errors").iter().map(|error| error["path"].clone()).collect();
    assert_eq!(paths.iter().filter(|path| **path == json!(["early"])).count(), 2);
    assert_eq!(paths.iter().filter(|path| **path == json!(["again"])).count(), 1);
    assert_eq!(
        answer.body["data"],
        json!({
            "first": { "appointment": { "version": 2, "durationMinutes": 20 } },
            "early": null,
            "second": { "appointment": { "version": 3, "status": "CANCELLED" } },
            "again": null,
            "other": { "department": { "code": "GUM" } },
        })
    );
    assert_eq!(app.status(&id).await, "CANCELLED");
}

#[tokio::test]
async fn a_mutation_sees_the_writes_of_the_previous_one() {
    let app = TestApp::start().await;
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let clinician = app.a_clinician("Dr Jekyll", &department).await;
    let id = app.an_appointment(&patient, &clinician, 60).await;
    let reported = "appointment {
        status patient { name appointments { totalCount edges { node { status durationMinutes } } } }
        clinician { name posts { startsOn } department { name clinicians { totalCount edges { node { name } } } } } }";
    let query = format!(
        r#"mutation($id: ID!, $patient: ID!, $clinician: ID!, $department: ID!, $organisation: ID!) {{
            before: amendAppointment(input: {{ id: $id, durationMinutes: 20 }}) {{ {reported} }}
            amendPatient(input: {{ id: $patient, name: "Another" }}) {{ patient {{ id }} }}
            amendDepartment(input: {{ id: $department, name: "Ears" }}) {{ department {{ id }} }}
            amendClinician(input: {{ id: $clinician, name: "Mr Hyde", posts: [
                {{ organisationId: $organisation, startsOn: "2026-01-01" }}] }}) {{ clinician {{ id }} }}
            addClinician(input: {{ name: "Ms New", departmentId: $department }}) {{ clinician {{ id }} }}
            bookAppointment(input: {{ patient: {{ id: $patient }}, clinicianId: $clinician, durationMinutes: 5,
                startsAt: "2026-03-02T12:00:00Z", postcode: "M1 1AE" }}) {{ appointment {{ id }} }}
            after: cancelAppointment(input: {{ id: $id }}) {{ {reported} }}
        }}"#
    );
    let variables = json!({
        "id": id, "patient": patient, "clinician": clinician, "department": department,
        "organisation": app.an_organisation("RJ1").await,
    });
    let answer = app.send(&query, variables).await;
    let entry =
        |status: &str, minutes: u32| json!({ "node": { "status": status, "durationMinutes": minutes } });
    assert_eq!(
        answer.data("/before/appointment"),
        json!({
            "status": "ACTIVE",
            "patient": { "name": "Patient 1", "appointments": { "totalCount": 1, "edges": [entry("ACTIVE", 20)] } },
            "clinician": { "name": "Dr Jekyll", "posts": [], "department": { "name": "Department ENT",
                "clinicians": { "totalCount": 1, "edges": [{ "node": { "name": "Dr Jekyll" } }] } } },
        })
    );
    assert_eq!(
        answer.data("/after/appointment"),
        json!({
            "status": "CANCELLED",
            "patient": { "name": "Another", "appointments": {
                "totalCount": 2, "edges": [entry("CANCELLED", 20), entry("ACTIVE", 5)] } },
            "clinician": { "name": "Mr Hyde", "posts": [{ "startsOn": "2026-01-01" }], "department": { "name": "Ears",
                "clinicians": { "totalCount": 2, "edges": [
                    { "node": { "name": "Mr Hyde" } }, { "node": { "name": "Ms New" } }] } } },
        })
    );
}
