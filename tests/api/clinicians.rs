//! Clinicians are added, read, amended and removed.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{TestApp, with};

const EVERYTHING: &str = "clinician { id name department { id } posts { organisation { id } startsOn endsOn }
                          version createdAt updatedAt }";

#[tokio::test]
async fn a_clinician_reads_back_with_department_and_posts() {
    let app = TestApp::start().await;
    let (department, organisation) = (app.a_department("ENT").await, app.an_organisation("RJ1").await);
    let input = json!({ "name": "Dr O'Neill", "departmentId": department, "posts": [
        { "organisationId": organisation, "startsOn": "2025-07-01" },
        { "organisationId": organisation, "startsOn": "2024-02-29", "endsOn": "2025-06-30" },
    ] });
    let added = app.mutate("addClinician", input, EVERYTHING).await.data("/addClinician/clinician");
    let organisation = json!({ "id": organisation });
    let expected = json!({
        "id": added["id"], "name": "Dr O'Neill", "department": { "id": department },
        "posts": [
            { "organisation": organisation, "startsOn": "2024-02-29", "endsOn": "2025-06-30" },
            { "organisation": organisation, "startsOn": "2025-07-01", "endsOn": null },
        ],
        "version": 1, "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:00:00Z",
    });
    assert_eq!(added, expected);
    let query = "query($id: ID!) { clinician(id: $id) { id name department { id } version createdAt updatedAt
                 posts { organisation { id } startsOn endsOn } } }";
    assert_eq!(app.send(query, json!({ "id": added["id"] })).await.data("/clinician"), expected);
}

#[tokio::test]
async fn two_clinicians_of_a_department_may_have_the_same_name() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let one = app.a_clinician("Dr Smith", &department).await;
    let other = app.a_clinician("Dr Smith", &department).await;
    assert_ne!(one, other);
}

#[tokio::test]
async fn every_fault_of_a_clinician_is_reported() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let faulty = json!({ "name": "", "departmentId": "x", "posts": [{ "organisationId": department, "startsOn": "" }] });
    let refusals = [
        "NOT_FOUND at input.departmentId",
        "TEXT_BLANK at input.name",
        "NOT_FOUND at input.posts.0.organisationId",
        "DATE_INVALID at input.posts.0.startsOn",
    ];
    app.mutate("addClinician", faulty.clone(), EVERYTHING).await.expect_refusals(&refusals);
    let id = app.a_clinician("Dr Who", &department).await;
    let amended = app.mutate("amendClinician", with(faulty, json!({ "id": id })), EVERYTHING).await;
    amended.expect_refusals(&refusals);
    let nothing = json!({ "id": id, "name": null, "departmentId": null });
    let amended = app.mutate("amendClinician", nothing, EVERYTHING).await;
    amended.expect_refusals(&["FIELD_REQUIRED at input.departmentId", "FIELD_REQUIRED at input.name"]);
}

#[tokio::test]
async fn a_clinician_is_amended_at_the_expected_version() {
    let app = TestApp::start().await;
    let (department, other) = (app.a_department("ENT").await, app.a_department("GUM").await);
    let id = app.a_clinician("Dr Jekyll", &department).await;
    app.clock.advance(TimeDelta::minutes(1));
    let amend = |changes| app.mutate("amendClinician", with(json!({ "id": id }), changes), EVERYTHING);
    let amended = amend(json!({ "expectedVersion": 1, "name": "Mr Hyde", "departmentId": other })).await;
    let expected = json!({
        "id": id, "name": "Mr Hyde", "department": { "id": other }, "posts": [], "version": 2,
        "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:01:00Z",
    });
    assert_eq!(amended.data("/amendClinician/clinician"), expected);
    app.clock.advance(TimeDelta::minutes(1));
    let same = amend(json!({ "name": "Mr Hyde", "departmentId": other, "posts": [] })).await;
    assert_eq!(same.data("/amendClinician/clinician"), expected);
    let stale = amend(json!({ "expectedVersion": 1, "name": "Dr Jekyll" })).await;
    assert_eq!(stale.expect_code("VERSION_CONFLICT").args["currentVersion"], 2);
}

#[tokio::test]
async fn a_clinician_with_appointments_cannot_be_removed() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    for in_minutes in [60, 90] {
        let appointment = app.an_appointment(&patient, &clinician, in_minutes).await;
        app.cancel(&appointment).await.data("");
    }
    let refused = app.mutate("removeClinician", json!({ "id": clinician }), "removedId").await;
    let fault = refused.expect_code("CLINICIAN_IN_USE");
    assert_eq!(fault.args, json!({ "appointments": 2 }));
    assert_eq!(fault.message, "The clinician cannot be removed: 2 appointments are recorded.");
}

#[tokio::test]
async fn removing_a_clinician_removes_all_posts() {
    let app = TestApp::start().await;
    let (department, organisation) = (app.a_department("ENT").await, app.an_organisation("RJ1").await);
    let input = json!({ "name": "Dr Who", "departmentId": department,
                        "posts": [{ "organisationId": organisation, "startsOn": "2026-01-01" }] });
    let id = app.mutate("addClinician", input, "clinician { id }").await.text("/addClinician/clinician/id");
    let stale = app.mutate("removeClinician", json!({ "id": id, "expectedVersion": 7 }), "removedId").await;
    assert_eq!(stale.expect_code("VERSION_CONFLICT").args["currentVersion"], 1);
    let removed = app.mutate("removeClinician", json!({ "id": id, "expectedVersion": 1 }), "removedId").await;
    assert_eq!(removed.text("/removeClinician/removedId"), id);
    let query = "query($id: ID!) { clinician(id: $id) { id } clinicians { totalCount }
                 organisations { edges { node { clinicians { totalCount } } } } }";
    let none = json!({ "totalCount": 0 });
    let gone = json!({
        "clinician": null, "clinicians": none, "organisations": { "edges": [{ "node": { "clinicians": none } }] },
    });
    assert_eq!(app.send(query, json!({ "id": id })).await.data(""), gone);
    let again = app.mutate("removeClinician", json!({ "id": id }), "removedId").await;
    again.expect_refusals(&["NOT_FOUND at input.id"]);
    app.mutate("removeOrganisation", json!({ "id": organisation }), "removedId").await.data("");
    app.mutate("removeDepartment", json!({ "id": department }), "removedId").await.data("");
}

#[tokio::test]
async fn clinicians_are_found_by_name_and_department() {
    let app = TestApp::start().await;
    let (ent, gum) = (app.a_department("ENT").await, app.a_department("GUM").await);
    app.a_clinician("Łukasz Żak", &ent).await;
    app.a_clinician("żaneta", &gum).await;
    app.a_clinician("Dr No", &gum).await;
    for (filter, count) in [
        (json!({ "search": "ŻA" }), 2),
        (json!({ "search": "Z\u{307}a" }), 2),
        (json!({ "search": "ŻA", "departmentId": gum }), 1),
        (json!({ "departmentId": gum }), 2),
        (json!({ "search": "nobody" }), 0),
        (json!({}), 3),
    ] {
        let query = "query($filter: ClinicianFilter) { clinicians(filter: $filter) { totalCount } }";
        let answer = app.send(query, json!({ "filter": filter })).await;
        assert_eq!(answer.data("/clinicians/totalCount"), count, "{filter}");
    }
}
