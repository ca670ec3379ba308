//! The payload of a login has the permissions of the new user, not of the previous one.

use serde_json::{Value, json};

use crate::support::{SHARED_PASSWORD, TestApp, Visitor, nhs_number, with};

/// All fields that depend on the user's permissions.
const USER: &str = "user { id email role permissions { field extent } patient { id name nhsNumber
                    appointments(first: 1) { totalCount } } }";

/// A user of each role, and the patient with a record.
async fn users(app: &TestApp) -> Vec<String> {
    let mut emails = Vec::new();
    for role in ["ADMIN", "STAFF", "ANALYST"] {
        let email = format!("{}@example.org", role.to_lowercase());
        app.a_user(role, &email).await;
        emails.push(email);
    }
    for number in [1, 2] {
        let patient = app.a_patient(number).await;
        let email = format!("patient{number}@example.org");
        app.an_account_of(&patient, &email).await;
        emails.push(email);
    }
    emails
}

/// The user's own account as read after login.
async fn own(visitor: &Visitor<'_>) -> Value {
    visitor
        .query(&format!("{{ viewer {{ {} }} }}", &USER["user {".len()..USER.len() - 1]))
        .await
        .data("/viewer")
}

#[tokio::test]
async fn a_login_payload_has_the_new_users_permissions() {
    let app = TestApp::start().await;
    let users = users(&app).await;
    for before in users.iter().map(Some).chain([None]) {
        for email in &users {
            let former = match before {
                Some(before) => app.sign_in(before).await,
                None => app.visitor(),
            };
            let credentials = json!({ "email": email, "password": SHARED_PASSWORD });
            let fields = format!("accessToken refreshToken {USER}");
            let login = former.mutate("login", credentials, &fields).await.data("/login");
            let me = former.with_tokens(&login);
            let expected = own(&me).await;
            assert_eq!(expected["patient"].is_object(), email.starts_with("patient"), "{expected}");
            assert_eq!(login["user"], expected, "{before:?}");

            let input = json!({ "refreshToken": login["refreshToken"] });
            let refresh = former.mutate("refresh", input, &fields).await.data("/refresh");
            assert_eq!(refresh["user"], expected, "{before:?}");
        }
    }
}

#[tokio::test]
async fn password_change_and_sign_up_payloads_have_the_user() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    app.an_account_of(&patient, "one@example.org").await;
    let me = app.sign_in("one@example.org").await;
    let change = json!({ "currentPassword": SHARED_PASSWORD, "newPassword": "nine loud zebras drink tea" });
    let changed = me.mutate("changePassword", change, USER).await.data("/changePassword/user");
    assert_eq!(changed["patient"]["id"], json!(patient));

    let second = app.a_patient(2).await;
    let details = json!({ "email": "two@example.org", "password": SHARED_PASSWORD, "nhsNumber": nhs_number(2),
                          "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP" });
    let new = app.visitor().mutate("registerAccount", details, USER).await.data("/registerAccount/user");
    assert_eq!(new["patient"]["id"], json!(second));
}

#[tokio::test]
async fn other_fields_of_the_operation_keep_the_requests_permissions() {
    let app = TestApp::start().await;
    let (one, two) = (app.a_patient(1).await, app.a_patient(2).await);
    app.an_account_of(&one, "one@example.org").await;
    app.an_account_of(&two, "two@example.org").await;
    app.a_user("ADMIN", "admin@example.org").await;
    let login = |email: &str| json!({ "email": email, "password": SHARED_PASSWORD });
    let query =
        "mutation($one: LoginInput!, $two: LoginInput!, $admin: LoginInput!, $removal: RemovePatientInput!) {
        one: login(input: $one) { user { patient { id } } }
        admin: login(input: $admin) { user { patient { id } } }
        removePatient(input: $removal) { removedId }
        two: login(input: $two) { user { patient { id } } }
    }";
    let variables = json!({ "one": login("one@example.org"), "two": login("two@example.org"),
                            "admin": login("admin@example.org"), "removal": { "id": one, "expectedVersion": 1 } });
    let answer = app.visitor().send(query, variables).await;
    answer.expect_code("UNAUTHENTICATED");
    let expected = with(
        json!({ "one": { "user": { "patient": { "id": one } } }, "admin": { "user": { "patient": null } } }),
        json!({ "removePatient": null, "two": { "user": { "patient": { "id": two } } } }),
    );
    assert_eq!(answer.body["data"], expected);
}
