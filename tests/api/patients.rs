//! Patients are registered, read, amended and removed.

use serde_json::json;

use crate::support::{TestApp, nhs_number};

const EVERYTHING: &str =
    "patient { nhsNumber name dateOfBirth postcode addressLines email phone version createdAt updatedAt }";

#[tokio::test]
async fn a_registered_patient_reads_back_in_canonical_form() {
    let app = TestApp::start().await;
    let input = json!({
        "nhsNumber": "943 476-5919", "name": "Zoe\u{308} O'Brien", "dateOfBirth": "1987-03-25", "postcode": "sw1a1aa",
        "addressLines": ["10 Downing Street", "London"], "email": "zoe@example.org", "phone": "020 7946 0018",
    });
    app.mutate("registerPatient", input, "patient { id }").await.data("");
    let by = r#"{ patient(by: { nhsNumber: "943-476-5919" }) { nhsNumber name dateOfBirth postcode addressLines email
                  phone version createdAt } }"#;
    assert_eq!(
        app.query(by).await.data("/patient"),
        json!({
            "nhsNumber": "9434765919", "name": "Zoe\u{308} O'Brien", "dateOfBirth": "1987-03-25",
            "postcode": "SW1A 1AA", "addressLines": ["10 Downing Street", "London"], "email": "zoe@example.org",
            "phone": "+442079460018", "version": 1, "createdAt": "2026-03-02T09:00:00Z",
        })
    );
}

#[tokio::test]
async fn all_five_faults_of_a_patient_are_reported_in_polish() {
    let app = TestApp::start().await;
    let input = json!({
        "nhsNumber": "9434765918", "name": " ", "dateOfBirth": "2026-03-03", "postcode": "London",
        "email": "zoe@",
    });
    let answer = app.mutate_in("pl-PL, en;q=0.5", "registerPatient", input, EVERYTHING).await;
    answer.expect_refusals(&[
        "PATIENT_DATE_OF_BIRTH_IN_FUTURE at input.dateOfBirth",
        "EMAIL_INVALID at input.email",
        "TEXT_BLANK at input.name",
        "PATIENT_NHS_NUMBER_CHECKSUM at input.nhsNumber",
        "POSTCODE_INVALID at input.postcode",
    ]);
    assert_eq!(answer.headers["content-language"], "pl");
    assert_eq!(answer.body["data"], json!({ "registerPatient": null }));
    for error in answer.body["errors"].as_array().expect("errors") {
        assert_eq!(error["path"], json!(["registerPatient"]));
        assert_eq!(error["extensions"]["locale"], "pl");
        let english = panda::i18n::message(
            panda::i18n::Locale::default(),
            error["extensions"]["code"].as_str().expect("a code"),
            error["extensions"]["args"].as_object().expect("arguments"),
        );
        assert_ne!(error["message"], english);
    }
}

#[tokio::test]
async fn an_nhs_number_belongs_to_one_patient() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    let input = json!({
        "nhsNumber": nhs_number(1), "name": "Another", "dateOfBirth": "1990-01-01", "postcode": "M1 1AE",
    });
    let answer = app.mutate("registerPatient", input, EVERYTHING).await;
    answer.expect_refusals(&["PATIENT_NHS_NUMBER_TAKEN at input.nhsNumber"]);
}

#[tokio::test]
async fn an_amendment_changes_only_the_given_fields() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let input = json!({ "id": id, "expectedVersion": 1, "email": "p@example.org", "name": "刘" });
    let amended = app.mutate("amendPatient", input, EVERYTHING).await.data("/amendPatient/patient");
    assert_eq!(amended["name"], "刘");
    assert_eq!(amended["email"], "p@example.org");
    assert_eq!(amended["postcode"], "CF10 1EP");
    assert_eq!(amended["version"], 2);
    let cleared = app.mutate("amendPatient", json!({ "id": id, "email": null }), EVERYTHING).await;
    assert_eq!(cleared.data("/amendPatient/patient/email"), json!(null));
    assert_eq!(cleared.data("/amendPatient/patient/version"), 3);
}

#[tokio::test]
async fn an_amendment_without_changes_keeps_the_version() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let same = app.mutate("amendPatient", json!({ "id": id, "name": "Patient 1" }), EVERYTHING).await;
    assert_eq!(same.data("/amendPatient/patient/version"), 1);
}

#[tokio::test]
async fn a_required_field_cannot_be_cleared() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let input = json!({ "id": id, "name": null, "dateOfBirth": null, "phone": "1" });
    app.mutate("amendPatient", input, EVERYTHING).await.expect_refusals(&[
        "FIELD_REQUIRED at input.dateOfBirth",
        "FIELD_REQUIRED at input.name",
        "PHONE_INVALID at input.phone",
    ]);
}

#[tokio::test]
async fn a_stale_version_is_refused_and_nothing_is_written() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    app.mutate("amendPatient", json!({ "id": id, "name": "First" }), EVERYTHING).await.data("");
    let late = json!({ "id": id, "expectedVersion": 1, "name": "Second" });
    let fault = app.mutate("amendPatient", late, EVERYTHING).await.expect_code("VERSION_CONFLICT");
    assert_eq!(fault.args["currentVersion"], 2);
    let name = "query($id: ID!) { patient(by: { id: $id }) { name } }";
    assert_eq!(app.send(name, json!({ "id": id })).await.text("/patient/name"), "First");
}

#[tokio::test]
async fn a_patient_with_appointments_cannot_be_removed() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let appointment = app.an_appointment(&patient, &clinician, 60).await;
    app.mutate("cancelAppointment", json!({ "id": appointment }), "appointment { id }").await.data("");
    let refused = app.mutate("removePatient", json!({ "id": patient }), "removedId").await;
    let fault = refused.expect_code("PATIENT_HAS_APPOINTMENTS");
    assert_eq!(fault.args, json!({ "appointments": 1 }));
    assert_eq!(fault.message, "The patient cannot be removed: 1 appointment is recorded.");
}

#[tokio::test]
async fn a_removed_patient_cannot_be_read() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let removed = app.mutate("removePatient", json!({ "id": id, "expectedVersion": 1 }), "removedId").await;
    assert_eq!(removed.text("/removePatient/removedId"), id);
    let query = "query($id: ID!) { patient(by: { id: $id }) { name } node(id: $id) { id } }";
    assert_eq!(app.send(query, json!({ "id": id })).await.data(""), json!({ "patient": null, "node": null }));
    let again = app.mutate("removePatient", json!({ "id": id }), "removedId").await;
    again.expect_refusals(&["NOT_FOUND at input.id"]);
}

#[tokio::test]
async fn patients_are_found_by_number_name_birth_date_and_postcode() {
    let app = TestApp::start().await;
    for n in 1..=3 {
        app.a_patient(n).await;
    }
    let input = json!({
        "nhsNumber": nhs_number(4), "name": "Elsewhere", "dateOfBirth": "2001-01-01", "postcode": "CF1 1AA",
    });
    app.mutate("registerPatient", input, EVERYTHING).await.data("");
    let names = |filter: &'static str| {
        let query = format!("{{ patients(filter: {filter}) {{ totalCount edges {{ node {{ name }} }} }} }}");
        let app = &app;
        async move { app.query(&query).await.data("/patients") }
    };
    assert_eq!(names(r#"{ postcode: "cf10 1ep" }"#).await["totalCount"], 3);
    assert_eq!(names(r#"{ postcode: "CF10" }"#).await["totalCount"], 3);
    let elsewhere = json!({ "totalCount": 1, "edges": [{ "node": { "name": "Elsewhere" } }] });
    assert_eq!(names(r#"{ postcode: "CF1" }"#).await, elsewhere);
    assert_eq!(names(r#"{ dateOfBirth: "2001-01-01" }"#).await, elsewhere);
    let both = format!(
        r#"{{ patients(filter: {{ nhsNumber: "{}", dateOfBirth: "2001-01-01" }}) {{ totalCount }} }}"#,
        nhs_number(1)
    );
    assert_eq!(app.query(&both).await.data("/patients/totalCount"), 0);
}
