//! Uniqueness violations are reported together with all other faults of an input.

use serde_json::{Value, json};

use crate::support::{TestApp, account, nhs_number, with};

/// The codes for an input.
async fn refusals(app: &TestApp, mutation: &str, input: Value) -> Vec<String> {
    app.mutate(mutation, input, "__typename").await.refusals()
}

#[tokio::test]
async fn duplicate_code_and_name_of_a_department_are_reported_together() {
    let app = TestApp::start().await;
    app.a_department("ENT").await;
    app.mutate("addDepartment", json!({ "code": "GUM", "name": "Gums" }), "__typename").await.data("");
    let own = app.a_department("EYE").await;
    let (code, name) = ("DEPARTMENT_CODE_TAKEN at input.code", "DEPARTMENT_NAME_TAKEN at input.name");
    for (input, expected) in [
        (json!({ "code": "ent", "name": "Department ENT" }), [code, name]),
        // Of two departments.
        (json!({ "code": "gum", "name": "Department ENT" }), [code, name]),
        (json!({ "code": "ent", "name": " " }), [code, "TEXT_BLANK at input.name"]),
        (json!({ "code": "?", "name": "Gums" }), ["DEPARTMENT_CODE_INVALID at input.code", name]),
    ] {
        assert_eq!(refusals(&app, "addDepartment", input.clone()).await, expected);
        let keyed = with(input.clone(), json!({ "idempotencyKey": "a" }));
        assert_eq!(refusals(&app, "addDepartment", keyed).await, expected);
        let amendment = with(input, json!({ "id": own }));
        assert_eq!(refusals(&app, "amendDepartment", amendment).await, expected);
    }
    // An invalid idempotency key is reported with them.
    let unreadable = json!({ "code": "ent", "name": " ", "idempotencyKey": "" });
    let reported = refusals(&app, "addDepartment", unreadable).await;
    assert!(reported.len() == 3 && reported[0] == code, "{reported:?}");
    // A record's own values are not taken.
    let same = json!({ "id": own, "code": "EYE", "name": "?" });
    assert_eq!(refusals(&app, "amendDepartment", same).await, [""; 0]);
}

#[tokio::test]
async fn a_duplicate_ods_code_is_reported_with_other_faults() {
    let app = TestApp::start().await;
    app.an_organisation("RJ1").await;
    let own = app.an_organisation("RJ2").await;
    let expected = ["TEXT_BLANK at input.name", "ORGANISATION_ODS_CODE_TAKEN at input.odsCode"];
    let wrong = json!({ "odsCode": "rj1", "name": "", "kind": "OTHER", "postcode": "M1 1AE" });
    assert_eq!(refusals(&app, "addOrganisation", wrong.clone()).await, expected);
    let keyed = with(wrong.clone(), json!({ "idempotencyKey": "a" }));
    assert_eq!(refusals(&app, "addOrganisation", keyed).await, expected);
    assert_eq!(refusals(&app, "amendOrganisation", with(wrong, json!({ "id": own }))).await, expected);
    let own_code = json!({ "id": own, "odsCode": "RJ2", "name": "" });
    assert_eq!(refusals(&app, "amendOrganisation", own_code).await, ["TEXT_BLANK at input.name"]);
}

#[tokio::test]
async fn a_duplicate_nhs_number_is_reported_with_other_faults() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    let own = app.a_patient(2).await;
    let wrong = json!({
        "nhsNumber": nhs_number(1), "name": "", "dateOfBirth": "1980-05-17", "postcode": "?",
    });
    let expected = [
        "TEXT_BLANK at input.name",
        "PATIENT_NHS_NUMBER_TAKEN at input.nhsNumber",
        "POSTCODE_INVALID at input.postcode",
    ];
    assert_eq!(refusals(&app, "registerPatient", wrong.clone()).await, expected);
    let keyed = with(wrong.clone(), json!({ "idempotencyKey": "a" }));
    assert_eq!(refusals(&app, "registerPatient", keyed).await, expected);
    assert_eq!(refusals(&app, "amendPatient", with(wrong, json!({ "id": own }))).await, expected);
    let own_number = json!({ "id": own, "nhsNumber": nhs_number(2), "name": "" });
    assert_eq!(refusals(&app, "amendPatient", own_number).await, ["TEXT_BLANK at input.name"]);
}

#[tokio::test]
async fn a_birth_after_an_appointment_is_reported_with_other_faults() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    let (own, clinician) = (app.a_patient(2).await, app.some_clinician("ENT").await);
    app.an_appointment(&own, &clinician, 60).await;
    app.clock.advance(chrono::TimeDelta::days(9));
    let wrong =
        json!({ "id": own, "dateOfBirth": "2026-03-09", "nhsNumber": nhs_number(1), "postcode": "?" });
    let expected = [
        "APPOINTMENT_BEFORE_BIRTH at input.dateOfBirth",
        "PATIENT_NHS_NUMBER_TAKEN at input.nhsNumber",
        "POSTCODE_INVALID at input.postcode",
    ];
    assert_eq!(refusals(&app, "amendPatient", wrong).await, expected);
}

#[tokio::test]
async fn duplicate_values_of_an_account_are_reported_with_other_faults() {
    let app = TestApp::start().await;
    let (patient, other) = (app.a_patient(1).await, app.a_patient(2).await);
    app.an_account_of(&patient, "zoe@example.org").await;
    let own = app.an_account_of(&other, "bo@example.org").await;
    let wrong = json!({ "email": "ZOE@example.org", "patientId": patient, "locale": "?", "password": "x" });
    let expected = [
        "ACCOUNT_EMAIL_TAKEN at input.email",
        "LOCALE_INVALID at input.locale",
        "ACCOUNT_PASSWORD_TOO_SHORT at input.password",
        "ACCOUNT_PATIENT_TAKEN at input.patientId",
    ];
    let add = with(account("PATIENT", "x@example.org"), wrong.clone());
    assert_eq!(refusals(&app, "addUser", add.clone()).await, expected);
    let keyed = with(add.clone(), json!({ "idempotencyKey": "a" }));
    assert_eq!(refusals(&app, "addUser", keyed).await, expected);
    assert_eq!(refusals(&app, "amendUser", with(wrong, json!({ "id": own }))).await, expected);
    // An absent record, and a patient that this role cannot have.
    let missing = with(add.clone(), json!({ "patientId": patient.replace('c', "d") }));
    assert_eq!(refusals(&app, "addUser", missing).await[3], "NOT_FOUND at input.patientId");
    let staff = with(add, json!({ "role": "STAFF" }));
    assert_eq!(refusals(&app, "addUser", staff).await[3], "ACCOUNT_PATIENT_NOT_ALLOWED at input.patientId");
    let own_values = json!({ "id": own, "email": "bo@example.org", "patientId": other, "locale": "?" });
    assert_eq!(refusals(&app, "amendUser", own_values).await, ["LOCALE_INVALID at input.locale"]);
}

#[tokio::test]
async fn the_last_administrator_rule_is_reported_with_other_faults() {
    let app = TestApp::start().await;
    app.a_user("STAFF", "bo@example.org").await;
    let admin = app.a_user("ADMIN", "zoe@example.org").await;
    for demotion in [json!({ "role": "STAFF" }), json!({ "isActive": false })] {
        let wrong = with(demotion, json!({ "id": admin, "email": "bo@example.org", "displayName": "" }));
        let expected = [
            "TEXT_BLANK at input.displayName",
            "ACCOUNT_EMAIL_TAKEN at input.email",
            "ACCOUNT_LAST_ADMIN at input.id",
        ];
        assert_eq!(refusals(&app, "amendUser", wrong).await, expected);
    }
}
