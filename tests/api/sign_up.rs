//! Patients create their own accounts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, SHARED_PASSWORD, TestApp, nhs_number, with};

const ME: &str = "gwen@example.org";

/// The details that the first patient knows.
fn details() -> Value {
    json!({
        "email": ME, "password": SHARED_PASSWORD, "nhsNumber": nhs_number(1), "dateOfBirth": "1980-05-17",
        "postcode": "cf101ep",
    })
}

async fn sign_up(app: &TestApp, input: Value) -> Answer {
    app.visitor().mutate("registerAccount", input, "user { email displayName role locale }").await
}

#[tokio::test]
async fn a_patient_with_matching_details_creates_an_account() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    let user = sign_up(&app, details()).await.data("/registerAccount/user");
    assert_eq!(user, json!({ "email": ME, "displayName": "Patient 1", "role": "PATIENT", "locale": null }));
    let me = app.sign_in(ME).await;
    let viewer = me.query("{ viewer { role patient { id nhsNumber } } }").await.data("/viewer");
    assert_eq!(viewer["patient"], json!({ "id": patient, "nhsNumber": nhs_number(1) }));
}

#[tokio::test]
async fn a_refused_sign_up_does_not_state_which_detail_differs() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    app.a_patient(2).await;
    app.a_user("STAFF", "taken@example.org").await;
    let second = with(details(), json!({ "nhsNumber": nhs_number(2), "email": "second@example.org" }));
    sign_up(&app, second.clone()).await.data("");
    let mut answers = BTreeSet::new();
    for wrong in [
        with(details(), json!({ "dateOfBirth": "1980-05-18" })),
        with(details(), json!({ "postcode": "CF10 1EQ" })),
        with(details(), json!({ "nhsNumber": nhs_number(3) })),
        with(
            details(),
            json!({ "nhsNumber": nhs_number(3), "dateOfBirth": "1900-01-01", "postcode": "M1 1AE" }),
        ),
        with(details(), json!({ "email": "taken@example.org" })),
        with(details(), json!({ "email": "TAKEN@example.org" })),
        with(second, json!({ "email": "third@example.org" })),
    ] {
        let answer = sign_up(&app, wrong).await;
        answer.expect_code("ACCOUNT_DETAILS_NOT_RECOGNISED");
        answers.insert((answer.status.as_u16(), answer.body.to_string()));
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert_eq!(app.database.number("SELECT count(*) FROM users"), 2);
    sign_up(&app, details()).await.data("");
}

#[tokio::test]
async fn malformed_sign_up_details_are_reported_immediately() {
    let app = TestApp::start().await;
    let answer = sign_up(
        &app,
        json!({
            "email": "nowhere", "password": "short", "nhsNumber": "943 476 5910", "dateOfBirth": "1980-02-30",
            "postcode": "?", "displayName": " ", "locale": "english please",
        }),
    )
    .await;
    answer.expect_refusals(&[
        "DATE_INVALID at input.dateOfBirth",
        "TEXT_BLANK at input.displayName",
        "EMAIL_INVALID at input.email",
        "LOCALE_INVALID at input.locale",
        "PATIENT_NHS_NUMBER_CHECKSUM at input.nhsNumber",
        "ACCOUNT_PASSWORD_TOO_SHORT at input.password",
        "POSTCODE_INVALID at input.postcode",
    ]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_sign_ups_for_one_record_succeed_exactly_once() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    let attempt = |n: usize| sign_up(&app, with(details(), json!({ "email": format!("n{n}@example.org") })));
    let answers = futures_util::future::join_all((0..4).map(attempt)).await;
    let opened = answers.iter().filter(|answer| answer.body.get("errors").is_none()).count();
    assert_eq!(opened, 1);
    for refused in answers.iter().filter(|answer| answer.body.get("errors").is_some()) {
        refused.expect_code("ACCOUNT_DETAILS_NOT_RECOGNISED");
    }
}

#[tokio::test]
async fn removing_a_patient_removes_the_account() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    sign_up(&app, details()).await.data("");
    let me = app.sign_in(ME).await;
    app.mutate("removePatient", json!({ "id": patient }), "removedId").await.data("");
    app.visitor().log_in(ME, SHARED_PASSWORD).await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    me.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
}
