//! The meaning of an amendment's idempotency key: the input as sent, and the caller's rights at each
//! repetition.

use serde_json::{Value, json};

use crate::support::{SHARED_PASSWORD, TestApp, patient, with};

const REUSED: &str = "IDEMPOTENCY_KEY_REUSED at input.idempotencyKey";

fn once(input: Value) -> Value {
    with(input, json!({ "idempotencyKey": "once" }))
}

#[tokio::test]
async fn clearing_a_field_is_a_different_input_from_omitting_it() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let contact = json!({ "id": id, "email": "ann@example.org", "phone": "020 7946 0018" });
    app.mutate("amendPatient", contact, "patient { id }").await.data("");
    let fields = "patient { email phone version }";
    let cleared = json!({ "email": null, "phone": null, "version": 3 });
    let clear = once(json!({ "id": id, "email": null, "phone": null }));
    assert_eq!(
        app.mutate("amendPatient", clear.clone(), fields).await.data("/amendPatient/patient"),
        cleared
    );
    for other in [json!({ "id": id }), json!({ "id": id, "email": null })] {
        app.mutate("amendPatient", once(other), fields).await.expect_refusals(&[REUSED]);
    }
    // The order of fields does not matter, nor whether the document or the variables contain them.
    let literal = format!(
        r#"mutation($phone: String, $name: String) {{ amendPatient(input: {{ phone: $phone, idempotencyKey: "once", name: $name,
            email: null, id: "{id}" }}) {{ {fields} }} }}"#
    );
    let answer = app.send(&literal, json!({ "phone": null })).await;
    assert_eq!(answer.data("/amendPatient/patient"), cleared);
}

#[tokio::test]
async fn a_repetition_returns_the_current_record_or_not_found() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let amend = once(json!({ "id": id, "name": "Ann", "expectedVersion": 1 }));
    let send = async || app.mutate("amendPatient", amend.clone(), "patient { name version }").await;
    assert_eq!(send().await.data("/amendPatient/patient"), json!({ "name": "Ann", "version": 2 }));
    let later = json!({ "id": id, "name": "Bea" });
    app.mutate("amendPatient", later, "patient { id }").await.data("");
    assert_eq!(send().await.data("/amendPatient/patient"), json!({ "name": "Bea", "version": 3 }));
    let remove = once(json!({ "id": id, "expectedVersion": 3 }));
    for _ in 0..2 {
        let removed = app.mutate("removePatient", remove.clone(), "removedId").await;
        assert_eq!(removed.text("/removePatient/removedId"), id);
    }
    send().await.expect_refusals(&["NOT_FOUND at input.idempotencyKey"]);
}

#[tokio::test]
async fn a_patient_can_repeat_own_cancellations_only() {
    let app = TestApp::start().await;
    let (own, other) = (app.a_patient(1).await, app.a_patient(2).await);
    let id = app.an_appointment(&own, &app.some_clinician("ENT").await, 60).await;
    let input = once(json!({ "id": id, "expectedVersion": 1, "reason": "Ill" }));
    let fields = "appointment { id status version }";
    let cancel =
        async |who: &str| app.mutate_as(patient(who), "cancelAppointment", input.clone(), fields).await;
    let first = cancel(&own).await.data("");
    assert_eq!(cancel(&own).await.data(""), first);
    cancel(&other).await.expect_refusals(&["NOT_FOUND at input.id"]);
    // Staff with the same key and input get the conflict, because the appointment is already cancelled.
    let staff = app.mutate("cancelAppointment", input.clone(), fields).await;
    staff.expect_refusals(&["VERSION_CONFLICT at input.expectedVersion"]);
    // Without a key, a repetition conflicts with the first request.
    let without = json!({ "id": id });
    let refused = app.mutate_as(patient(&own), "cancelAppointment", without, fields).await;
    refused.expect_refusals(&["APPOINTMENT_ALREADY_CANCELLED at input.id"]);
}

#[tokio::test]
async fn a_role_without_write_permission_cannot_repeat() {
    let app = TestApp::start().await;
    let user = app.a_user("STAFF", "staff@example.org").await;
    let id = app.a_patient(1).await;
    let staff = app.sign_in("staff@example.org").await;
    let input = once(json!({ "id": id, "name": "Ann" }));
    staff.mutate("amendPatient", input.clone(), "patient { id }").await.data("");
    let demoted = json!({ "id": user, "role": "ANALYST" });
    app.mutate("amendUser", demoted, "user { id }").await.data("");
    let analyst = app.sign_in("staff@example.org").await;
    analyst.mutate("amendPatient", input, "patient { id }").await.expect_refusals(&["FORBIDDEN"]);
}

#[tokio::test]
async fn the_digest_of_an_input_excludes_passwords() {
    let app = TestApp::start().await;
    let id = app.a_user("STAFF", "staff@example.org").await;
    let fields = "user { version }";
    let change = |fields: Value| once(with(json!({ "id": id }), fields));
    let first = change(json!({ "password": "three green pandas climb bamboo" }));
    assert_eq!(app.mutate("amendUser", first, fields).await.data("/amendUser/user"), json!({ "version": 2 }));
    // A different password counts as the same input, so the database stores nothing that makes guessing
    // passwords fast.
    let other = change(json!({ "password": SHARED_PASSWORD }));
    assert_eq!(app.mutate("amendUser", other, fields).await.data("/amendUser/user"), json!({ "version": 2 }));
    // An absent or null password is another input.
    for other in [json!({}), json!({ "password": null })] {
        app.mutate("amendUser", change(other), fields).await.expect_refusals(&[REUSED]);
    }
}

#[tokio::test]
async fn a_key_adds_two_statements_and_its_absence_none() {
    let app = TestApp::start().await;
    let (one, two) = (app.a_patient(1).await, app.a_patient(2).await);
    let clinician = app.some_clinician("ENT").await;
    let appointments =
        [app.an_appointment(&one, &clinician, 60).await, app.an_appointment(&one, &clinician, 90).await];
    let departments = [app.a_department("GUM").await, app.a_department("ICU").await];
    let users = [app.a_user("STAFF", "one@example.org").await, app.a_user("STAFF", "two@example.org").await];
    let empty = [app.a_patient(3).await, app.a_patient(4).await];
    // Statements including begin and commit: of an amendment without a key, and of a repetition.
    for (mutation, [without, with_key], input, payload, expected) in [
        ("amendPatient", [&one, &two], json!({ "name": "Ann" }), "patient { version }", (4, 5)),
        ("removePatient", [&empty[0], &empty[1]], json!({}), "removedId", (5, 4)),
        (
            "cancelAppointment",
            [&appointments[0], &appointments[1]],
            json!({}),
            "appointment { version }",
            (4, 5),
        ),
        (
            "amendDepartment",
            [&departments[0], &departments[1]],
            json!({ "code": "" }),
            "department { version }",
            (6, 5),
        ),
        ("deactivateUser", [&users[0], &users[1]], json!({}), "user { version }", (5, 5)),
    ] {
        let send = async |id: &str, key: Value| {
            let changes = json!({ "id": id, "idempotencyKey": key });
            let mut input = with(input.clone(), changes);
            if let Some(code) = input.get_mut("code") {
                *code = json!(if id == without { "ONE" } else { "TWO" });
            }
            let (answer, statements) = app.statements(app.mutate(mutation, input, payload)).await;
            answer.data("");
            statements
        };
        assert_eq!(send(without, Value::Null).await, expected.0, "{mutation}");
        assert_eq!(send(with_key, json!("once")).await, expected.0 + 2, "{mutation}");
        assert_eq!(send(with_key, json!("once")).await, expected.1, "{mutation}");
    }
}
